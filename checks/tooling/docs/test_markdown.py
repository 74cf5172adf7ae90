"""Derived parts as Markdown."""

import pytest

from handbook.elements import Markup, bullets, inline, link, paragraph, table, verbatim
from handbook.markdown import Markdown

MARKDOWN = Markdown(lambda docname: f"../{docname}.md")


def test_blocks() -> None:
    """Paragraphs and lists stand apart; an item's further blocks are indented below its first."""
    items = bullets([Markup(paragraph("One.") + paragraph("More.")), paragraph("Two.")])
    assert MARKDOWN.of(paragraph("Before.") + items) == "Before.\n\n- One.\n  More.\n- Two."


def test_words() -> None:
    """Code is code, links lead to copies, and what looks like Markdown does not become it."""
    told = paragraph("Run `a b`, ", link("x/y", "see *it*", "pch020"), verbatim(" <Task>"))
    assert MARKDOWN.of(told) == r"Run `a b`, [see \*it\*](../x/y.md) \<Task>"


def test_badges() -> None:
    """Badges have a sign between them."""
    told = paragraph(inline("Since 1", "b"), " ", inline("Ruff X", "b"), classes="hb-badges")
    assert MARKDOWN.of(told) == "Since 1 · Ruff X"


def test_table() -> None:
    """A table has a row a line, whatever its cells hold."""
    cell = Markup(paragraph("a|b") + paragraph("c"))
    made = table(("Bad", "Good"), [(cell, "`d`"), ("", "e")], name="x")
    assert MARKDOWN.of(made).splitlines() == [
        "| Bad | Good |",
        "|---|---|",
        r"| a\|b<br>c | `d` |",
        "|  | e |",
    ]


@pytest.mark.parametrize(
    "drawing",
    [
        '<div class="hb-picture" role="group"><svg><text>drawn</text></svg></div>',
        '<p class="hb-caption">drawn</p>',
        "<button>drawn</button>",
    ],
)
def test_drawings_are_left_out(drawing: str) -> None:
    """What only a browser shows is left out, and the tables beside it are not."""
    details = f"<details><summary>Numbers</summary>{table(('N',), [('1',)], name='x')}</details>"
    assert MARKDOWN.of(drawing + details) == "Numbers\n\n| N |\n|---|\n| 1 |"
