"""What a page says under *Detect it* is run: by the linter, and by the page's own check."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from handbook.core.anatomy import sections
from handbook.core.catalogue import load
from handbook.core.records import Guideline, Tree

TREE = Tree(Path(__file__).parents[2])
# The rules about concurrency, and about exceptions that are swallowed on its way: any of them that
# speaks is named. Of other rules a page may name some; they are run on that page's pair alone.
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
    """Return the rules that report one module of the pair, of those that the page answers for."""
    path = TREE.example(guideline.chapter, guideline.slug, half)
    found = reported().get(path, set())
    return {code for code in found if code in guideline.ruff or code.startswith(RULES)}


@each_guideline
def test_page_names_the_rules_that_report_the_bad_module(guideline: Guideline) -> None:
    """No rule is promised that is silent, and none is passed over that speaks."""
    assert codes(guideline, "bad") == set(guideline.ruff)


@each_guideline
def test_good_module_is_reported_by_none(guideline: Guideline) -> None:
    """Whoever follows the guideline satisfies the linter as well."""
    assert not codes(guideline, "good")


# Chapters whose pages show no line of Python for run time that their checks do not run.
RUN = {"choosing_a_model", "structured_concurrency", "backpressure", "deadlines", "cancellation"}
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


def shown(guideline: Guideline) -> list[str]:
    """Return the lines of Python that a page shows under *Detect it*."""
    page = TREE.page(guideline.chapter, guideline.slug).read_text("utf-8")
    detect = next(part for part in sections(page) if part.title == "Detect it")
    text = "\n".join(line for _, line in detect.lines)
    return [line.strip() for block in PYTHON.findall(text) for line in block.splitlines()]


def run(guideline: Guideline) -> Iterator[str]:
    """Yield the lines of a page's check, without comments; names of the pair stand bare."""
    for line in TREE.check(guideline.chapter, guideline.slug).read_text("utf-8").splitlines():
        yield line.partition("  #")[0].replace("example.", "").strip()


@pytest.mark.parametrize(
    "guideline", [g for g in GUIDELINES if g.chapter in RUN], ids=lambda g: g.id
)
def test_check_runs_the_lines_that_the_page_shows(guideline: Guideline) -> None:
    """The diagnostic on the page is the one that told good from bad: line by line, in order."""
    lines = run(guideline)
    assert [line for line in shown(guideline) if line not in lines] == []
