"""The catalogue is the walk over the tree: in order of IDs, whatever the files are called."""

import pytest

from checks.tooling.small_book import CHAPTER, SLUG, add, add_keys, change, write
from handbook.core.catalogue import load, pages
from handbook.core.records import Tree


@pytest.fixture(name="tree")
def _tree(tree: Tree) -> Tree:
    add(tree, "backpressure", "task_groups", "PCH100")
    add(tree, "backpressure", "asyncio_for_io", "PCH003")
    return tree


def test_order(tree: Tree) -> None:
    """Guidelines stand in the order of their numbers, and chapters where their first one does."""
    catalogue = load(tree)
    assert [each.id for each in catalogue.guidelines] == ["PCH003", "PCH020", "PCH100"]
    assert catalogue.chapters == ("backpressure", "boundaries")
    assert catalogue.problems == ()
    add(tree, "backpressure", "last", "PCH1000")
    add(tree, "backpressure", "before", "PCH999")
    assert [each.id for each in load(tree).guidelines[-2:]] == ["PCH999", "PCH1000"]


def test_guideline(tree: Tree) -> None:
    """A guideline has its place from the path, and the rest from its front matter."""
    guideline = load(tree).by_id("PCH020")
    assert guideline is not None
    assert (guideline.chapter, guideline.slug) == (CHAPTER, SLUG)
    assert guideline.docname == "boundaries/blocking_io"
    assert (guideline.since, guideline.ruff) == ("2026.1", ("ASYNC230",))
    assert [claim.name for claim in guideline.claims] == ["loop_turns"]


def test_lookups(tree: Tree) -> None:
    """A guideline is found by ID in either case, and by place; unknown ones are None."""
    catalogue = load(tree)
    assert catalogue.by_id("pch020") is catalogue.at(f"{CHAPTER}/{SLUG}") is catalogue.guidelines[1]
    assert catalogue.by_id("PCH021") is None
    assert catalogue.by_id("") is None
    assert catalogue.at(f"deadlines/{SLUG}") is None


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("PCH020", ["PCH020"]),
        ("pch020", ["PCH020"]),
        ("blocking_io", ["PCH020"]),
        ("boundaries/blocking_io", ["PCH020"]),
        ("backpressure", ["PCH003", "PCH100"]),
        ("back", []),
        ("", []),
    ],
)
def test_select(tree: Tree, word: str, ids: list[str]) -> None:
    """An ID, a slug, a place and a chapter select; a part of a name does not."""
    assert [each.id for each in load(tree).select(word)] == ids


def test_close_names(tree: Tree) -> None:
    """A mistyped word is answered with the names it may have meant, each once."""
    catalogue = load(tree)
    assert catalogue.close_to("blocking_oi") == ["blocking_io"]
    assert catalogue.close_to("backpresure") == ["backpressure"]
    assert catalogue.close_to("zzz") == []


def test_next_id(tree: Tree) -> None:
    """The next ID is above the highest: a gap is an ID that was given once."""
    assert load(tree).next_id() == "PCH101"
    assert load(Tree(tree.root / "elsewhere")).next_id() == "PCH001"
    add(tree, "backpressure", "last", "PCH999")
    assert load(tree).next_id() == "PCH1000"


def test_what_is_no_guideline(tree: Tree) -> None:
    """Opening pages, pages at the top, private folders and deeper ones are none."""
    write(tree.docs / "contributing.md", "# Contribute\n")
    write(tree.docs / "_scaffold" / "page.md", "template\n")
    write(tree.docs / CHAPTER / "parts" / "more.md", "more\n")
    write(tree.docs / CHAPTER / "notes.txt", "notes\n")
    found = [tree.name(path) for path in pages(tree)]
    assert found == [
        "docs/backpressure/asyncio_for_io.md",
        "docs/backpressure/task_groups.md",
        "docs/boundaries/blocking_io.md",
    ]


def test_broken_page(tree: Tree) -> None:
    """A page that cannot be read is told and left out; the others are there."""
    change(tree.page(CHAPTER, SLUG), "title:", "titel:")
    catalogue = load(tree)
    assert [each.id for each in catalogue.guidelines] == ["PCH003", "PCH100"]
    assert {problem.path for problem in catalogue.problems} == {"docs/boundaries/blocking_io.md"}


