"""Gives the tests of the Sphinx half a small book, and one build of it that nobody changes."""

from pathlib import Path

import pytest

from checks.tooling.docs.mini_book import ADDRESS, Build, build, make
from handbook.core.records import Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Return a book that a test may change before it builds it."""
    return make(tmp_path)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return the build of a book that lacks nothing."""
    return build(make(tmp_path_factory.mktemp("book")))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return the build of its pages for browsers."""
    return build(make(tmp_path_factory.mktemp("site")), "html")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return the same for an address that is known, by several processes."""
    tree = make(tmp_path_factory.mktemp("published"))
    return build(tree, "html", parallel=2, html_baseurl=ADDRESS)
