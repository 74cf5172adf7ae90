"""Selects checks by guideline: `pytest PCH020`, a slug, a chapter, `PCH020::claim`."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import pytest

from handbook.core.records import Tree

GUIDELINE = re.compile(r"^guideline: *[\"']?(PCH\d+)", re.MULTILINE)


def pytest_configure(config: pytest.Config) -> None:
    """Replace each word on the command line that names a guideline by its checks."""
    tree = Tree(config.rootpath)
    config.args[:] = [path for word in config.args for path in expanded(word, tree)]


def expanded(word: str, tree: Tree) -> Iterator[str]:
    """Yield what pytest is to run for a word; a path or node ID stands for itself."""
    name, _, claim = word.partition("::")
    if (tree.root / name).exists():
        yield word
        return
    modules = list(_modules(name, tree))
    if not modules:
        close = get_close_matches(name, _names(tree), n=3)
        hint = f"; did you mean {' or '.join(close)}?" if close else ""
        raise pytest.UsageError(f"no guideline, slug, chapter or file is named {name!r}{hint}")
    for module in modules:
        yield f"{module}::test_{claim.removeprefix('test_')}" if claim else str(module)


def _modules(name: str, tree: Tree) -> Iterator[Path]:
    """Yield the check modules of an ID (in either case), a slug, a chapter, `chapter/slug`."""
    checks = tree.root / "checks"
    chapter, _, slug = name.rpartition("/")
    for page in _pages(tree):
        place = page.parent.name, page.stem
        if name.upper() == _id(page) or (chapter in {"", place[0]} and slug == place[1]):
            yield tree.check(*place)
    if name and (checks / name).is_dir():
        yield checks / name


def _names(tree: Tree) -> list[str]:
    pages = list(_pages(tree))
    ids = [identifier for page in pages if (identifier := _id(page))]
    return ids + [page.stem for page in pages] + sorted({page.parent.name for page in pages})


def _pages(tree: Tree) -> Iterator[Path]:
    return (path for path in sorted(tree.docs.glob("[!_]*/*.md")) if path.stem != "index")


def _id(page: Path) -> str | None:
    match = GUIDELINE.search(page.read_text("utf-8"))
    return match[1] if match else None
