"""What a build reads and writes again: pages that show something that has changed."""

import os
from dataclasses import replace

from checks.tooling.docs.mini_book import (
    FAN_OUT,
    FILES,
    OTHER_PLACE,
    PLACE,
    SEEN,
    build,
    change,
    prove,
    write,
)
from handbook.core.records import Tree
from handbook.shown import digest

CHAPTER, OTHER = "boundaries/index", "backpressure/index"


def again(tree: Tree, *, preview: bool = False) -> tuple[list[str], list[str]]:
    """Build once more and return what was read and what was written."""
    done = build(tree, "html", handbook_preview=preview)
    return done.read, done.written


def test_nothing_changed(tree: Tree) -> None:
    """A build of an unchanged book reads and writes nothing."""
    build(tree, "html")
    assert again(tree) == ([], [])


def test_dates_play_no_part(tree: Tree) -> None:
    """Evidence and examples that were written again with the same content rebuild no page."""
    build(tree, "html")
    prove(tree)
    for path in (*tree.evidence.rglob("*.json"), *tree.root.glob("examples/*/*/*.py")):
        os.utime(path)
    assert again(tree) == ([], [])


def test_evidence_rebuilds_its_page(tree: Tree) -> None:
    """New evidence of a guideline is read for its page alone; its chapter links to it anew."""
    build(tree, "html")
    prove(tree, version="3.14.0")
    assert again(tree) == ([FILES], [FILES, CHAPTER])


def test_example_rebuilds_its_page(tree: Tree) -> None:
    """A changed module, and then its new evidence, rebuild their page."""
    build(tree, "html")
    change(tree.example(*PLACE, "good"), "len(text)", "len(text) + 0")
    assert again(tree)[0] == [FILES]
    prove(tree)
    assert again(tree)[0] == [FILES]


def test_lost_evidence_rebuilds_its_page(tree: Tree) -> None:
    """A page does not go on showing evidence that is gone."""
    prove(tree, version="3.14.0")
    build(tree, "html")
    (tree.evidence / "cpython-3.14" / "PCH020.json").unlink()
    assert again(tree)[0] == [FILES]


def test_summary_rebuilds_the_lists(tree: Tree) -> None:
    """Lists show summaries; the pages of other guidelines do not."""
    build(tree, "html")
    change(tree.page(*PLACE), "summary: Call", "summary: Please call")
    assert again(tree)[0] == [FILES, CHAPTER, "index"]


def test_title_rebuilds_what_shows_it(tree: Tree) -> None:
    """A title stands in lists, beside each page of its chapter, and in references."""
    change(tree.page(*OTHER_PLACE), "They block.", "See {guideline}`PCH020`.")
    build(tree, "html")
    change(tree.page(*PLACE), "title: Keep", "title: Leave")
    assert again(tree)[0] == [FAN_OUT, FILES, CHAPTER, "index"]


def test_new_guideline_rebuilds_its_chapter(tree: Tree) -> None:
    """A page that comes is listed without anybody naming it; other chapters stay as they are."""
    build(tree, "html")
    text = tree.page(*PLACE).read_text().replace("PCH020", "PCH021")
    write(tree.page("boundaries", "second"), text)
    read, _ = again(tree)
    assert {*read, FILES, CHAPTER, "boundaries/second", "index"} == set(read)
    assert not {FAN_OUT, OTHER} & set(read)


def test_page_that_is_mended(tree: Tree) -> None:
    """An ID that another page has given up makes the page whole that waited for it."""
    change(tree.page(*PLACE), "PCH020", "PCH011")
    assert any("is taken" in line for line in build(tree, "html").warnings)
    change(tree.page(*PLACE), "PCH011", "PCH020")
    done = build(tree, "html")
    assert (FILES in done.read, done.warnings) == (True, [])


def test_preview_follows_the_pair(tree: Tree) -> None:
    """A preview is rebuilt by what an author edits, and not by evidence, which it does not show."""
    build(tree, "html", handbook_preview=True)
    prove(tree, seen={"bad": SEEN["bad"]})
    assert again(tree, preview=True) == ([], [])
    change(tree.example(*PLACE, "good"), "len(text)", "len(text) + 0")
    assert again(tree, preview=True)[0] == [FILES]


def test_each_thing_is_looked_at_once(tree: Tree) -> None:
    """What many pages of a build show, such as what stands beside them, is looked at once."""
    book = build(tree).domain.book
    before = digest(book, f"page {FILES}")
    change(tree.example(*PLACE, "good"), "len(text)", "len(text) + 0")
    assert digest(book, f"page {FILES}") == before
    assert digest(replace(book, digests={}), f"page {FILES}") != before
