"""The way through the book that each page gives: chapters, and its own chapter's guidelines."""

from typing import Any

from checks.tooling.docs.mini_book import FILES, Build, build, change, write
from handbook.build import navigation
from handbook.core.records import Tree


def beside(done: Build, docname: str) -> dict[str, Any]:
    """Return what the template of a page is given."""
    context: dict[str, Any] = {}
    navigation(done.app, docname, "page.html", context, None)
    return context


def test_navigation_is_as_long_as_a_chapter(whole: Build) -> None:
    """All chapters, but the guidelines of one alone: a page's cost does not grow with the book."""
    context = beside(whole, FILES)
    assert [each.title for each in context["handbook_chapters"]] == ["Backpressure", "Boundaries"]
    assert [each.id for each in context["handbook_chapter"].guidelines] == ["PCH020"]


def test_pages_outside_chapters(tree: Tree) -> None:
    """They have no chapter, and are listed in the order of the home page's own toctree."""
    write(tree.docs / "reading.md", "# How to read\n")
    write(tree.docs / "adding.md", "# Add\n")
    toctree = "# Handbook\n\n```{toctree}\n:hidden:\nreading\nadding\n```\n"
    change(tree.docs / "index.md", "# Handbook\n", toctree)
    context = beside(build(tree), "search")
    assert context["handbook_chapter"] is None
    assert context["handbook_about"] == [("reading", "How to read"), ("adding", "Add")]
