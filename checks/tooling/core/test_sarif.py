"""Findings as code scanning services read them: valid, with guidelines as rules."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft4Validator

from checks.tooling.small_book import add
from handbook.core.catalogue import load
from handbook.core.findings import Finding, Review
from handbook.core.records import Guideline, Tree
from handbook.core.sarif import sarif

SCHEMA = json.loads((Path(__file__).parent / "sarif.schema.json").read_text("utf-8"))
BASE = "https://handbook.example/book/"


@pytest.fixture(name="tree")
def _tree(tree: Tree) -> Tree:
    add(tree, "deadlines", "other", identifier="PCH021")
    return tree


def report(tree: Tree, base: str, *findings: Finding) -> dict[str, Any]:
    """Return the run of a report, which must be valid."""
    told = sarif(Review({"ASYNC230": guidelines(tree)}, 2, findings), base, tree)
    log = json.loads(told)
    assert list(Draft4Validator(SCHEMA).iter_errors(log)) == []
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def guidelines(tree: Tree) -> tuple[Guideline, ...]:
    """Return the book's two guidelines, which name the same rule."""
    return load(tree).guidelines


def place(finding: dict[str, Any]) -> dict[str, Any]:
    """Return the only place of a result."""
    (location,) = finding["locations"]
    found: dict[str, Any] = location["physicalLocation"]
    return found


@pytest.mark.parametrize("base", [BASE, ""], ids=["published", "not published"])
def test_rules_are_guidelines(tree: Tree, base: str) -> None:
    """Each guideline has its title, and an absolute address that helps."""
    driver = report(tree, base)["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == ["PCH020", "PCH021", "not-checked"]
    *rules, _ = driver["rules"]
    for rule in rules:
        assert rule["shortDescription"]["text"] == "Keep files off the loop"
        assert urlsplit(rule["helpUri"]).scheme in {"https", "file"}
        assert rule["helpUri"] in rule["help"]["markdown"]
    assert ("informationUri" in driver) is bool(base)


def test_result(tree: Tree) -> None:
    """A finding belongs to the first guideline of its rule, and names the others."""
    finding = Finding("a.py", 3, 10, 4, 1, "ASYNC230", "opens a file", guidelines(tree))
    (result,) = report(tree, BASE, finding)["results"]
    assert (result["ruleId"], result["level"]) == ("PCH020", "warning")
    assert result["message"]["text"] == (
        "ASYNC230 opens a file; see also PCH021 Keep files off the loop"
    )
    region = {"startLine": 3, "startColumn": 10, "endLine": 4, "endColumn": 1}
    assert place(result)["region"] == region


def test_unread_code(tree: Tree) -> None:
    """Code that could not be read is an error of its own."""
    finding = Finding("a.py", 1, 1, 1, 1, "", "no Python")
    (result,) = report(tree, BASE, finding)["results"]
    assert (result["ruleId"], result["level"]) == ("not-checked", "error")


@pytest.mark.parametrize(
    ("path", "artifact"),
    [
        ("a b/ü%.py", {"uri": "a%20b/%C3%BC%25.py", "uriBaseId": "%SRCROOT%"}),
        ("/far/a b.py", {"uri": "file:///far/a%20b.py"}),
    ],
)
def test_paths_are_references(tree: Tree, path: str, artifact: dict[str, str]) -> None:
    """A path below the folder one is in is relative to it, any other absolute."""
    finding = Finding(path, 1, 1, 1, 2, "ASYNC230", "opens a file", guidelines(tree))
    (result,) = report(tree, BASE, finding)["results"]
    assert place(result)["artifactLocation"] == artifact
