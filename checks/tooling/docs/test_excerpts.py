"""Excerpts are what the pages show, on every build, and the legend is drawn as the pages are."""

from typing import get_args, get_type_hints

import pytest

from checks.tooling.docs.mini_book import Build, build, change, prove
from handbook.core.condensed import condensed
from handbook.core.observations import Lane
from handbook.core.records import Tree
from handbook.excerpts import LANES, MEASURES, PARTS


def quote(tree: Tree, *parts: str) -> None:
    """Have the home page quote parts of the page of PCH020."""
    quoted = "\n\n".join(f"```{{excerpt}} PCH020 {part}\n```" for part in parts)
    change(tree.docs / "index.md", "# Handbook\n", f"# Handbook\n\n{quoted}\n")


def squeezed(markup: str) -> str:
    """Return markup without the spaces between its parts."""
    return "".join(markup.split())


def test_excerpts(tree: Tree) -> None:
    """Each part stands there as it stands on its page."""
    quote(tree, *PARTS)
    done = build(tree)
    assert done.warnings == []
    page = squeezed(done.markup())
    quoted = squeezed(done.markup("index")).split('<divclass="hb-excerpt">')[1:]
    assert len(quoted) == len(PARTS)
    bodies = [each.partition("</div><ul")[0].removesuffix("</div>") for each in quoted]
    assert all(body in page for body in bodies)


def test_excerpts_follow_the_evidence(tree: Tree) -> None:
    """New evidence has them read again."""
    quote(tree, "badges")
    build(tree)
    prove(tree, version="3.12.1")
    done = build(tree)
    assert "index" in done.read
    assert "Verified on Python 3.12.1, 3.13.1" in done.markup("index")


def test_preview(tree: Tree) -> None:
    """Without evidence the claims stand alone, and the rest says how to run them."""
    quote(tree, *PARTS)
    markup = build(tree, handbook_preview=True).markup("index")
    assert "Not verified" in markup
    assert "hb-verdict" not in markup
    assert markup.count("Not run yet") == 2


@pytest.mark.parametrize("wanted", ["PCH999 claims", "PCH020 title"])
def test_what_there_is_not(tree: Tree, wanted: str) -> None:
    """A mistyped ID or part is told at its line, with what can be had."""
    change(tree.docs / "index.md", "# Handbook\n", f"# Handbook\n\n```{{excerpt}} {wanted}\n```\n")
    (warning,) = build(tree).warnings
    assert warning == (
        "docs/index.md:3: ERROR: `pch:excerpt` takes the ID of a guideline, and one of: "
        f"{', '.join(PARTS)} [docutils]"
    )


def test_legend(tree: Tree) -> None:
    """The drawing scrolls and is described as those of the pages are."""
    change(tree.docs / "index.md", "# Handbook\n", "# Handbook\n\n```{legend}\n```\n")
    done: Build = build(tree)
    assert done.warnings == []
    assert 'class="hb-picture" role="group" tabindex="0"' in done.markup("index")
    assert 'id="legend-desc"' in done.markup("index")


def test_legend_has_everything() -> None:
    """Each ending and kind, both sorts of bar, marks and a gauge; nothing of it is condensed."""
    lanes, hints = [*LANES.lanes, *MEASURES.lanes], get_type_hints(Lane)
    assert {lane.ending for lane in lanes} == set(get_args(hints["ending"]))
    assert {lane.kind for lane in lanes} == set(get_args(hints["kind"]))
    assert any(lane.busy for lane in lanes)
    assert MEASURES.marks
    assert MEASURES.gauges
    assert condensed(LANES, MEASURES) == (LANES, MEASURES)
