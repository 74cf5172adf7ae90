"""Badges: on which interpreters all claims are proved, since when, which rules."""

from checks.tooling.docs.mini_book import SEEN, SKIPPED, Build, build, change, prove, texts
from handbook.core.records import Tree


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
