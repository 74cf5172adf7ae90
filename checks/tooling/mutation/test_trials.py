"""Checks run on other modules than their own, and the project does not notice."""

from pathlib import Path

import pytest

from checks.mutation.trials import Outcome, Trial, TrialError, tried
from checks.tooling.harness.conftest import Book, empty_book, has_ended
from checks.tooling.mutation.small_pair import BAD, CHECK, GOOD, add, contents, enter
from handbook.core.catalogue import load
from handbook.core.records import Tree

WORSE = GOOD.replace("spare > 3", "no")
LEAVES = """
    import pathlib, subprocess

    child = subprocess.Popen(["sleep", "600"])
    pathlib.Path("PID").write_text(str(child.pid))
    return spare > 3
"""


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    """Return a book of one guideline, which a run can find its way from."""
    book = empty_book(tmp_path)
    add(book, "rule", "PCH001")
    enter(book, monkeypatch)
    return book


def outcomes(book: Book, *trials: Trial) -> list[Outcome]:
    """Return what becomes of trials of the book's guideline."""
    tree = Tree(book.root)
    (guideline,) = load(tree).guidelines
    return tried(trials, guideline, tree)


def test_one_after_the_other(book: Book) -> None:
    """Each trial is told by itself; the sources of one may stay for the next."""
    pid = book.root / "pid"
    leaves = GOOD.replace("    return spare > 3", LEAVES.replace("PID", str(pid)))
    before = contents(book.root)
    own, swapped, worse, left, again = outcomes(
        book,
        Trial({}),
        Trial({"good": BAD, "bad": GOOD}, halves=("good", "bad"), until_failure=False),
        Trial({"good": WORSE}),
        Trial({"good": leaves}),
        Trial({"good": GOOD}),
    )
    assert own == again == Outcome(passed=["rule_is_kept[good]"])
    assert list(swapped.failed) == ["rule_is_kept[good]", "rule_is_kept[bad]"]
    assert worse.noticed == "rule_is_kept[good]"
    assert "NameError" in worse.told
    assert "the good example left something behind" in left.told
    assert has_ended(int(pid.read_text()))
    pid.unlink()
    assert contents(book.root) == before


def test_skipped(book: Book) -> None:
    """A check that is skipped has neither passed nor failed."""
    skips = CHECK.replace("    enough =", "    __import__('pytest').skip('why')\n    enough =")
    add(book, "rule", "PCH001", skips)
    assert outcomes(book, Trial({})) == [Outcome(skipped=["rule_is_kept[good]"])]


def test_checks_that_cannot_run(book: Book) -> None:
    """What pytest said is told: nothing was tried."""
    add(book, "rule", "PCH001", "import nowhere\n")
    with pytest.raises(TrialError, match="No module named 'nowhere'"):
        outcomes(book, Trial({}))
