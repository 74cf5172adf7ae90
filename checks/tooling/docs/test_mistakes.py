"""What an author has to mend: each mistake has a place, a type, and names what to do."""

import pytest

from checks.tooling.docs.mini_book import FILES, PLACE, SEEN, SKIPPED, build, change, prove
from handbook.core.observations import Observation
from handbook.core.records import Tree

PAGE = f"docs/{FILES}.md"
RUN = "run `nox -s checks -- PCH020`"


def told(tree: Tree) -> str:
    """Return the one warning of a build."""
    (warning,) = build(tree).warnings
    return warning


def test_missing_evidence(tree: Tree) -> None:
    """A guideline that was never run is told with the command that runs it."""
    (tree.evidence / "cpython-3.13" / "PCH020.json").unlink()
    why = f"PCH020: there is no evidence; {RUN} [handbook.evidence_missing]"
    assert told(tree) == f"{PAGE}:2: WARNING: {why}"


def test_stale_evidence(tree: Tree) -> None:
    """Evidence that is older than what it proves is told with what has changed since."""
    change(tree.example(*PLACE, "good"), "len(text)", "len(text) + 0")
    why = f"the evidence is older than its page: 3.13.1 (changed since: good); {RUN}"
    assert told(tree) == f"{PAGE}:2: WARNING: PCH020: {why} [handbook.evidence_stale]"


def test_stale_evidence_beside_fresh(tree: Tree) -> None:
    """What other interpreters left is no reason to warn: it is only left out."""
    prove(tree, version="3.12.1", digests={"good": "another"})
    assert build(tree).warnings == []


@pytest.mark.parametrize(
    "seen", [{"bad": SEEN["bad"]}, {**SEEN, "bad": Observation("held")}, {}], ids=str
)
def test_failed_or_incomplete_evidence(tree: Tree, seen: dict[str, Observation]) -> None:
    """A claim that fresh evidence does not prove is told, with the interpreter."""
    prove(tree, version="3.14.0", seen=seen)  # type: ignore[arg-type]
    warning = told(tree)
    assert warning.startswith(f"{PAGE}:2: WARNING: PCH020: not proved: loop_turns on 3.14.0;")
    assert warning.endswith(f"{RUN} [handbook.evidence_failed]")


def test_claim_that_was_skipped(tree: Tree) -> None:
    """An interpreter that cannot try a claim is no reason to warn: another one has proved it."""
    prove(tree, version="3.14.0", seen=SKIPPED)
    assert build(tree).warnings == []


def test_claim_that_was_skipped_everywhere(tree: Tree) -> None:
    """What nobody has tried is not proved; each interpreter's reason is told."""
    for version in ("3.13.1", "3.14.0"):
        prove(tree, version=version, seen=SKIPPED)
    why = "`distributed` isn't installed"
    everywhere = f"loop_turns (3.13.1: {why}; 3.14.0: {why}); prove it on one that lacks nothing"
    assert told(tree) == (
        f"{PAGE}:2: WARNING: PCH020: not tried on any interpreter: {everywhere}; {RUN} "
        "[handbook.evidence_skipped]"
    )


def test_claim_that_was_skipped_on_one_module(tree: Tree) -> None:
    """Half a skip shows nothing, whoever wrote it."""
    prove(tree, seen={**SEEN, "bad": SKIPPED["bad"]})
    assert "not proved: loop_turns on 3.13.1;" in told(tree)


def test_unreadable_evidence(tree: Tree) -> None:
    """A damaged file is told even beside fresh evidence."""
    path = tree.evidence / "cpython-3.12" / "PCH020.json"
    path.parent.mkdir()
    path.write_text('{"schema": 1')
    warning = told(tree)
    assert "build/evidence/cpython-3.12/PCH020.json cannot be read: it is cut short" in warning
    assert warning.endswith(f"{RUN} [handbook.evidence_unreadable]")


def test_sections(tree: Tree) -> None:
    """A section out of order is told at its line."""
    change(tree.page(*PLACE), "## Why\n\nThey block.\n\n", "")
    change(tree.page(*PLACE), "At start-up.", "At start-up.\n\n## Why\n\nThey block.")
    assert told(tree) == (
        f'{PAGE}:19: WARNING: PCH020: "Why" stands after "When to deviate"; move it before '
        "[handbook.sections]"
    )


def test_missing_example(tree: Tree) -> None:
    """Half a pair is told by its path, beside the evidence that no longer fits."""
    tree.example(*PLACE, "bad").unlink()
    missing = [line for line in build(tree).warnings if "missing_example" in line]
    path = f"examples/{FILES}/bad.py"
    why = f"PCH020: missing {path}; add the bad module"
    assert missing == [f"{PAGE}:2: WARNING: {why} [handbook.missing_example]"]


def test_types_can_be_silenced(tree: Tree) -> None:
    """The warnings are typed as Sphinx's own are."""
    (tree.evidence / "cpython-3.13" / "PCH020.json").unlink()
    assert build(tree, suppress_warnings=["handbook.evidence_missing"]).warnings == []
