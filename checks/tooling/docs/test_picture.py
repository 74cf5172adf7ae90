"""The picture of the run: which claim is drawn, as what, and the numbers behind it."""

from docutils import nodes

from checks.tooling.docs.mini_book import SEEN, TRACE, Build, build, change, nodes_of, prove, texts
from handbook.core import evidence
from handbook.core.observations import Figure, Gauge, Observation, Series, Trace
from handbook.core.records import Half, Tree
from handbook.picture import chosen
from handbook.picture import numbers as tables

GROWN = Series("peak in flight", "calls", "jobs", ((10, 10), (100, 100)))
BOUND = Series("peak in flight", "calls", "jobs", ((10, 8), (100, 8)))
GROWTH: dict[Half, Observation] = {
    "bad": Observation("failed", "100 calls", series=(GROWN,), trace=TRACE),
    "good": Observation("held", "8 calls", series=(BOUND,), trace=TRACE),
}
QUIET: dict[Half, Observation] = {"bad": Observation("failed"), "good": Observation("held")}


def numbers(document: nodes.Node) -> list[list[str]]:
    """Return the rows of the tables of numbers."""
    tables = [each for each in document.findall(nodes.table) if "hb-figures" in each["classes"]]
    return [[cell.astext() for cell in row] for each in tables for row in each.findall(nodes.row)]


def test_timeline(whole: Build) -> None:
    """A trace with lanes on both halves is a timeline; its lanes are a table as well."""
    assert "hb-timeline" in whole.markup()
    assert texts(whole.page(), "hb-caption") == ["Timeline: The loop turns."]
    assert numbers(whole.page())[1:] == [
        ["Bad", "save", "0\u00a0s", "2\u00a0s", "done", "2\u00a0s"],
        ["Good", "save", "0\u00a0s", "2\u00a0s", "done", "2\u00a0s"],
    ]


def test_drawing_is_described(whole: Build) -> None:
    """Who cannot see it hears the claim; who uses the keyboard can scroll it."""
    drawn = whole.markup()
    assert "<desc" in drawn
    assert "Bad: The loop stands still. Good: The loop turns." in drawn
    assert 'tabindex="0"' in drawn


def test_growth_before_timeline(tree: Tree) -> None:
    """A series on both halves is a growth chart, even where there is a trace too."""
    prove(tree, seen=GROWTH)
    done = build(tree)
    assert "hb-growth" in done.markup()
    assert numbers(done.page()) == [
        ["Jobs", "Bad: peak in flight (calls)", "Good: peak in flight (calls)"],
        ["10", "10", "8"],
        ["100", "100", "8"],
    ]


def test_first_claim_with_a_picture(tree: Tree) -> None:
    """Claims are asked in the order of the page, and one without a picture is passed over."""
    words = "claims:\n  first:\n    good: A.\n    bad: B.\n"
    change(tree.page("boundaries", "blocking_io"), "claims:\n", words)
    guideline = build(tree).domain.book.catalogue.at("boundaries/blocking_io")
    assert guideline is not None
    seen = {"loop_turns": SEEN, "first": QUIET}
    path = prove(tree, claims={name: dict(halves) for name, halves in seen.items()})
    shown = chosen(guideline, evidence.read(path))
    assert shown is not None
    assert shown.claim.name == "loop_turns"


def test_no_picture(tree: Tree) -> None:
    """Lanes on one half alone are no comparison; figures are shown all the same."""
    figure = Figure("longest silence", 2.0, "s")
    bad = Observation("failed", "2 s", figures=(figure,), trace=TRACE)
    prove(tree, seen={"bad": bad, "good": Observation("held", trace=Trace(1.0, ()))})
    done = build(tree)
    assert "<svg" not in done.markup()
    assert numbers(done.page()) == [["Observed", "Bad", "Good"], ["longest silence", "2 s", ""]]


def test_nothing_to_show(tree: Tree) -> None:
    """A claim without figures leaves no empty box behind."""
    prove(tree, seen=QUIET)
    markup = build(tree).markup()
    assert not [name for name in ("<svg", "hb-caption", "The numbers") if name in markup]


def test_gauges_are_numbers_too(tree: Tree) -> None:
    """The peak of a gauge stands in a table below the lanes."""
    trace = Trace(2.0, TRACE.lanes, gauges=(Gauge("in flight", "calls", ((0, 0), (1, 3))),))
    seen: dict[Half, Observation] = {
        "bad": Observation("failed", trace=trace),
        "good": Observation("held", trace=TRACE),
    }
    path = prove(tree, seen=seen)
    guideline = build(tree).domain.book.catalogue.at("boundaries/blocking_io")
    assert guideline is not None
    parts = nodes.section("", *nodes_of("".join(tables(guideline, evidence.read(path)))))
    assert ["Bad", "in flight (calls)", "3", "1\u00a0s"] in numbers(parts)
