"""llms.txt: one list of links a chapter, each with what is behind it."""

from checks.tooling.docs.mini_book import ADDRESS
from handbook.book import open_book
from handbook.core.records import Tree
from handbook.llms import ABOUT, llms_txt

CALL = "Call blocking functions in a thread."


def test_form(tree: Tree) -> None:
    """A title, a quote, some words, then sections of links; the last may be left out."""
    book = open_book(tree, preview=False)
    told = llms_txt(book, "Handbook", [("reading", "How to `read`")], [("x.json", "data")], "")
    assert (
        told
        == f"""\
# Handbook

> Handbook

{ABOUT}

## Backpressure

- [About Backpressure](backpressure/index.md): What it is about.
- [PCH011 Keep files off the loop](backpressure/bounded_fan_out.md): {CALL}

## Boundaries

- [About Boundaries](boundaries/index.md): What it is about.
- [PCH020 Keep files off the loop](boundaries/blocking_io.md): {CALL}

## Data

- [x.json](x.json): data

## Optional

- [How to read](reading.md)
"""
    )


def test_addresses(tree: Tree) -> None:
    """Where the book's address is known, links are absolute."""
    told = llms_txt(open_book(tree, preview=False), "Handbook", [("a", "A")], [("b", "B")], ADDRESS)
    assert told.count("](") == told.count(f"]({ADDRESS}") == 6
