"""Sync names whatever the three trees lack, all at once, each with its place and the remedy."""

import shutil

import pytest

from checks.tooling.small_book import (
    BAD,
    CHAPTER,
    CHECK,
    GOOD,
    SLUG,
    add,
    change,
    release,
    withdraw,
    write,
)
from handbook.core import released
from handbook.core.records import HALVES, Tree
from handbook.core.sync import problems

PLACE = CHAPTER, SLUG
PAGE, CHECK_PATH = "docs/boundaries/blocking_io.md", "checks/boundaries/test_blocking_io.py"


def told(tree: Tree) -> list[str]:
    """Return the problems as a run prints them."""
    return [str(problem) for problem in problems(tree)]


def test_nothing_is_missing(tree: Tree) -> None:
    """A whole guideline raises no problem."""
    assert told(tree) == []


def test_an_empty_folder_is_a_book(tree: Tree) -> None:
    """A book without guidelines raises none either."""
    assert told(Tree(tree.root / "elsewhere")) == []


@pytest.mark.parametrize("half", HALVES)
def test_missing_half(tree: Tree, half: str) -> None:
    """A page without one of its modules is told, with the module to write."""
    tree.example(*PLACE, half).unlink()
    (problem,) = told(tree)
    assert problem.startswith(
        f"{PAGE}:1: missing {half}.py for this page: if you just added the page"
    )
    assert f"write examples/boundaries/blocking_io/{half}.py, or let `nox -s new` write" in problem


def test_missing_check(tree: Tree) -> None:
    """A page without a check module is one problem, not one a claim."""
    tree.check(*PLACE).unlink()
    (problem,) = told(tree)
    assert "missing check for this page: if you just added the page, write checks/" in problem


def test_missing_page(tree: Tree) -> None:
    """Both the pair and the check name the page they lack."""
    tree.page(*PLACE).unlink()
    check, pair = told(tree)
    assert check.startswith("checks/boundaries/test_blocking_io.py:1: missing page for this check:")
    assert pair.startswith("examples/boundaries/blocking_io:1: missing page for this pair: ")
    assert "write docs/boundaries/blocking_io.md" in pair


def test_half_a_pair_alone(tree: Tree) -> None:
    """One module without page and check is a pair without a page."""
    write(tree.example(CHAPTER, "stray", "bad"), BAD)
    (problem,) = told(tree)
    assert problem.startswith("examples/boundaries/stray:1: missing page for this pair")


def test_claim_without_check(tree: Tree) -> None:
    """A claim that nobody checks is told with the claim's line and the check's name."""
    change(tree.page(*PLACE), "claims:\n", "claims:\n  loop_rests: {good: Yes., bad: 'No.'}\n")
    advice = f"if you just added the claim, write `test_loop_rests` in {CHECK_PATH}"
    assert told(tree) == [f"{PAGE}:9: missing check for claim `loop_rests`: {advice}"]


def test_check_without_claim(tree: Tree) -> None:
    """A check that proves no claim is told with the check's line and the claim's name."""
    change(tree.check(*PLACE), "test_loop_turns", "test_loop_spins")
    lacking_claim, lacking_check = told(tree)
    advice = f"if you just added the check, word `loop_spins` under `claims:` in {PAGE}"
    assert lacking_claim == f"{CHECK_PATH}:6: missing claim for `test_loop_spins`: {advice}"
    assert "missing check for claim `loop_turns`" in lacking_check


def test_doubled_id_and_slug(tree: Tree) -> None:
    """An ID or a slug that a second page takes is told on that page."""
    add(tree, "deadlines")
    other = "docs/deadlines/blocking_io.md"
    assert told(tree) == [
        f"{other}:1: the slug `blocking_io` is taken by {PAGE}; take another in all trees",
        f"{other}:2: PCH020 is taken by {PAGE}; take the next free ID",
    ]


def test_names_that_no_module_could_have(tree: Tree) -> None:
    """A slug with a hyphen is told: it is the name of a package in two trees."""
    add(tree, slug="file-io", identifier="PCH021")
    why = "`file-io` is a name in three trees, in snake_case; rename it in all"
    assert told(tree) == [f"docs/boundaries/file-io.md:1: {why}"]


