"""Derived parts: markup for HTML, with the paths of its links, and nodes for all else."""

import re
from pathlib import Path

from docutils import nodes

from checks.tooling.docs.mini_book import FILES, Build
from handbook.derived import derived, nodes_of
from handbook.elements import Markup, box, bullets, details, inline, link, paragraph, table, words


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


def test_other_formats_link_too(whole: Build) -> None:
    """Where no HTML is written, the builder says what a link is."""
    links = [each["refuri"] for each in whole.page("index").findall(nodes.reference)]
    assert links[-1] == "#pch020"


def test_nodes_of_words() -> None:
    """Other formats are told the same words, and what is code."""
    told, *rest = nodes_of(paragraph("Run ", inline("it", "kind"), " as `a b`.", classes="hint"))
    assert [type(part) for part in told.children] == [
        nodes.Text,
        nodes.inline,
        nodes.Text,
        nodes.literal,
        nodes.Text,
    ]
    assert (told.astext(), rest) == ("Run it as a b.", [])
    assert [each["classes"] for each in told.findall(nodes.Element)] == [["hint"], ["kind"], []]
    assert [part.astext() for part in nodes_of(words("a `b`"))] == ["a ", "b"]


def test_nodes_of_lists_and_links() -> None:
    """Lists stay lists, and links stay links."""
    (made,) = nodes_of(bullets([paragraph(link("index", "Home")), paragraph("b")], "kind"))
    assert isinstance(made, nodes.bullet_list)
    assert [item.astext() for item in made] == ["Home", "b"]
    assert next(made.findall(nodes.reference))["refuri"] == "handbook:index"


def test_nodes_of_a_table() -> None:
    """A table keeps its head, its heads of rows and its name."""
    (made,) = nodes_of(table(("A", "B"), [("a", "")], name="kind", stub=True))
    assert isinstance(made, nodes.table)
    assert "kind" in made["classes"]
    assert [entry.astext() for entry in made.findall(nodes.entry)] == ["A", "B", "a", ""]
    assert [column.get("stub") for column in made.findall(nodes.colspec)] == [1, None]


def test_nodes_of_drawings() -> None:
    """A drawing cannot be said; what stands beside it can, also what a reader opens."""
    inner = Markup(f"<svg><text>8 s</text></svg>{details('More', paragraph('8 s'), shown=True)}")
    assert [part.astext() for part in nodes_of(box(inner, classes="kind"))] == ["More", "8 s"]
