"""A page's deviation: the module that ran, and its claims, in "When to deviate"."""

import pytest
from docutils import nodes

from checks.tooling.docs.mini_book import FILES, PLACE, SEEN, SKIPPED, build, change, prove, texts
from checks.tooling.docs.test_run import rows
from checks.tooling.small_book import DEVIATION, deviate
from handbook.core.observations import Observation
from handbook.core.records import Half, Tree

SHOWN: dict[Half, Observation] = {
    "deviation": Observation("held", "tea costs 0"),
    "good": Observation("failed", "tea costs 3"),
}
CLAIMS = {"loop_turns": SEEN, "tea_is_free": SHOWN}


@pytest.fixture(name="tree")
def _tree(tree: Tree) -> Tree:
    deviate(tree, *PLACE)
    prove(tree, claims=CLAIMS)
    return tree


def section(document: nodes.document) -> nodes.section:
    """Return the section about deviations."""
    (found,) = (
        part for part in document.findall(nodes.section) if part["ids"] == ["pch020-deviate"]
    )
    return found


def test_module_stands_in_its_section(tree: Tree) -> None:
    """Below the prose, with its scenario, its anchor, and the lines that good.py lacks marked."""
    done = build(tree)
    (block,) = (
        part
        for part in section(done.page()).findall(nodes.container)
        if part["ids"] == ["pch020-deviation"]
    )
    (code,) = block.findall(nodes.literal_block)
    caption = next(iter(block.findall(nodes.caption))).astext()
    assert (done.warnings, caption) == ([], "Deviation: A shop writes receipts.")
    assert (code.astext(), code["highlight_args"]) == (DEVIATION.rstrip(), {"hl_lines": [6]})


def test_claims_stand_below_it(tree: Tree) -> None:
    """Each with verdict and observation on the good module and on the deviation."""
    page = build(tree).page()
    assert rows(section(page), "hb-claims") == [
        ["Good", "Deviation"],
        [
            "✗ fails Tea costs three.\n\nObserved: tea costs 3",
            "✓ holds Tea is free.\n\nObserved: tea costs 0",
        ],
    ]
    assert [type(part).__name__ for part in section(page).children[-2:]] == ["container", "table"]


def test_claims_stand_in_the_version_table(tree: Tree) -> None:
    """A page is verified where its deviation is proved, too."""
    prove(tree, version="3.14.0", claims={**CLAIMS, "tea_is_free": {}})
    done = build(tree)
    assert rows(done.page(), "hb-matrix")[1:] == [
        ["The loop turns.", "✓ proved", "✓ proved"],
        ["Deviation: Tea is free.", "✓ proved", "✗ not proved"],
    ]
    assert texts(done.page(), "hb-verified") == ["Verified on Python 3.13.1"]
    assert "not proved: tea_is_free on 3.14.0" in done.warnings[0]


def test_skipped_and_different_observations(tree: Tree) -> None:
    """They are told of the deviation's modules as of the pair's."""
    skipped = {"deviation": SKIPPED["good"], "good": SKIPPED["bad"]}
    prove(tree, version="3.12.1", claims={**CLAIMS, "tea_is_free": skipped})
    other = {**SHOWN, "deviation": Observation("held", "tea is given away")}
    prove(tree, version="3.14.0", claims={**CLAIMS, "tea_is_free": other})
    told = [item.astext() for item in build(tree).page().findall(nodes.list_item)]
    assert "3.12.1: distributed isn't installed" in told
    assert "Deviation: Tea is free.\n\n3.13.1: tea costs 0\n\n3.14.0: tea is given away" in told


def test_stale_by_the_deviation(tree: Tree) -> None:
    """What was proved of another module is not shown."""
    change(tree.example(*PLACE, "deviation"), "0 if", "1 if")
    (warning,) = build(tree).warnings
    assert "older than its page: 3.13.1 (changed since: deviation)" in warning


def test_missing_deviation(tree: Tree) -> None:
    """A module that the page claims something of is missed as half a pair is."""
    tree.example(*PLACE, "deviation").unlink()
    done = build(tree, suppress_warnings=["handbook.evidence_stale"])
    (warning,) = done.warnings
    assert f"missing examples/{FILES}/deviation.py; add the deviation module" in warning
    assert texts(done.page(), "hb-alone") == []


def test_preview(tree: Tree) -> None:
    """A writer sees the module and its claims, and no verdict."""
    page = build(tree, handbook_preview=True).page()
    assert rows(section(page), "hb-claims")[1] == ["Tea costs three.", "Tea is free."]


def test_overview_tells(tree: Tree) -> None:
    """Whoever looks for exceptions finds the pages that have one."""
    assert texts(build(tree).page("index"), "hb-summary") == [
        "Call blocking functions in a thread.",
        "Call blocking functions in a thread.",
        "With a deviation that is run.",
    ]
