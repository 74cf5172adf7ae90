"""Figures of the evidence as a table, wherever a page asks for them."""

from docutils import nodes

from checks.tooling.docs.mini_book import SEEN, build, change, prove, write
from checks.tooling.small_book import CHAPTER, SLUG
from handbook.core.observations import Figure, Observation
from handbook.core.records import Half, Tree

PAGE = "# Measured\n\nHow many at once.\n\n```{measured} PCH020 Model\n```\n"
FIGURES = (
    Figure("tasks: calls", 200, ""),
    Figure("threads: calls", 32, ""),
    Figure("longest silence", 2, "s"),
    Figure("threads: pause", 0.25, "s"),
)
MEASURED: dict[Half, Observation] = {
    "bad": SEEN["bad"],
    "good": Observation("held", "nothing", figures=FIGURES),
}
RUN = "run `nox -s checks -- PCH020` [handbook."


def ask(tree: Tree) -> None:
    """Add a page that shows a table."""
    write(tree.docs / "measured.md", f"---\norphan: true\n---\n{PAGE}")


def cells(document: nodes.document) -> list[list[str]]:
    """Return the words of the tables of a page."""
    return [[cell.astext() for cell in row.children] for row in document.findall(nodes.row)]


def test_table(tree: Tree) -> None:
    """Names of figures are split into row and column; what has none of a row's is left empty."""
    prove(tree, seen=MEASURED)
    ask(tree)
    done = build(tree)
    page = done.page("measured")
    assert done.warnings == []
    assert cells(page) == [
        ["Model", "Calls", "Pause s"],
        ["Tasks", "200", ""],
        ["Threads", "32", "0.25"],
    ]
    assert "Observed on Python 3.13.1 (linux x86_64) by checks/boundaries/" in page.astext()


def test_renewed(tree: Tree) -> None:
    """Other evidence has the page read again."""
    prove(tree, seen=MEASURED)
    ask(tree)
    build(tree)
    fewer = Observation("held", "nothing", figures=(Figure("tasks: calls", 100, ""),))
    prove(tree, seen={**MEASURED, "good": fewer})
    done = build(tree)
    assert "measured" in done.read
    assert cells(done.page("measured"))[1:] == [["Tasks", "100"]]


def test_no_figures(tree: Tree) -> None:
    """Evidence without such figures is told at the table's line, with what to do."""
    ask(tree)
    done = build(tree)
    (warning,) = done.warnings
    assert warning.startswith("docs/measured.md:8: WARNING: PCH020: there are no figures")
    assert f"{RUN}evidence_missing]" in warning
    assert "Not run yet" in done.page("measured").astext()


def test_stale(tree: Tree) -> None:
    """A number that was true of another module is not shown."""
    prove(tree, seen=MEASURED)
    ask(tree)
    change(tree.example(CHAPTER, SLUG, "good"), "len(text)", "len(text) + 0")
    done = build(tree)
    assert cells(done.page("measured")) == []
    (warning,) = (line for line in done.warnings if line.startswith("docs/measured.md:8:"))
    assert f"{RUN}evidence_stale]" in warning


def test_preview(tree: Tree) -> None:
    """A preview misses nothing, and shows the command."""
    ask(tree)
    done = build(tree, handbook_preview=True)
    assert done.warnings == []
    assert "Not run yet: nox -s checks -- PCH020 runs it." in done.page("measured").astext()


def test_unknown(tree: Tree) -> None:
    """An ID that nobody has is an error at its line."""
    ask(tree)
    change(tree.docs / "measured.md", "PCH020", "PCH999")
    (warning,) = build(tree).warnings
    assert warning.startswith("docs/measured.md:8: ERROR: there is no guideline PCH999")
