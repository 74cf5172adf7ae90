"""What readers take along from a page: the path of its link, a comment, a record."""

from dataclasses import replace

import pytest

from checks.tooling.small_evidence import guideline
from handbook.core.citing import citations, deviation_record, review_comment
from handbook.core.records import Claim, State, Tree

URL = "https://handbook.example/r/PCH020/"


def test_review_comment(tree: Tree) -> None:
    """Three lines: ID and fault, fix, link."""
    assert review_comment(guideline(tree), URL).splitlines() == [
        "PCH020: The loop stands still.",
        "Fix: Call blocking functions in a thread.",
        URL,
    ]


def test_review_comment_of_long_words(tree: Tree) -> None:
    """Words that a page breaks into lines do not break the comment."""
    broken = replace(guideline(tree), claims=(Claim("one", "a", "Two\n  lines."),))
    assert review_comment(broken, URL).splitlines()[0] == "PCH020: Two lines."


def test_deviation_record(tree: Tree) -> None:
    """The fields stand in the order in which a reviewer asks for them; the first is filled in."""
    first, *fields = deviation_record(guideline(tree), URL).splitlines()
    assert first == f"- Guideline: [PCH020 Keep files off the loop]({URL})"
    assert [field.strip(" -:") for field in fields] == [
        "Alternative",
        "Why it fits better",
        "Trade-offs",
        "Compensating controls",
        "Tests",
        "Observability",
        "Migration",
        "Rollback",
        "Owner",
        "Review date",
    ]
    assert [field for field in fields if not field.endswith(":")] == []


@pytest.mark.parametrize("state", ["draft", "active"])
def test_citations(tree: Tree, state: State) -> None:
    """A guideline that applies is cited in every way."""
    cited = citations(replace(guideline(tree), state=state), URL)
    assert list(cited) == ["link", "review comment", "deviation record"]
    assert all(URL in text for text in cited.values())


@pytest.mark.parametrize("state", ["superseded", "withdrawn"])
def test_citations_of_what_applies_no_more(tree: Tree, state: State) -> None:
    """Nobody is asked to follow, or to deviate from, what is not to be followed."""
    old = replace(guideline(tree), state=state, claims=())
    assert citations(old, URL) == {"link": URL}
