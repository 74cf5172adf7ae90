"""A guideline of a small book whose check knows only one number."""

from pathlib import Path

import pytest

from checks.tooling.harness.conftest import ROOT, Book

GOOD = '''\
"""A scenario."""


def is_enough(amount: int) -> bool:
    """Tell whether it is enough."""
    spare = amount + 0
    return spare > 3
'''
BAD = GOOD.replace("3", "300")

CHECK = """
def test_rule_is_kept(example):
    enough = example.is_enough(4)
    assert enough, f"enough: {enough}"
"""


def add(book: Book, slug: str, identifier: str, check: str = CHECK) -> None:
    """Write a guideline's page, check and pair."""
    book.add(slug, identifier, check)
    book.write(f"examples/boundaries/{slug}/good.py", GOOD)
    book.write(f"examples/boundaries/{slug}/bad.py", BAD)


def enter(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs find what is under test, which the book does not hold."""
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}:{ROOT / 'docs' / '_ext'}")


def contents(root: Path) -> dict[str, bytes]:
    """Return all files below a folder."""
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}
