"""Where the book stands: sums of what the evidence proves, true on every build."""

from pathlib import Path

from docutils import nodes

from checks.tooling.docs.mini_book import SEEN, SKIPPED, Build, build, change, prove
from checks.tooling.small_book import deviate, withdraw
from handbook.core.observations import Observation
from handbook.core.records import Half, Tree
from handbook.standing import NOTHING, PREVIEW


def place(tree: Tree) -> None:
    """Have the home page say where the book stands."""
    change(tree.docs / "index.md", "# Handbook\n", "# Handbook\n\n```{standing}\n```\n")


def said(done: Build) -> list[str]:
    """Return what the home page says, by line and cell."""
    first, *cells = done.resolved("index").findall(nodes.paragraph)
    return [each.astext() for each in (first, *cells)]


def test_sums(tree: Tree) -> None:
    """Claims are summed over the guidelines for each interpreter, the oldest first."""
    place(tree)
    prove(tree, "PCH020", "3.12.1")
    prove(tree, "PCH011", "3.9.1", seen=SKIPPED)
    prove(tree, "PCH020", "3.9.1", seen={**SEEN, "bad": Observation("held")})
    assert said(build(tree, suppress_warnings=["handbook"]))[:9] == [
        "2 claims in 2 guidelines",
        "Python",
        "Claims proved",
        "3.9.1",
        "0 of 2, 1 not tried",
        "3.12.1",
        "1 of 2",
        "3.13.1",
        "2 of 2",
    ]


def test_claims_of_deviations_count(tree: Tree) -> None:
    """They are proved as the others are."""
    place(tree)
    deviate(tree)
    shown: dict[Half, Observation] = {
        "deviation": Observation("held"),
        "good": Observation("failed"),
    }
    prove(tree, claims={"loop_turns": SEEN, "tea_is_free": shown})
    told = said(build(tree))
    assert (told[0], told[4]) == ("3 claims in 2 guidelines", "3 of 3")


def test_home_page_follows_the_evidence(tree: Tree) -> None:
    """It is written again when the sums have changed, and not when they have not."""
    place(tree)
    build(tree, "html")
    prove(tree, version="3.12.1")
    changed = build(tree, "html")
    assert "1 of 2" in (Path(changed.app.outdir) / "index.html").read_text("utf-8")
    assert ("index" in changed.read, "index" in changed.written) == (False, True)
    assert build(tree, "html").written == []


def test_a_guideline_that_goes_is_not_summed(tree: Tree) -> None:
    """Its page's claims go with it."""
    place(tree)
    build(tree)
    tree.page("backpressure", "bounded_fan_out").unlink()
    done = build(tree, suppress_warnings=["handbook"])
    assert said(done)[:5][::4] == ["1 claims in 1 guidelines", "1 of 1"]


def test_a_guideline_that_is_withdrawn_is_not_summed(tree: Tree) -> None:
    """Its page makes no claim any more."""
    place(tree)
    withdraw(tree, ("backpressure", "bounded_fan_out"))
    assert said(build(tree))[:5][::4] == ["1 claims in 1 guidelines", "1 of 1"]


def test_without_evidence(tree: Tree) -> None:
    """Nobody is told that anything is proved."""
    place(tree)
    for path in tree.evidence.rglob("*.json"):
        path.unlink()
    assert said(build(tree, suppress_warnings=["handbook"]))[0] == NOTHING.replace("`", "")


def test_preview(tree: Tree) -> None:
    """A preview says so, also where there is evidence."""
    place(tree)
    assert said(build(tree, handbook_preview=True))[0] == PREVIEW
