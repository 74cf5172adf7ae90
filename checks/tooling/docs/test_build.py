"""The way through the book that each page gives, and the short links beside the pages."""

from pathlib import Path
from typing import Any

from docutils import nodes

from checks.tooling.docs.mini_book import FAN_OUT, FILES, Build, build, change, nodes_of, write
from handbook.build import ADDRESS, citing, navigation, read_trees, write_short_links
from handbook.core.records import Tree
from handbook.core.short_links import pages


def beside(done: Build, docname: str) -> dict[str, str]:
    """Return the links that the template of a page is given, by their words."""
    context: dict[str, str] = {}
    navigation(done.app, docname, "page.html", context, None)
    markup = nodes.container("", *nodes_of(context["handbook_beside"]))
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
    citing(site.app, "boundaries/index", "page.html", context, None)
    assert context == {}
    citing(site.app, FILES, "page.html", context, None)
    assert context["handbook_citations"]["link"] == ADDRESS
    assert ADDRESS in context["handbook_citations"]["review comment"]
    assert context["handbook_short_link"] == "r/PCH020/index.html"


def test_short_links(site: Build, whole: Build) -> None:
    """An HTML site has them in its folder; what is made for something else has not."""
    book = site.domain.book
    written = pages(book.catalogue, book.record, "")
    assert written
    for name, text in written.items():
        assert Path(site.app.outdir, name).read_text("utf-8") == text
    assert not Path(whole.app.outdir, "r").exists()


def test_short_links_of_a_published_site(tree: Tree) -> None:
    """They name the address of the site where its settings do."""
    done = build(tree, "html")
    done.app.config.html_baseurl = "https://handbook.example/"
    write_short_links(done.app, None)
    text = Path(done.app.outdir, "r", "PCH020", "index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="https://handbook.example/{FILES}.html">' in text


def test_no_short_links_after_a_failure(tree: Tree) -> None:
    """A build that ended in an error leaves what an earlier one wrote as it is."""
    done = build(tree, "html")
    path = Path(done.app.outdir, "r", "PCH020", "index.html")
    path.unlink()
    write_short_links(done.app, RuntimeError("the build failed"))
    assert not path.exists()
