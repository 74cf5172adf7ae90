"""Gives the tests of the core a small book of their own."""

from pathlib import Path

import pytest

from checks.tooling.small_book import small_book, write
from handbook.core.records import Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Return a book of one guideline, with a probe."""
    tree = small_book(tmp_path)
    write(tmp_path / "checks" / "probes" / "clock.py", "TIME = 0\n")
    return tree
