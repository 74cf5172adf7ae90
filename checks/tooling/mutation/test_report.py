"""The report counts what is there, and fails a run for the right reasons."""

from pathlib import Path

import pytest

from checks.mutation.mutants import Mutant
from checks.mutation.report import details, missed, row
from checks.mutation.score import Score
from handbook.core.records import Guideline, Problem, Tree

RULE = Guideline("PCH001", "boundaries", "rule", "Keep to it", "2026.1", "One sentence.", ())
MUTANT = Mutant(7, "drop await", "-    await f()\n+    f()", "")
PROBLEM = Problem("checks/boundaries/test_rule.py", 1, "it passes")


def scored(killed: int, survived: int = 0, equivalent: int = 0) -> Score:
    """Return a score with such figures."""
    return Score(RULE, killed, (MUTANT,) * survived, equivalent)


def test_row_of_many() -> None:
    """Figures add up; equivalent mutants are no part of the share."""
    figures = row("all", [scored(6, 1, 3), scored(2, 1)]).split()
    assert figures == ["all", "13", "8", "2", "3", "80%"]


@pytest.mark.parametrize(
    ("scores", "goals"),
    [
        ([scored(19, 1, 5)], []),
        ([scored(100), scored(9, 1)], []),
        ([scored(9, 1)], ["over all, at least 95% must be killed: 90.0%"]),
        ([scored(100), scored(8, 1)], ["every guideline at least 90% must be killed: PCH001 (89%"]),
        ([scored(0)], []),
    ],
)
def test_goals(scores: list[Score], goals: list[str]) -> None:
    """Nine of ten in each guideline, nineteen of twenty over all."""
    told = [text for text in missed(scores) if not text.startswith("strengthen")]
    assert len(told) == len(goals)
    assert all(goal in text for goal, text in zip(goals, told, strict=True))


def test_a_problem_fails_a_run_of_any_share() -> None:
    """An author's mistake is no matter of degree."""
    assert list(missed([Score(RULE, 1, problems=(PROBLEM,))])) == ["1 problem to mend"]


def test_details() -> None:
    """Survivors come with place and diff, problems with their place."""
    survivor, problem = details([Score(RULE, 0, (MUTANT,), 0, (PROBLEM,))], Tree(Path()))
    assert survivor == (
        "\nexamples/boundaries/rule/good.py:7: drop await\n-    await f()\n+    f()"
    )
    assert problem == "\nchecks/boundaries/test_rule.py:1: it passes"
