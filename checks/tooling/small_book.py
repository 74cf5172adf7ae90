"""A book of one guideline that lacks nothing, for tests that take something away."""

import shutil
from datetime import date
from pathlib import Path

from handbook.core import released
from handbook.core.catalogue import load
from handbook.core.records import Tree

DAY = date(2026, 11, 22)
CHAPTER, SLUG = "boundaries", "blocking_io"

PAGE = """\
---
guideline: PCH020
title: Keep files off the loop
since: "2026.1"
summary: Call blocking functions in a thread.
symptoms: [blocked event loop]
ruff: [ASYNC230]
claims:
  loop_turns:
    good: The loop turns.
    bad: The loop stands still.
---
Call blocking functions in a thread.

## Why

They block.

## When to deviate

At start-up.

## Detect it

With `ruff`.

## See also

- [Python](https://docs.python.org)
"""

GOOD = '''\
"""A shop writes receipts."""


async def save(text: str) -> int:
    """Save a receipt."""
    return len(text)
'''

BAD = GOOD.replace("len(text)", "0")

CHECK = '''\
"""PCH020: the length that was saved."""

from types import ModuleType


async def test_loop_turns(example: ModuleType) -> None:
    """The length tells."""
    saved = await example.save("tea")
    assert saved == 3, f"{saved} characters were saved"
'''

WITH_DEVIATION = """\
deviation:
  tea_is_free:
    deviation: Tea is free.
    good: Tea costs three.
---
Call"""
DEVIATION = GOOD.replace("len(text)", '0 if text == "tea" else len(text)')
DEVIATION_CHECK = '''

async def test_tea_is_free(deviation: ModuleType) -> None:
    """The price tells."""
    price = await deviation.save("tea")
    assert price == 0, f"tea costs {price}"
'''


def small_book(root: Path) -> Tree:
    """Return the trees of a book with one guideline that lacks nothing."""
    tree = Tree(root)
    add(tree)
    return tree


def add(tree: Tree, chapter: str = CHAPTER, slug: str = SLUG, identifier: str = "PCH020") -> None:
    """Write the four files of a guideline, and its chapter's opening page."""
    write(tree.page(chapter, slug), PAGE.replace("PCH020", identifier))
    write(tree.example(chapter, slug, "good"), GOOD)
    write(tree.example(chapter, slug, "bad"), BAD)
    write(tree.check(chapter, slug), CHECK)
    write(tree.page(chapter, "index"), "# Boundaries\n")


def deviate(tree: Tree, chapter: str = CHAPTER, slug: str = SLUG) -> None:
    """Give a guideline a deviation that lacks nothing."""
    change(tree.page(chapter, slug), "---\nCall", WITH_DEVIATION)
    write(tree.example(chapter, slug, "deviation"), DEVIATION)
    check = tree.check(chapter, slug)
    write(check, check.read_text("utf-8") + DEVIATION_CHECK)


def write(path: Path, text: str) -> None:
    """Write a file, with the folders it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def change(path: Path, old: str, new: str) -> None:
    """Replace words that stand exactly once in a file."""
    text = path.read_text("utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{old!r} stands {text.count(old)} times in {path.name}")
    path.write_text(text.replace(old, new), "utf-8")


def add_keys(page: Path, lines: str) -> None:
    """Add lines to the front matter of a page, below its summary."""
    change(page, "symptoms:", f"{lines}\nsymptoms:")


def withdraw(tree: Tree, place: tuple[str, str] = (CHAPTER, SLUG), more: str = "") -> None:
    """Leave of a guideline its page, which says that it is withdrawn and why."""
    page = tree.page(*place)
    kept = page.read_text("utf-8").partition("symptoms:")[0]
    write(page, f"{kept}state: withdrawn\n{more}---\nFiles no longer block.\n")
    shutil.rmtree(tree.example(*place, "good").parent)
    tree.check(*place).unlink()


def release(tree: Tree, name: str = "2026.1", day: date = DAY) -> None:
    """Record the book as it is as a release."""
    record, _ = released.read(tree)
    record = released.with_release(name, day, record, load(tree).guidelines, tree)
    write(released.path(tree), released.written(record))
