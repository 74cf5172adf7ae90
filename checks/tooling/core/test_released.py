"""The record of what was released: written as it is read, and refused where it is damaged."""

import pytest

from checks.tooling.small_book import (
    CHAPTER,
    DAY,
    SLUG,
    add,
    add_keys,
    change,
    release,
    write,
)
from handbook.core import released
from handbook.core.catalogue import load
from handbook.core.records import Tree
from handbook.core.released import Record, coming, order, with_release

PAGE = CHAPTER, SLUG


def test_no_release_yet(tree: Tree) -> None:
    """Before the first release there is no file, and that is in order."""
    assert released.read(tree) == (Record(), [])


def test_first_release(tree: Tree) -> None:
    """A release keeps of each guideline what links and readers rely on."""
    release(tree)
    record, problems = released.read(tree)
    assert problems == []
    assert (record.releases, record.days) == (("2026.1",), {"2026.1": "2026-11-22"})
    (kept,) = record.guidelines.values()
    parts = ["", "-bad", "-good", "-run", "-why", "-deviate", "-detect"]
    assert kept.anchors == tuple(f"pch020{part}" for part in parts)
    (edition,) = kept.editions
    assert (edition.release, edition.place) == ("2026.1", "boundaries/blocking_io")
    assert (edition.title, edition.state) == ("Keep files off the loop", "active")
    assert (edition.claims, edition.ruff) == (("loop_turns",), ("ASYNC230",))


def test_the_same_book_is_written_the_same(tree: Tree) -> None:
    """A record that is read and written again has the same bytes."""
    release(tree)
    text = released.path(tree).read_text("utf-8")
    assert released.written(released.read(tree)[0]) == text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Keep files", "title: Leave files"),
        ("summary: Call", "summary: Always call"),
        ("---\nCall blocking", "---\nAlways call blocking"),
        ("good: The loop turns", "good: The loop goes on"),
        ("[ASYNC230]", "[]"),
    ],
)
def test_changed_guideline_has_an_edition_more(tree: Tree, old: str, new: str) -> None:
    """What changed since the last release has a new edition; the old one stays."""
    release(tree)
    before = released.read(tree)[0].guidelines["PCH020"].editions
    change(tree.page(*PAGE), old, new)
    release(tree, "2026.2")
    after = released.read(tree)[0].guidelines["PCH020"].editions
    assert after[:-1] == before
    assert after[-1].release == "2026.2"


@pytest.mark.parametrize(
    ("old", "new"), [("They block.", "They do."), ("in a thread.\n\n", "in a\nthread.\n\n")]
)
def test_unchanged_guideline_has_none(tree: Tree, old: str, new: str) -> None:
    """Explanations and line breaks are no change of the guideline."""
    release(tree)
    before = released.read(tree)[0]
    change(tree.page(*PAGE), old, new)
    after = with_release("2026.2", DAY, before, load(tree).guidelines, tree)
    assert after.guidelines == before.guidelines
    assert after.releases == ("2026.1", "2026.2")


def test_drafts_are_not_released(tree: Tree) -> None:
    """A draft is on the site and in no release."""
    add_keys(tree.page(*PAGE), "state: draft")
    assert with_release("2026.1", DAY, Record(), load(tree).guidelines, tree).guidelines == {}


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("", 1, "it is not JSON"),
        ('{\n"releases": [,]}', 2, "it is not JSON"),
        ("[]", 1, ""),
        ('{"release": []}', 1, "extra fields found (release)"),
        ('{"releases": ["first"]}', 1, "'first' is no release"),
        ('{"releases": ["2026.1"]}', 1, "2026.1 has no day"),
        ('{"guidelines": {"PCH020": {"anchors": [], "editions": []}}}', 1, "PCH020 has no edition"),
    ],
)
def test_damaged_record(tree: Tree, text: str, line: int, why: str) -> None:
    """A record that nobody can rely on is told with its line, and taken for an empty one."""
    write(released.path(tree), text)
    record, (problem,) = released.read(tree)
    assert record == Record()
    assert (problem.path, problem.line) == ("docs/released.json", line)
    assert problem.message.startswith("the record of what was released cannot be read: ")
    assert why in problem.message
    assert problem.message.endswith("; take back what changed it")


def test_record_of_other_bytes(tree: Tree) -> None:
    """Bytes that are no UTF-8 are told, too."""
    write(released.path(tree), "")
    released.path(tree).write_bytes(b'{"releases": ["\xe9"]}')
    _, (problem,) = released.read(tree)
    assert problem.message.startswith("the record of what was released cannot be read: ")


def test_order() -> None:
    """Releases are ordered by number, not by letter."""
    names = ["2027.1", "2026.10", "2026.2"]
    assert sorted(names, key=order) == ["2026.2", "2026.10", "2027.1"]


def test_coming_release(tree: Tree) -> None:
    """The next release is the newest that pages name, or follows the one that is out."""
    guidelines = load(tree).guidelines
    assert coming(Record(), ()) == coming(Record(), guidelines) == "2026.1"
    assert coming(Record(("2025.3",)), guidelines) == "2026.1"
    assert coming(Record(("2026.1",)), guidelines) == "2026.2"
    assert coming(Record(("2026.9",)), guidelines) == "2026.10"
    add(tree, "deadlines", "late", "PCH021")
    change(tree.page("deadlines", "late"), '"2026.1"', '"2027.1"')
    assert coming(Record(("2026.1",)), load(tree).guidelines) == "2027.1"
