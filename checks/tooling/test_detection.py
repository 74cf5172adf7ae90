"""What a page says of the linter is run: its rules report the bad module and not the good one."""

import json
import subprocess
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from handbook.core.catalogue import load
from handbook.core.records import Guideline, Tree

TREE = Tree(Path(__file__).parents[2])
# The rules about concurrency, and about exceptions that are swallowed on its way.
RULES = ("ASYNC", "B012", "BLE", "E722", "RUF006", "S110", "S112")
GUIDELINES = load(TREE).guidelines
each_guideline = pytest.mark.parametrize("guideline", GUIDELINES, ids=[g.id for g in GUIDELINES])


@cache
def reported() -> dict[Path, set[str]]:
    """Return the rules that report each example, from one run of the linter."""
    named = {rule for guideline in GUIDELINES for rule in guideline.ruff}
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--preview",
        "--target-version=py311",
    ]
    options = [f"--select={','.join(sorted(named.union(RULES)))}", "--output-format=json"]
    done = subprocess.run(  # noqa: S603 - the linter of our own environment
        [*command, *options, str(TREE.root / "examples")], capture_output=True, check=False
    )
    found: defaultdict[Path, set[str]] = defaultdict(set)
    for finding in json.loads(done.stdout):
        found[Path(finding["filename"])].add(finding["code"])
    return found


def codes(guideline: Guideline, half: str) -> set[str]:
    """Return the rules that report one module of the pair."""
    return reported().get(TREE.example(guideline.chapter, guideline.slug, half), set())


@each_guideline
def test_page_names_the_rules_that_report_the_bad_module(guideline: Guideline) -> None:
    """No rule is promised that is silent, and none is passed over that speaks."""
    assert codes(guideline, "bad") == set(guideline.ruff)


@each_guideline
def test_good_module_is_reported_by_none(guideline: Guideline) -> None:
    """Whoever follows the guideline satisfies the linter as well."""
    assert not codes(guideline, "good")
