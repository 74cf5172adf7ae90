"""How observations read: verdicts, and the evidence that is told in full."""

from dataclasses import replace

import pytest

from handbook.core.observations import Observation
from handbook.core.proof import Proof
from handbook.core.records import HALVES, Evidence, Guideline, Half, Interpreter
from handbook.verdicts import told, verdict

GUIDELINE = Guideline("PCH020", "boundaries", "files", "Files", "2026.1", "Files.", ())


def proof(*versions: str) -> Proof:
    """Return fresh evidence of those versions; a final t is a free-threaded build."""
    ran = [
        Interpreter("CPython", version.rstrip("t"), version.endswith("t"), gil=True)
        for version in versions
    ]
    fresh = [Evidence(1, "PCH020", each, "linux", {}) for each in ran]
    return Proof(GUIDELINE, tuple(fresh))


@pytest.mark.parametrize(
    ("must_hold", "outcome", "words", "kind"),
    [
        (False, "failed", "✗ fails", "failed"),
        (True, "held", "✓ holds", "held"),
        (False, "held", "! does not fail", "unproved"),
        (True, "failed", "! does not hold", "unproved"),
        (True, "error", "! not decided", "unproved"),
        (False, "skipped", "○ not tried", "skipped"),
    ],
)
def test_verdict(must_hold: bool, outcome: str, words: str, kind: str) -> None:  # noqa: FBT001
    """A sign and words say whether a module did what the page claims of it."""
    seen = Observation(outcome)  # type: ignore[arg-type]
    assert verdict(seen, must_hold=must_hold) == (words, kind)


@pytest.mark.parametrize(
    ("versions", "newest"),
    [
        (["3.11.7", "3.13.0"], "3.13.0"),
        (["3.13.0", "3.14.0t"], "3.13.0"),
        (["3.14.2", "3.15.0rc2"], "3.14.2"),
        (["3.15.0rc2"], "3.15.0rc2"),
    ],
)
def test_told_in_full(versions: list[str], newest: str) -> None:
    """The page tells the newest final release with a GIL, and what there is without one."""
    evidence = told(proof(*versions))
    assert evidence is not None
    assert evidence.interpreter.version == newest


def test_told_where_most_was_tried() -> None:
    """A page has more to tell of an older version than of a newer one that skipped a claim."""
    tried, newer = proof("3.11.7", "3.13.0").fresh
    skipped: dict[Half, Observation] = dict.fromkeys(HALVES, Observation("skipped", reason="none"))
    newer = replace(newer, claims={"rule": skipped})
    assert told(Proof(GUIDELINE, (tried, newer))) is tried


def test_nothing_to_tell() -> None:
    """Without fresh evidence there is nothing to tell."""
    assert told(proof()) is None
