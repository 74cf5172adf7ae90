"""A build holds the collection of garbage back, and gives it back."""

import gc

import pytest

from checks.tooling.docs.mini_book import build
from handbook import garbage
from handbook.core.records import Tree


def test_held_back_in_a_build(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is off while pages are read and written, but for a collection every so many pages."""
    held, collected = [], []
    monkeypatch.setattr(garbage, "PAGES", 2)
    monkeypatch.setattr(garbage, "_seen", iter(range(1, 1000)))
    monkeypatch.setattr(gc, "collect", lambda: collected.append(gc.isenabled()))
    monkeypatch.setattr("handbook.build.write_copy", lambda *_: held.append(not gc.isenabled()))
    done = build(tree, "html")
    assert held == [True] * len(done.written)
    assert collected == [False] * ((len(done.read) + len(done.written)) // 2)
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_given_back_after_a_failure(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that ends in an error leaves it as it was, too."""

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("handbook.build.write_copy", fail)
    with pytest.raises(Exception, match="disk full"):
        build(tree, "html")
    assert gc.isenabled()
