"""The head of each page tells other sites what it is about."""

import re
from html import unescape
from pathlib import Path

import pytest

from checks.tooling.docs.mini_book import ADDRESS, FILES, Build, build, change
from handbook.core.records import Tree

META = re.compile(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)"')
LINK = re.compile(r'<link rel="(canonical|alternate)"[^>]* href="([^"]*)"')
MADE = ("genindex", "pch-guidelines", "search")  # by Sphinx, without a source


def head(folder: Path, page: str) -> dict[str, str]:
    """Return what the head of a page tells, with the links by their relation."""
    html = (folder / f"{page}.html").read_text("utf-8").partition("</head>")[0]
    return {name: unescape(value) for name, value in META.findall(html) + LINK.findall(html)}


def test_guideline(site: Build) -> None:
    """A guideline has its ID, its title and its summary."""
    told = head(site.out, FILES)
    assert told["og:title"] == "PCH020 Keep files off the loop"
    assert told["og:description"] == "Call blocking functions in a thread."
    assert (told["og:type"], told["alternate"]) == ("article", "blocking_io.md")


def test_other_pages(site: Build) -> None:
    """Any other page is told by its first paragraph, and the home page as a whole site."""
    assert head(site.out, "boundaries/index")["og:description"] == "What it is about."
    assert head(site.out, "index")["og:type"] == "website"


@pytest.mark.parametrize("page", MADE)
def test_made_pages(site: Build, page: str) -> None:
    """Pages without a source are told, too, but have no copy of one."""
    told = head(site.out, page)
    assert told["og:title"] in {"Index", "Index of guidelines", "Search"}
    assert told["og:description"] == told["description"] != ""
    assert "alternate" not in told


def test_every_page(site: Build, published: Build) -> None:
    """No page lacks a title or a description, whether the address is known or not."""
    for folder in (site.out, published.out):
        pages = [page.relative_to(folder).with_suffix("") for page in folder.rglob("*.html")]
        assert len(pages) > len(MADE)
        for page in pages:
            told = head(folder, str(page))
            assert told["og:title"], page
            assert told["og:description"], page


def test_address(site: Build, published: Build) -> None:
    """Only where the address is known is it told."""
    for page in (FILES, "index", "search"):
        told = head(published.out, page)
        assert told["og:url"] == told["canonical"] == f"{ADDRESS}{page}.html"
        assert not head(site.out, page).keys() & {"og:url", "canonical"}


def test_words_that_look_like_markup(tree: Tree) -> None:
    """Quotes and angle brackets neither end a tag nor begin one."""
    page = tree.page("boundaries", "blocking_io")
    change(page, "title: Keep files off", "title: 'Keep `<files>` & \"rows\" off'\nx: off")
    page.write_text(page.read_text("utf-8").replace("\nx: off the loop", ""), "utf-8")
    site = build(tree, "html", smartquotes=False)
    assert head(site.out, FILES)["og:title"] == 'PCH020 Keep <files> & "rows" off'


def test_long_paragraphs_are_cut(tree: Tree) -> None:
    """A description ends after a word."""
    change(tree.docs / "boundaries" / "index.md", "What it is about.", "word " * 99)
    site = build(tree, "html")
    assert head(site.out, "boundaries/index")["og:description"] == "word " * 39 + "…"
