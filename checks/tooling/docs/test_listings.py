"""Lists that nobody keeps: of a chapter, of the chapters, of all guidelines."""

from docutils import nodes
from sphinx import addnodes

from checks.tooling.docs.mini_book import FAN_OUT, FILES, PLACE, Build, build, change, write
from checks.tooling.small_book import PAGE
from handbook.core.records import Tree


def toctrees(document: nodes.document) -> list[list[str]]:
    """Return the pages of each hidden toctree."""
    found = list(document.findall(addnodes.toctree))
    assert all(each["hidden"] for each in found)
    return [each["includefiles"] for each in found]


def items(document: nodes.document) -> list[str]:
    """Return the items of the lists."""
    return [item.astext() for item in document.findall(nodes.list_item)]


def test_chapter(tree: Tree) -> None:
    """A chapter lists its guidelines by ID, whatever their slugs."""
    write(tree.page("boundaries", "adapters"), PAGE.replace("PCH020", "PCH101"))
    write(tree.page("boundaries", "zeal"), PAGE.replace("PCH020", "PCH003"))
    done = build(tree, suppress_warnings=["handbook"])
    document = done.page("boundaries/index")
    assert [item.split()[0] for item in items(document)] == ["PCH003", "PCH020", "PCH101"]
    assert toctrees(document) == [["boundaries/zeal", FILES, "boundaries/adapters"]]
    assert done.warnings == []


def test_broken_page_keeps_its_place(tree: Tree) -> None:
    """A page whose front matter is broken is no orphan: it is told once, for what it is."""
    change(tree.page(*PLACE), "symptoms:", "sypmtoms:")
    done = build(tree)
    assert toctrees(done.page("boundaries/index")) == [[FILES]]
    assert ["front_matter" in line for line in done.warnings] == [True]


def test_guidelines_stand_on_an_opening_page(tree: Tree) -> None:
    """Elsewhere the list has no chapter, and says so at its line."""
    change(tree.docs / "index.md", "# Handbook\n", "# Handbook\n\n```{guidelines}\n```\n")
    (warning,) = build(tree).warnings
    assert warning.startswith("docs/index.md:3: ERROR: `pch:guidelines` stands on a chapter's")


def test_chapters(whole: Build) -> None:
    """The home page lists the chapters by their lowest IDs, with their first sentences."""
    assert items(whole.page("index")) == [
        "Backpressure PCH011\n\nWhat it is about.",
        "Boundaries PCH020\n\nWhat it is about.",
    ]
    assert toctrees(whole.page("index")) == [["backpressure/index", "boundaries/index"]]


def test_overview(whole: Build) -> None:
    """The table has all that readers look for: ID, title, summary, symptoms, chapter, rules."""
    (table,) = whole.page("index").findall(nodes.table)
    assert table["classes"] == ["hb-overview", "table"]
    rows = [[cell.astext() for cell in row.children] for row in table.findall(nodes.row)]
    guideline = "Keep files off the loop\n\nCall blocking functions in a thread."
    assert rows == [
        ["Guideline", "Symptoms", "Chapter", "Linter rule"],
        [f"PCH011 {guideline}", "blocked event loop", "Backpressure", "ASYNC230"],
        [f"PCH020 {guideline}", "blocked event loop", "Boundaries", "ASYNC230"],
    ]


def test_lists_link_to_pages(whole: Build) -> None:
    """Every entry leads to its page."""
    links = list(whole.resolved("index").findall(nodes.reference))
    assert len(links) == 4
    assert all(link["refuri"].startswith("handbook:") for link in links)
    assert links[-1].astext() == "PCH020 Keep files off the loop"
    assert FAN_OUT in whole.app.env.found_docs
