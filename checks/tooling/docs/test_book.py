"""The book of one build: its chapters, their order, and pages that cannot be read."""

import pytest

from checks.tooling.docs.mini_book import FILES, PLACE, build, change, write
from checks.tooling.small_book import PAGE
from handbook.book import open_book
from handbook.core.records import Tree


def test_chapters_stand_where_their_lowest_id_does(tree: Tree) -> None:
    """The order of chapters is derived."""
    write(tree.page("boundaries", "first"), PAGE.replace("PCH020", "PCH001"))
    book = open_book(tree, preview=False)
    assert [chapter.name for chapter in book.chapters] == ["boundaries", "backpressure"]
    first = book.chapter("boundaries")
    assert first is not None
    assert [each.id for each in first.guidelines] == ["PCH001", "PCH020"]


@pytest.mark.parametrize(
    ("opening", "title", "lead"),
    [
        ("# One\n\nWhat it is.\nAnd more.\n", "One", "What it is."),
        ("---\norphan: true\n---\n\n# Two words \n\n```{guidelines}\n```\n", "Two words", ""),
        ("# Three\n", "Three", ""),
        ("nothing", "Boundaries", ""),
    ],
)
def test_opening(tree: Tree, opening: str, title: str, lead: str) -> None:
    """A chapter's title and its first sentence are those of its opening page."""
    write(tree.page("boundaries", "index"), opening)
    chapter = open_book(tree, preview=False).chapter("boundaries")
    assert chapter is not None
    assert (chapter.title, chapter.lead) == (title, lead)


def test_missing_opening(tree: Tree) -> None:
    """A chapter without an opening page is told at the first of its pages."""
    tree.page("boundaries", "index").unlink()
    told = [line for line in build(tree).warnings if "handbook" in line]
    assert len(told) == 1
    assert told[0].startswith(f"docs/{FILES}.md:1: WARNING: the chapter boundaries has no opening")
    assert told[0].endswith("[handbook.missing_chapter]")


def test_broken_pages_keep_their_ids(tree: Tree) -> None:
    """The ID of a page that cannot be read is still taken."""
    change(tree.page(*PLACE), "claims:", "claim:")
    book = open_book(tree, preview=False)
    assert book.broken == {"PCH020"}
    assert book.catalogue.at(FILES) is None
