"""The handbook's words: how records name themselves, and what evidence proves."""

from pathlib import Path

import pytest

from handbook.core.observations import Observation
from handbook.core.records import Claim, Evidence, Guideline, Half, Interpreter, Problem, Tree

CPYTHON = Interpreter("CPython", "3.14.2", free_threaded=False, gil=True)


def test_problem_reads_as_editors_expect() -> None:
    """A problem is printed as place, line and message, and sorts by them."""
    here, there = Problem("a.md", 2, "mend it"), Problem("a.md", 10, "mend it")
    assert str(here) == "a.md:2: mend it"
    assert sorted([there, here]) == [here, there]


@pytest.mark.parametrize(
    ("interpreter", "key", "label"),
    [
        (CPYTHON, "cpython-3.14", "3.14.2"),
        (
            Interpreter("CPython", "3.15.0rc2", free_threaded=True, gil=False),
            "cpython-3.15t",
            "3.15.0rc2 free-threaded",
        ),
        (
            Interpreter("PyPy", "3.11.11", free_threaded=False, gil=True),
            "pypy-3.11",
            "PyPy 3.11.11",
        ),
    ],
)
def test_interpreter_names(interpreter: Interpreter, key: str, label: str) -> None:
    """An interpreter has one folder a minor version and build, and a name for readers."""
    assert (interpreter.key, interpreter.label) == (key, label)


def seen(**outcomes: str) -> dict[Half, Observation]:
    """Return observations of these outcomes, such as ``good="held"``."""
    halves: dict[Half, Observation] = {}
    for half, outcome in outcomes.items():
        halves[half] = Observation(outcome)  # type: ignore[arg-type, index]
    return halves


@pytest.mark.parametrize(
    ("outcomes", "proved"),
    [
        ({"good": "held", "bad": "failed"}, True),
        ({"good": "held", "bad": "held"}, False),
        ({"good": "failed", "bad": "failed"}, False),
        ({"good": "held", "bad": "error"}, False),
        ({"good": "error", "bad": "failed"}, False),
        ({"good": "held"}, False),
        ({"bad": "failed"}, False),
        ({"good": "skipped", "bad": "skipped"}, False),
        ({"good": "held", "bad": "skipped"}, False),
        ({"deviation": "held", "good": "failed"}, True),
        ({"deviation": "held", "good": "held"}, False),
        ({"deviation": "failed", "good": "held"}, False),
        ({"deviation": "held", "bad": "failed"}, False),
        ({"deviation": "held", "good": "failed", "bad": "failed"}, False),
        ({}, False),
    ],
)
def test_proof_takes_two_verdicts(outcomes: dict[str, str], proved: bool) -> None:  # noqa: FBT001
    """It held for the one module and failed for the other: of the pair, or of the deviation."""
    evidence = Evidence(1, "PCH020", CPYTHON, "linux x86_64", {}, {"rule": seen(**outcomes)})
    assert (evidence.verdict("rule") == "proved") is proved
    assert evidence.verdict("another") == "not run"


@pytest.mark.parametrize(
    ("reasons", "why"),
    [
        ({"good": "no x", "bad": "no x"}, "no x"),
        ({"good": "no x", "bad": "no y"}, "no x; no y"),
        ({"good": "no x", "deviation": "no y"}, "no y; no x"),
        ({"good": "no x"}, ""),
        ({"good": "no x", "bad": ""}, ""),
        ({}, ""),
    ],
)
def test_skip_takes_both_modules(reasons: dict[Half, str], why: str) -> None:
    """A claim was skipped where neither module was tried, each for a reason."""
    claims = {half: Observation("skipped", reason=told) for half, told in reasons.items()}
    evidence = Evidence(1, "PCH020", CPYTHON, "linux x86_64", {}, {"rule": claims})
    assert evidence.why_skipped("rule") == why
    assert not evidence.why_skipped("another")


def test_guideline_with_a_deviation() -> None:
    """The claims of a deviation are of other modules, and are found as the others are."""
    pair, other = Claim("rule", "Kept.", "Broken."), Claim("rest", "Lost.", deviation="Shown.")
    guideline = Guideline(
        "PCH020", "boundaries", "blocking_io", "T", "2026.1", "S", (pair,), deviation=(other,)
    )
    assert guideline.docname == "boundaries/blocking_io"
    assert [guideline.claim(name) for name in ("rule", "rest", "test_rule")] == [pair, other, None]
    assert guideline.every_claim == (pair, other)
    assert guideline.modules == ("good", "bad", "deviation")
    assert (pair.halves, pair.fixture) == (("good", "bad"), "example")
    assert (other.halves, other.fixture) == (("deviation", "good"), "deviation")
    assert [other.on(half) for half in other.halves] == ["Shown.", "Lost."]


def test_tree() -> None:
    """The same chapter and slug name a place in each of the three trees."""
    tree, place = Tree(Path("/book")), ("boundaries", "blocking_io")
    paths = [tree.page(*place), tree.example(*place, "good"), tree.check(*place), tree.evidence]
    assert [tree.name(path) for path in paths] == [
        "docs/boundaries/blocking_io.md",
        "examples/boundaries/blocking_io/good.py",
        "checks/boundaries/test_blocking_io.py",
        "build/evidence",
    ]
    assert tree.name(Path("/elsewhere/x.md")) == "/elsewhere/x.md"
