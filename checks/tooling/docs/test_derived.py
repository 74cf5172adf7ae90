"""Derived parts: markup with the paths of its links, which costs the transforms nothing."""

import re
from pathlib import Path

from docutils import nodes

from checks.tooling.docs.mini_book import FILES, Build
from handbook.core.records import Guideline
from handbook.derived import derived, named_nodes


def test_paths_of_links(site: Build) -> None:
    """Lists link to pages as seen from where they stand."""
    root = Path(site.app.outdir)
    home, chapter = (root / name for name in ("index.html", "boundaries/index.html"))
    assert f'href="{FILES}.html#pch020"' in home.read_text("utf-8")
    assert 'href="blocking_io.html#pch020"' in chapter.read_text("utf-8")
    pages = [page.read_text("utf-8") for page in root.rglob("*.html")]
    assert not [page for page in pages if "handbook:" in page]


def test_search_reads_the_words(site: Build) -> None:
    """Words of claims, observations and tables are found, each by itself."""
    index = (Path(site.app.outdir) / "searchindex.js").read_text("utf-8")
    found = set(re.findall(r'"?([a-z]+)"?:', index))
    assert {"stand", "silent", "prove"} <= found
    assert "badgood" not in found


def test_one_node_a_section(whole: Build) -> None:
    """What was derived costs the transforms of a page next to nothing."""
    section = next(
        each
        for each in whole.app.env.get_doctree(FILES).findall(nodes.section)
        if each["ids"] == ["pch020-run"]
    )
    assert [type(each) for each in section.children] == [nodes.title, derived]


def test_nodes_of_a_name() -> None:
    """A reference has the ID and the title of a guideline, with code and print's quotes."""
    guideline = Guideline("PCH020", "boundaries", "io", "`open` isn't", "2026.1", "", ())
    made = [(type(part), part.astext()) for part in named_nodes(guideline)]
    assert made == [
        (nodes.inline, "PCH020"),
        (nodes.Text, " "),
        (nodes.literal, "open"),
        (nodes.Text, " isn\u2019t"),
    ]
