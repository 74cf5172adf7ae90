"""The gate: what was released can be renamed, moved and withdrawn, and cannot get lost."""

from pathlib import Path

import pytest

from checks.tooling.small_book import (
    CHAPTER,
    SLUG,
    add,
    add_keys,
    change,
    release,
    withdraw,
    write,
)
from handbook.core import released
from handbook.core.catalogue import load
from handbook.core.gate import problems
from handbook.core.records import Tree

PAGE, OTHER = "docs/boundaries/blocking_io.md", ("backpressure", "task_groups")
NEW = "boundaries", "threads_for_files"
RELEASED = "PCH020 was released at `boundaries/blocking_io`"


@pytest.fixture(name="tree")
def _tree(tree: Tree) -> Tree:
    """Return a book of PCH020 and PCH100, both released in 2026.1."""
    add(tree, *OTHER, "PCH100")
    release(tree)
    return tree


def told(tree: Tree) -> list[str]:
    """Return what the gate tells of the book."""
    return [str(problem) for problem in problems(load(tree), released.read(tree)[0], tree)]


def move(tree: Tree, place: tuple[str, str] = NEW) -> Path:
    """Give the page of PCH020 another slug or chapter."""
    page = tree.page(*place)
    page.parent.mkdir(exist_ok=True)
    return tree.page(CHAPTER, SLUG).rename(page)


def test_nothing_has_changed(tree: Tree) -> None:
    """A book as it was released passes; so does one that was never released."""
    assert told(tree) == []
    released.path(tree).unlink()
    assert told(tree) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Keep files", "title: Leave files"),
        ("summary: Call", "summary: Always call"),
        ("---\nCall blocking", "---\nAlways call blocking"),
        ("good: The loop turns.", "good: The loop goes on."),
        ("ruff: [ASYNC230]", "ruff: []"),
    ],
)
def test_words_may_change(tree: Tree, old: str, new: str) -> None:
    """Title, summary, rule, words of claims and linter rules are the author's to better."""
    change(tree.page(CHAPTER, SLUG), old, new)
    assert load(tree).problems == ()
    assert told(tree) == []


@pytest.mark.parametrize("place", [NEW, ("deadlines", SLUG)])
def test_moved_page(tree: Tree, place: tuple[str, str]) -> None:
    """A page with another slug or chapter has to say where it was, and then it passes."""
    page = move(tree, place)
    assert told(tree) == [f"{tree.name(page)}:2: {RELEASED}; add that to `formerly`"]
    add_keys(page, "formerly: [boundaries/blocking_io]")
    assert told(tree) == []


def test_moved_again_after_a_release(tree: Tree) -> None:
    """Each place at which a guideline was released stays among its former ones."""
    add_keys(move(tree), "formerly: [boundaries/blocking_io]")
    release(tree, "2026.2")
    page = tree.page(*NEW).rename(tree.page(CHAPTER, "third"))
    change(page, "[boundaries/blocking_io]", "[boundaries/threads_for_files]")
    assert told(tree) == [f"docs/boundaries/third.md:2: {RELEASED}; add that to `formerly`"]


def test_place_given_to_another(tree: Tree) -> None:
    """Old links to a page must not lead to another guideline."""
    change(tree.page(CHAPTER, SLUG), "PCH020", "PCH101")
    change(tree.page(CHAPTER, SLUG), '"2026.1"', '"2026.2"')
    write(tree.page(*NEW), tree.page(*OTHER).read_text("utf-8").replace("PCH100", "PCH020"))
    path = "docs/boundaries/threads_for_files.md"
    assert told(tree) == [f"{path}:2: {RELEASED}; move PCH101 away from there"]


def test_swapped_ids(tree: Tree) -> None:
    """Two guidelines cannot exchange their IDs."""
    change(tree.page(CHAPTER, SLUG), "PCH020", "PCH100")
    change(tree.page(*OTHER), "PCH100", "PCH020")
    assert [line.partition(": ")[2] for line in told(tree)] == [
        f"{RELEASED}; move PCH100 away from there",
        "PCH100 was released at `backpressure/task_groups`; move PCH020 away from there",
    ]


