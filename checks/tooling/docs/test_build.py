"""The way through the book that each page gives, and what readers may take along."""

from typing import Any

from docutils import nodes

from checks.tooling.docs.mini_book import FAN_OUT, FILES, Build, build, change, nodes_of, write
from handbook.build import ADDRESS, dress, navigation, read_trees
from handbook.core.records import Tree


def beside(done: Build, docname: str) -> dict[str, str]:
    """Return the links that the template of a page is given, by their words."""
    markup = nodes.container("", *nodes_of(navigation(done.app, docname)))
    return {link.astext(): link["refuri"] for link in markup.findall(nodes.reference)}


def test_navigation_is_as_long_as_a_chapter(site: Build) -> None:
    """All chapters, but the guidelines of one alone: a page's cost does not grow with the book."""
    assert beside(site, FAN_OUT) == {
        "Backpressure": "handbook:backpressure/index.html",
        "PCH011 Keep files off the loop": "#",
        "Boundaries": "handbook:boundaries/index.html",
    }
    assert beside(site, FILES)["PCH020 Keep files off the loop"] == "#"
    assert "#" not in beside(site, "search").values()


def test_next_build_has_its_own(tree: Tree) -> None:
    """What was made for the pages of one build is not shown by the next."""
    done = build(tree, "html")
    change(tree.page("boundaries", "index"), "# Boundaries", "# Borders")
    read_trees(done.app)
    assert "Borders" in beside(done, FILES)


def test_pages_outside_chapters(tree: Tree) -> None:
    """They are listed in the order of the home page's own toctree."""
    write(tree.docs / "reading.md", "# How to read\n")
    write(tree.docs / "adding.md", "# Add\n")
    toctree = "# Handbook\n\n```{toctree}\n:hidden:\nreading\nadding\n```\n"
    change(tree.docs / "index.md", "# Handbook\n", toctree)
    links = beside(build(tree, "html"), "reading")
    assert list(links.items())[-2:] == [("How to read", "#"), ("Add", "handbook:adding.html")]


def test_what_readers_may_copy(site: Build) -> None:
    """A guideline's page has it, with a place for the address; other pages have nothing."""
    context: dict[str, Any] = {}
    dress(site.app, "boundaries/index", "page.html", context, None)
    assert not [name for name in context if name in {"handbook_citations", "handbook_short_link"}]
    dress(site.app, FILES, "page.html", context, None)
    assert context["handbook_citations"]["link"] == ADDRESS
    assert ADDRESS in context["handbook_citations"]["review comment"]
    assert context["handbook_short_link"] == "r/PCH020/index.html"
