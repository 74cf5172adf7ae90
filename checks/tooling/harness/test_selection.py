"""Checks are selected by ID, slug, chapter or claim, and a mistyped word is answered."""

from pathlib import Path

import pytest

from checks.harness.selection import expanded
from checks.tooling.harness.conftest import SOUND, TWO, Book, empty_book
from handbook.core.records import Tree


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Return a book of two guidelines."""
    book = empty_book(tmp_path_factory.mktemp("book"))
    book.add("file_io", "PCH020", SOUND)
    book.add("network", "PCH019", SOUND)
    return book


@pytest.mark.parametrize(
    ("word", "modules"),
    [
        ("PCH020", ["test_file_io.py"]),
        ("pch020", ["test_file_io.py"]),
        ("file_io", ["test_file_io.py"]),
        ("boundaries/network", ["test_network.py"]),
        ("boundaries", ["boundaries"]),
        ("checks/boundaries/test_network.py", ["test_network.py"]),
        ("PCH020::rule_is_kept", ["test_file_io.py::test_rule_is_kept"]),
    ],
)
def test_word_selects(shelf: Book, word: str, modules: list[str]) -> None:
    """Whatever a reviewer has at hand names the checks."""
    found = [Path(path).name for path in expanded(word, Tree(shelf.root))]
    assert sorted(found) == modules


def test_mistyped_word_is_answered(shelf: Book) -> None:
    """One line says what is not there, and what may have been meant."""
    result = shelf.run("netwrok")
    assert "no guideline, slug, chapter or file is named 'netwrok'; did you mean network?" in (
        result.text
    )


def test_claim_is_selected(book: Book) -> None:
    """A claim of a guideline can be run alone, on both modules."""
    book.add("file_io", "PCH020", TWO)
    listed = book.run("--collect-only", "-q", "PCH020::other_is_kept").text
    assert "2 tests collected" in listed


def test_broken_page_elsewhere_is_passed_over(book: Book) -> None:
    """A page in the making does not keep another guideline from being selected."""
    book.add("file_io", "PCH020", SOUND)
    book.write("docs/boundaries/draft.md", "No front matter yet.\n")
    book.write("docs/boundaries/broken.md", "---\nguideline: PCH021\nclaims: [\n---\n")
    assert "2 passed" in book.run("PCH020").text
