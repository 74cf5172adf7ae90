"""Badges, and what a page, a list, an index and search say of what is not in force."""

import pytest
from docutils import nodes
from sphinx import addnodes

from checks.tooling.docs.mini_book import (
    FAN_OUT,
    FILES,
    OPENING,
    OTHER_PLACE,
    PLACE,
    SEEN,
    SKIPPED,
    Build,
    build,
    change,
    make,
    prove,
    texts,
    write,
)
from checks.tooling.small_book import add, add_keys, release, withdraw
from handbook.build import navigation
from handbook.core.anatomy import FIXED, anchor
from handbook.core.records import Tree
from handbook.domain import GuidelineIndex

DRAFT = "boundaries", "sketch"
WITHDRAWN = "boundaries", "retired"


def ids(document: nodes.document) -> list[str]:
    """Return the anchors of a page in their order."""
    named = (node["ids"] for node in document.findall(nodes.Element) if "ids" in node)
    return [name for names in named for name in names]


@pytest.fixture(name="told", scope="module")
def _told(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return a book with one guideline of each state."""
    tree = make(tmp_path_factory.mktemp("states"))
    add(tree, *DRAFT, identifier="PCH021")
    add(tree, *WITHDRAWN, identifier="PCH022")
    write(tree.page("boundaries", "index"), OPENING % "Boundaries")
    add_keys(tree.page(*DRAFT), "state: draft")
    add_keys(tree.page(*PLACE), "state: superseded\nsuperseded_by: PCH011")
    withdraw(tree, WITHDRAWN, "superseded_by: PCH011\n")
    for identifier in ("PCH020", "PCH021"):
        prove(tree, identifier)
    return build(tree)


def notice(done: Build, docname: str) -> str:
    """Return what a page says of its state."""
    return " ".join("".join(texts(done.resolved(docname), "hb-notice")).split())


def test_no_warning(told: Build) -> None:
    """Each state is in order, and no page of any is an orphan by mistake."""
    assert told.warnings == []


def test_active_guideline_has_no_notice(told: Build) -> None:
    """A guideline in force says nothing of its state."""
    assert notice(told, FAN_OUT) == ""
    assert texts(told.page(FAN_OUT), "hb-state") == []


def test_draft(told: Build) -> None:
    """A draft says that it is none of the released ones; all the rest is there."""
    page = told.page("/".join(DRAFT))
    assert notice(told, "/".join(DRAFT)).startswith("Draft This guideline is not released.")
    assert texts(page, "hb-state") == ["Draft"]
    assert len(texts(page, "hb-pair")) == 1


def test_superseded(told: Build) -> None:
    """A superseded page names and links its successor before anything else, and stays whole."""
    document = told.resolved()
    assert notice(told, FILES) == (
        "Superseded Another guideline has taken the place of this one. "
        "Follow PCH011 Keep files off the loop."
    )
    link = next(iter(document.findall(nodes.reference)))
    assert link["refuri"].endswith("#pch011")
    assert texts(document, "hb-verified") == ["Verified on Python 3.13.1"]
    assert len(texts(document, "hb-pair")) == 1


def test_withdrawn(told: Build) -> None:
    """A withdrawn page says so and why, names its successor, and shows and proves nothing."""
    document = told.resolved("/".join(WITHDRAWN))
    assert notice(told, "/".join(WITHDRAWN)).endswith(
        "links to it work. Follow PCH011 Keep files off the loop."
    )
    assert texts(document, "hb-rule") == ["Files no longer block."]
    assert texts(document, "sd-badge") == ["Withdrawn", "Since 2026.1"]
    assert texts(document, "hb-pair") == []


@pytest.mark.parametrize("docname", [FILES, FAN_OUT, "/".join(DRAFT), "/".join(WITHDRAWN)])
def test_fixed_anchors(told: Build, docname: str) -> None:
    """Every page has every anchor that links may name, each once, whatever its state."""
    found = ids(told.page(docname))
    guideline = told.domain.book.catalogue.at(docname)
    assert guideline is not None
    fixed = [anchor(guideline.id, part) for part in FIXED]
    assert [found.count(name) for name in fixed] == [1] * len(fixed)


def test_lists(told: Build) -> None:
    """Lists mark what is not in force, and leave out what is withdrawn."""
    for docname in ("index", "boundaries/index"):
        assert texts(told.page(docname), "hb-state") == ["Superseded", "Draft"]
        assert "PCH022" not in told.page(docname).astext()
    beside = navigation(told.app, FILES)
    assert beside.count("Keep files off the loop (superseded)") == 1
    assert beside.count("Keep files off the loop (draft)") == 1
    assert "PCH022" not in beside


def test_index(told: Build) -> None:
    """The index has every ID that was ever given, with its state, by chapter."""
    content, collapse = GuidelineIndex(told.domain).generate()
    assert (collapse, [chapter for chapter, _ in content]) == (
        False,
        ["Backpressure", "Boundaries"],
    )
    entries = [entry for _, chapter in content for entry in chapter]
    assert [(entry.anchor, entry.extra) for entry in entries] == [
        ("pch011", ""),
        ("pch020", "superseded"),
        ("pch021", "draft"),
        ("pch022", "withdrawn"),
    ]


def test_search(told: Build) -> None:
    """A symptom leads to guidelines in force alone; the others are found by ID and title."""
    terms = {
        docname: [
            entry[1]
            for index in told.page(docname).findall(addnodes.index)
            for entry in index["entries"]
        ]
        for docname in (FILES, "/".join(DRAFT), "/".join(WITHDRAWN))
    }
    assert list(terms.values()) == [[], ["blocked event loop", "ASYNC230"], []]
    assert told.app.env.titles[FILES].astext() == "PCH020 Keep files off the loop"


def test_title_of_the_successor(tree: Tree) -> None:
    """The page is read again when its successor has another title."""
    add_keys(tree.page(*PLACE), "state: superseded\nsuperseded_by: PCH011")
    build(tree)
    change(tree.page(*OTHER_PLACE), "title: Keep", "title: Leave")
    done = build(tree)
    assert FILES in done.read
    assert notice(done, FILES).endswith("Follow PCH011 Leave files off the loop.")


def test_state_of_a_neighbour(tree: Tree) -> None:
    """The pages of a chapter are read again when a guideline in their navigation changes."""
    add(tree, *DRAFT, identifier="PCH021")
    write(tree.page("boundaries", "index"), OPENING % "Boundaries")
    prove(tree, "PCH021")
    build(tree)
    add_keys(tree.page(*DRAFT), "state: draft")
    assert FILES in build(tree).read


def test_book_that_breaks_a_link(tree: Tree) -> None:
    """A build is not clean when something that was released is gone."""
    release(tree)
    change(tree.page(*PLACE), "loop_turns:", "loop_rests:")
    prove(tree)
    (warning,) = build(tree).warnings
    assert warning.startswith("docs/boundaries/blocking_io.md:8: WARNING: PCH020 was released with")
    assert warning.endswith("[handbook.released]")


def test_badges(whole: Build) -> None:
    """What a reader checks first stands below the title, in words."""
    assert texts(whole.page(), "sd-badge") == [
        "Verified on Python 3.13.1",
        "Since 2026.1",
        "Ruff ASYNC230",
    ]


def test_verified_where_all_claims_are_proved(tree: Tree) -> None:
    """An interpreter that lacks one claim is not named."""
    prove(tree, version="3.14.0", seen={"bad": SEEN["bad"]})
    prove(tree, version="3.12.1")
    assert texts(build(tree).page(), "hb-verified") == ["Verified on Python 3.12.1, 3.13.1"]


def test_skipped_claims_count_neither_way(tree: Tree) -> None:
    """An interpreter verifies a page by what was tried there, if anything was."""
    page = tree.page("boundaries", "blocking_io")
    change(page, "claims:\n", "claims:\n  loop_rests: {good: A., bad: B.}\n")
    prove(tree, claims={"loop_turns": SEEN, "loop_rests": SEEN})
    prove(tree, version="3.14.0", claims={"loop_turns": SEEN, "loop_rests": SKIPPED})
    prove(tree, version="3.15.0", seen=SKIPPED)
    assert texts(build(tree).page(), "hb-verified") == ["Verified on Python 3.13.1, 3.14.0"]


def test_no_rule(tree: Tree) -> None:
    """A guideline without a linter rule has no badge for one."""
    change(tree.page("boundaries", "blocking_io"), "ruff: [ASYNC230]\n", "")
    assert texts(build(tree).page(), "sd-badge")[1:] == ["Since 2026.1"]