def test_page_of_other_bytes(tree: Tree) -> None:
    """A page that is not UTF-8 is told, and the others are read."""
    tree.page(CHAPTER, SLUG).write_bytes(b"---\ntitle: caf\xe9\n---\n")
    catalogue = load(tree)
    assert len(catalogue.guidelines) == 2
    (problem,) = catalogue.problems
    assert problem.path == "docs/boundaries/blocking_io.md"
    assert "UTF-8" in problem.message


def test_taken_id(tree: Tree) -> None:
    """Two pages of one ID are told on the later one, which names the first."""
    add(tree, "deadlines", "third", "PCH020")
    add(tree, "deadlines", "second", "PCH020")
    catalogue = load(tree)
    assert catalogue.by_id("PCH020") is catalogue.at(f"{CHAPTER}/{SLUG}")
    assert [str(problem) for problem in catalogue.problems] == [
        f"docs/deadlines/{slug}.md:2: PCH020 is taken by docs/boundaries/blocking_io.md; "
        "take the next free ID"
        for slug in ("second", "third")
    ]


def restate(tree: Tree, slug: str, more: str) -> None:
    """Add lines to the front matter of a page in the chapter of backpressure."""
    add_keys(tree.page("backpressure", slug), more)


def test_states(tree: Tree) -> None:
    """A guideline has its state, its successor and its former places from its page."""
    restate(tree, "task_groups", "state: superseded\nsuperseded_by: PCH003\nformerly: [a/groups]")
    catalogue = load(tree)
    assert catalogue.problems == ()
    superseded, active = catalogue.by_id("PCH100"), catalogue.by_id("PCH003")
    assert superseded is not None
    assert active is not None
    assert (superseded.state, superseded.superseded_by) == ("superseded", "PCH003")
    assert superseded.formerly == ("a/groups",)
    assert (active.state, active.superseded_by, active.formerly) == ("active", "", ())


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("superseded_by: PCH777", "7: there is no guideline PCH777; name the ID of the successor"),
        ("superseded_by: PCH003", "7: PCH003 is draft; name a successor that applies"),
    ],
)
def test_successor_must_apply(tree: Tree, more: str, told: str) -> None:
    """A reader who follows a successor finds a guideline that is released and applies."""
    restate(tree, "asyncio_for_io", "state: draft")
    restate(tree, "task_groups", f"state: superseded\n{more}")
    found = [str(problem) for problem in load(tree).problems]
    assert found == [f"docs/backpressure/task_groups.md:{told}"]


def test_successors_in_a_circle(tree: Tree) -> None:
    """Two that supersede each other are told, each on its page; a line of them is not."""
    restate(tree, "task_groups", "state: superseded\nsuperseded_by: PCH003")
    restate(tree, "asyncio_for_io", "state: superseded\nsuperseded_by: PCH020")
    assert load(tree).problems == ()
    change(tree.page("backpressure", "asyncio_for_io"), "by: PCH020", "by: PCH100")
    assert [problem.message for problem in load(tree).problems] == [
        "PCH100 leads back to PCH003; name a successor that applies",
        "PCH003 leads back to PCH100; name a successor that applies",
    ]


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("backpressure/task_groups", "is where this page is now; remove it from `formerly`"),
        ("elsewhere/blocking_io", "the slug of `elsewhere/blocking_io` is PCH020's; give one of"),
        ("boundaries/old", "the slug of `boundaries/old` is PCH003's; give one of the two"),
    ],
)
def test_former_places_are_taken(tree: Tree, place: str, told: str) -> None:
    """An old link names one guideline: no other one has that slug, now or formerly."""
    restate(tree, "asyncio_for_io", "formerly: [a/old, boundaries/task]")
    restate(tree, "task_groups", f"formerly: [a/groups, {place}, boundaries/task_groups]")
    (problem,) = load(tree).problems
    assert str(problem).startswith("docs/backpressure/task_groups.md:6: ")
    assert told in problem.message
