"""Sync tells what a deviation lacks: its module, its claims, its checks."""

import pytest

from checks.tooling.small_book import (
    CHAPTER,
    DEVIATION_CHECK,
    SLUG,
    WITH_DEVIATION,
    change,
    deviate,
    write,
)
from handbook.core.records import Tree
from handbook.core.sync import problems

PLACE = CHAPTER, SLUG
PAGE, CHECK = "docs/boundaries/blocking_io.md", "checks/boundaries/test_blocking_io.py"
MODULE = "examples/boundaries/blocking_io/deviation.py"


@pytest.fixture(name="tree")
def _tree(tree: Tree) -> Tree:
    deviate(tree)
    return tree


def told(tree: Tree) -> list[str]:
    """Return the problems as a run prints them."""
    return [str(problem) for problem in problems(tree)]


def test_nothing_is_missing(tree: Tree) -> None:
    """A whole deviation raises no problem."""
    assert told(tree) == []


def test_missing_module(tree: Tree) -> None:
    """Claims of a deviation that nobody wrote are told at their key."""
    tree.example(*PLACE, "deviation").unlink()
    advice = f"if you just added its claims, write {MODULE}"
    assert told(tree) == [f"{PAGE}:12: missing deviation.py for this page: {advice}"]


def test_missing_claim(tree: Tree) -> None:
    """A deviation that claims nothing is told, and so is its check."""
    change(tree.page(*PLACE), WITH_DEVIATION, "---\nCall")
    check, module = told(tree)
    assert check.startswith(f"{CHECK}:12: missing claim for `test_tea_is_free`: ")
    assert check.endswith(f"word `tea_is_free` under `deviation:` in {PAGE}")
    assert module.startswith(f"{MODULE}:1: missing claim for this deviation: ")


def test_missing_check(tree: Tree) -> None:
    """A claim of a deviation has a check of its own, beside those of the pair."""
    change(tree.check(*PLACE), DEVIATION_CHECK, "")
    (problem,) = told(tree)
    assert problem.startswith(f"{PAGE}:13: missing check for claim `tea_is_free`: ")


def test_check_of_the_other_modules(tree: Tree) -> None:
    """What the page says of the deviation is not checked on the pair."""
    change(tree.check(*PLACE), "(deviation: ModuleType)", "(example: ModuleType)")
    change(tree.check(*PLACE), "await deviation.", "await example.")
    (problem,) = told(tree)
    assert problem.startswith(f"{PAGE}:13: `tea_is_free` stands under `deviation:`, and its check ")


def test_rules_of_a_module(tree: Tree) -> None:
    """A deviation is as small as a half of a pair, and of the same interface."""
    write(tree.example(*PLACE, "deviation"), "def save(text: str, free: bool) -> int: return 0\n")
    docstring, interface = told(tree)
    assert docstring.startswith(f"{MODULE}:1: `save(text, free)` is `save(text)` in good.py")
    assert interface.startswith(f"{MODULE}:1: missing docstring")


def test_words_of_the_template(tree: Tree) -> None:
    """What is left of a draft is found there, too."""
    change(tree.example(*PLACE, "deviation"), "A shop", "TODO: A shop")
    (problem,) = told(tree)
    assert problem.startswith(f"{MODULE}:1: the template's words are left")


def test_deviation_of_a_withdrawn_page(tree: Tree) -> None:
    """It is deleted with the pair."""
    text = tree.page(*PLACE).read_text("utf-8")
    write(tree.page(*PLACE), f"{text[: text.index('ruff:')]}state: withdrawn\n---\nGone.\n")
    assert f"{PAGE}:7: nothing of a withdrawn guideline is run any more: delete {MODULE}" in told(
        tree
    )