@pytest.mark.parametrize("number", ["PCH021", "PCH101"])
def test_id_that_disappears(tree: Tree, number: str) -> None:
    """An ID needs a page, whether its own was deleted or has got another ID."""
    change(tree.page(CHAPTER, SLUG), "PCH020", number)
    change(tree.page(CHAPTER, SLUG), '"2026.1"', '"2026.2"')
    lost = (
        f": PCH020 was released as {PAGE}, and no page has it; bring the page back, "
        "with `state: withdrawn` where the guideline is given up"
    )
    (problem,) = told(tree)
    path, line, _ = problem.split(":", 2)
    assert problem.endswith(lost)
    assert '"PCH020": {' in (tree.root / path).read_text("utf-8").splitlines()[int(line) - 1]
    tree.page(CHAPTER, SLUG).unlink()
    assert told(tree) == [problem]


def test_broken_page_has_not_disappeared(tree: Tree) -> None:
    """A page that cannot be read is told as such, by the catalogue."""
    change(tree.page(CHAPTER, SLUG), "title:", "titel:")
    assert told(tree) == []


def test_id_with_another_meaning(tree: Tree) -> None:
    """A guideline that shares no claim with the one that was released is another one."""
    change(tree.page(CHAPTER, SLUG), "loop_turns:", "files_are_closed:")
    (problem,) = told(tree)
    assert problem.startswith(
        f"{PAGE}:8: PCH020 was released with the claims `loop_turns`, and has"
    )
    assert problem.endswith("or give what is new an ID of its own and supersede this one")


def test_claims_may_come_and_go(tree: Tree) -> None:
    """One claim that stays is enough, release by release."""
    more = "claims:\n  files_are_closed: {good: They are., bad: They are not.}\n"
    change(tree.page(CHAPTER, SLUG), "claims:\n", more)
    release(tree, "2026.2")
    only = "  loop_turns:\n    good: The loop turns.\n    bad: The loop stands still.\n"
    change(tree.page(CHAPTER, SLUG), only, "")
    assert told(tree) == []


def test_withdrawn(tree: Tree) -> None:
    """A withdrawn guideline passes, and keeps its meaning when it is given again."""
    whole = tree.page(CHAPTER, SLUG).read_text("utf-8")
    withdraw(tree)
    assert told(tree) == []
    release(tree, "2026.2")
    write(tree.page(CHAPTER, SLUG), whole.replace("loop_turns", "files_are_closed"))
    (problem,) = told(tree)
    assert "PCH020 was released with the claims `loop_turns`" in problem


def test_given_after_all(tree: Tree) -> None:
    """A guideline that was never released but as withdrawn may claim what it likes."""
    whole = tree.page(CHAPTER, SLUG).read_text("utf-8")
    released.path(tree).unlink()
    withdraw(tree)
    release(tree)
    write(tree.page(CHAPTER, SLUG), whole)
    assert told(tree) == []


def test_no_draft_any_more(tree: Tree) -> None:
    """What readers quote cannot become a draft again."""
    add_keys(tree.page(CHAPTER, SLUG), "state: draft")
    assert told(tree) == [
        f"{PAGE}:6: PCH020 was released and is no draft any more; supersede it or withdraw it"
    ]


def test_since_stays(tree: Tree) -> None:
    """The release that first had a guideline does not change."""
    change(tree.page(CHAPTER, SLUG), '"2026.1"', '"2026.2"')
    assert told(tree) == [f'{PAGE}:4: PCH020 was first released in 2026.1; keep `since: "2026.1"`']


def test_anchor_that_disappears(tree: Tree) -> None:
    """An anchor that was released and that pages have no more is told."""
    text = released.path(tree).read_text("utf-8")
    write(released.path(tree), text.replace('"pch020-run"', '"pch020-result"'))
    (problem,) = told(tree)
    assert problem.endswith(
        ": `#pch020-result` was released, and pages have it no more; bring it back"
    )


@pytest.mark.parametrize("state", ["state: draft\n", ""])
def test_new_guideline_after_a_release(tree: Tree, state: str) -> None:
    """What is not in a release that is out cannot claim to be."""
    add(tree, "deadlines", "late", "PCH101")
    page = tree.page("deadlines", "late")
    change(page, "title:", f"{state}title:")
    (problem,) = told(tree)
    line = 4 + len(state.splitlines())
    assert problem.startswith(
        f"docs/deadlines/late.md:{line}: PCH101 is not in 2026.1, which is out"
    )
    assert problem.endswith('the release that will have it first, such as "2026.2"')
    change(page, '"2026.1"', '"2027.1"')
    assert told(tree) == []


def test_all_at_once(tree: Tree) -> None:
    """One look tells everything."""
    page = move(tree)
    for old, new in (('"2026.1"', '"2025.1"'), ("loop_turns:", "other:")):
        change(page, old, new)
    tree.page(*OTHER).unlink()
    assert len(told(tree)) == 4