def test_chapter_without_opening(tree: Tree) -> None:
    """A chapter needs its opening page, whichever tree it stands in."""
    tree.page(CHAPTER, "index").unlink()
    why = "missing opening of `boundaries`: if you just added the chapter, write this page"
    assert told(tree) == [f"docs/boundaries/index.md:1: {why}"]


def test_rooms_of_the_machinery_are_no_chapters(tree: Tree) -> None:
    """Tests of the machinery have no pages, and helpers of a chapter's checks none either."""
    write(tree.root / "checks" / "tooling" / "test_book.py", "")
    write(tree.root / "checks" / CHAPTER / "conftest.py", "")
    write(tree.docs / "contributing.md", "# Contribute\n")
    write(tree.docs / "_ext" / "readme.md", "# Machinery\n")
    assert told(tree) == []


def test_faults_within_files(tree: Tree) -> None:
    """What each file states wrongly on its own is told with the rest."""
    change(tree.page(*PLACE), "## Why", "## Reasons")
    change(tree.example(*PLACE, "bad"), "return 0", "print(text)\n    return 0")
    change(tree.check(*PLACE), ', f"{saved} characters were saved"', "")
    first, *of_page, last = told(tree)
    assert "test_blocking_io.py:9: this assert has no message" in first
    assert all(problem.startswith("docs/boundaries/blocking_io.md:") for problem in of_page)
    assert "prints nothing" in last


def test_bad_front_matter(tree: Tree) -> None:
    """A page that states no guideline is told once, not again for each check it has."""
    change(tree.page(*PLACE), "since:", "sinse:")
    assert [problem.split(": ", 1)[0] for problem in told(tree)] == [
        "docs/boundaries/blocking_io.md:1",
        "docs/boundaries/blocking_io.md:4",
    ]


def test_words_of_the_template(tree: Tree) -> None:
    """Each file that still has a template's words is told, with all their lines."""
    change(tree.page(*PLACE), "They block.", "TODO: say why.\n\nTODO: say when.")
    change(tree.page(CHAPTER, "index"), "# Boundaries", "# TODO")
    opening, page = sorted(told(tree), reverse=True)
    assert opening == (
        "docs/boundaries/index.md:1: the template's words are left on line 1: "
        "replace each `TODO` by yours"
    )
    assert "blocking_io.md:17: the template's words are left on lines 17, 19: " in page


def test_everything_at_once(tree: Tree) -> None:
    """One run tells all, sorted by place, each once."""
    shutil.rmtree(tree.example(*PLACE, "good").parent)
    tree.check(*PLACE).unlink()
    write(tree.example("deadlines", "new", "good"), GOOD)
    write(tree.check("deadlines", "new"), CHECK)
    found = problems(tree)
    assert [problem.path for problem in found] == [
        "checks/deadlines/test_new.py",
        "docs/boundaries/blocking_io.md",
        "docs/boundaries/blocking_io.md",
        "docs/boundaries/blocking_io.md",
        "docs/deadlines/index.md",
        "examples/deadlines/new",
    ]
    assert found == sorted(found)


def test_withdrawn_page_stands_alone(tree: Tree) -> None:
    """A withdrawn guideline has a page and nothing else, and needs no section but its words."""
    withdraw(tree)
    assert told(tree) == []
    change(tree.page(*PLACE), "Files no longer block.\n", "")
    (problem,) = told(tree)
    assert "missing rule: one paragraph" in problem


def test_withdrawn_page_with_parts(tree: Tree) -> None:
    """What nobody runs any more is told, file by file, to be deleted."""
    withdraw(tree)
    parts = [tree.check(*PLACE), tree.example(*PLACE, "bad"), tree.example(*PLACE, "good")]
    for part, text in zip(parts, (CHECK, BAD, GOOD), strict=True):
        write(part, text)
    told_of = f"{PAGE}:6: nothing of a withdrawn guideline is run any more"
    assert told(tree) == [f"{told_of}: delete {tree.name(part)}" for part in parts]


def test_what_was_released_stays(tree: Tree) -> None:
    """A page that is gone, and a record that cannot be read, are told with the rest."""
    release(tree)
    assert told(tree) == []
    change(tree.page(*PLACE), "PCH020", "PCH021")
    assert any("PCH020 was released as docs/boundaries/blocking" in line for line in told(tree))
    write(released.path(tree), "{")
    (problem,) = told(tree)
    assert problem.startswith("docs/released.json:1: the record of what was released cannot be")
