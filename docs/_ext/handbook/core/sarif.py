"""What a review found as SARIF 2.1.0, the form that code scanning services read."""

import json
from pathlib import Path
from urllib.parse import quote

from handbook.core.findings import Finding, Review, url
from handbook.core.records import Guideline, Tree

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
UNREAD = "not-checked"
ROOT = "%SRCROOT%"  # by convention the folder that paths are relative to
NOT_READ = {"id": UNREAD, "shortDescription": {"text": "Code that could not be read"}}


def sarif(review: Review, base: str, tree: Tree) -> str:
    """Return the findings as one run; a guideline is a rule of it, with its page as help."""
    named = {each.id: each for guidelines in review.rules.values() for each in guidelines}
    rules = [_rule(named[key], base, tree) for key in sorted(named)]
    driver: dict[str, object] = {"name": "Python Concurrency Handbook", "rules": [*rules, NOT_READ]}
    if base:
        driver["informationUri"] = base
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each) for each in review.findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _rule(guideline: Guideline, base: str, tree: Tree) -> dict[str, object]:
    page = url(guideline, base, tree)
    return {
        "id": guideline.id,
        "shortDescription": {"text": guideline.title},
        "fullDescription": {"text": guideline.summary},
        "help": {"text": page, "markdown": f"{guideline.summary} [{guideline.id}]({page})"},
        "helpUri": page,
        "properties": {"tags": ["concurrency", *guideline.ruff]},
    }


def _result(finding: Finding) -> dict[str, object]:
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    place = {"artifactLocation": _artifact(finding.path), "region": region}
    return {
        "ruleId": finding.guidelines[0].id if finding.guidelines else UNREAD,
        "level": "warning" if finding.guidelines else "error",
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": place}],
    }


def _message(finding: Finding) -> str:
    """Return what the linter says, and the further guidelines that its rule belongs to."""
    further = "".join(f"; see also {each.heading}" for each in finding.guidelines[1:])
    return f"{finding.told}{further}"


def _artifact(path: str) -> dict[str, str]:
    if Path(path).is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(path), "uriBaseId": ROOT}
