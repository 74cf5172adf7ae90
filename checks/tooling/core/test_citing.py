"""What readers take along from a page: the path of its link, a comment, a record."""

from dataclasses import replace
from pathlib import Path

import pytest

from checks.tooling.small_book import small_book
from checks.tooling.small_evidence import guideline
from handbook.core.citing import citations, deviation_record, link_path, review_comment
from handbook.core.records import Claim, State

URL = "https://handbook.example/r/PCH020/"


def test_review_comment(tmp_path: Path) -> None:
    """Three lines: ID and fault, fix, link."""
    assert review_comment(guideline(small_book(tmp_path)), URL).splitlines() == [
        "PCH020: The loop stands still.",
        "Fix: Call blocking functions in a thread.",
        URL,
    ]


def test_review_comment_of_long_words(tmp_path: Path) -> None:
    """Words that a page breaks into lines do not break the comment."""
    broken = replace(guideline(small_book(tmp_path)), claims=(Claim("one", "a", "Two\n  lines."),))
    assert review_comment(broken, URL).splitlines()[0] == "PCH020: Two lines."


def test_deviation_record(tmp_path: Path) -> None:
    """The fields stand in the order in which a reviewer asks for them; the first is filled in."""
    first, *fields = deviation_record(guideline(small_book(tmp_path)), URL).splitlines()
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


def test_link_path() -> None:
    """Whatever leads on has one folder below `r`."""
    assert link_path("PCH020") == "r/PCH020/"


@pytest.mark.parametrize("state", ["draft", "active"])
def test_citations(tmp_path: Path, state: State) -> None:
    """A guideline that applies is cited in every way."""
    cited = citations(replace(guideline(small_book(tmp_path)), state=state), URL)
    assert list(cited) == ["link", "review comment", "deviation record"]
    assert all(URL in text for text in cited.values())


@pytest.mark.parametrize("state", ["superseded", "withdrawn"])
def test_citations_of_what_applies_no_more(tmp_path: Path, state: State) -> None:
    """Nobody is asked to follow, or to deviate from, what is not to be followed."""
    old = replace(guideline(small_book(tmp_path)), state=state, claims=())
    assert citations(old, URL) == {"link": URL}
