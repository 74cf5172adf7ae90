"""The fixtures `example` and `deviation`: each check runs on the two modules that it compares."""

import importlib.util
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import cast

import pytest

from handbook.core.catalogue import read
from handbook.core.check_source import FIXTURES, Property, mismatch, properties
from handbook.core.records import DEVIATION, HALVES, Claim, Guideline, Half, Problem, Tree


@dataclass(frozen=True, slots=True)
class Check:
    """One claim of one guideline, to be tried on one of its modules."""

    guideline: Guideline
    claim: Claim
    half: Half
    property: Property
    module: Path
    source: Path

    def must_hold(self) -> bool:
        """Tell whether the property must hold for this module, or must fail for it."""
        return self.half == self.claim.halves[0]

    def words(self) -> str:
        """Return what the page says of this module."""
        return self.claim.on(self.half)


CHECK = pytest.StashKey[Check]()
ASK = "this check runs neither module: ask for the fixture `example`, or for `deviation`"
OWN = "a check is a function of its own module, where its assert can be read: write it there"
SIDES = {"example": HALVES, "deviation": DEVIATION}
Page = tuple[Guideline | None, list[Problem], dict[str, Property], list[Problem]]
_pages = pytest.StashKey[dict[Path, Page]]()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every check that asks for `example`, or for `deviation`, on both modules."""
    for fixture, halves in SIDES.items():
        if fixture in metafunc.fixturenames:
            metafunc.parametrize(fixture, halves, indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Find out which claim an item proves; refuse it where page or check are not in order."""
    if not isinstance(item, pytest.Function) or not _in_a_chapter(item):
        return
    if not SIDES.keys() & set(item.fixturenames):
        where = Problem(
            Tree(item.config.rootpath).name(item.path), (item.location[1] or 0) + 1, ASK
        )
        pytest.fail(str(where), pytrace=False)
    item.stash[CHECK] = _identify(item)


def _in_a_chapter(item: pytest.Item) -> bool:
    """Tell a guideline's check from a test of the machinery: its folder is one of the book's."""
    chapter, root = item.path.parent, item.config.rootpath
    return chapter.parent == root / "checks" and (root / "docs" / chapter.name).is_dir()


def _identify(item: pytest.Function) -> Check:
    tree = Tree(item.config.rootpath)
    chapter, slug = item.path.parent.name, item.path.stem.removeprefix("test_")
    guideline, unreadable, found, faults = _page(item, tree, chapter, slug)
    name = item.originalname.removeprefix("test_")
    mine = found.get(name)
    claim = guideline.claim(name) if guideline else None
    problems = unreadable + [fault for fault in faults if mine and _within(fault, mine, found)]
    if guideline and not claim:
        key = FIXTURES.get(mine.fixture if mine else "", "claims")
        why = f"missing claim `{name}`: if you just added its check, word it under `{key}:`"
        problems.append(Problem(tree.name(tree.page(chapter, slug)), 1, why))
    if claim and mine and (why := mismatch(claim, mine)):
        problems.append(Problem(tree.name(item.path), mine.line, why))
    if not mine:
        problems.append(Problem(tree.name(item.path), (item.location[1] or 0) + 1, OWN))
    if problems or not (guideline and claim and mine):
        pytest.fail("\n".join(map(str, problems)), pytrace=False)
    half = cast("Half", item.callspec.params[claim.fixture])
    return Check(guideline, claim, half, mine, tree.example(chapter, slug, half), item.path)


def _within(fault: Problem, mine: Property, found: dict[str, Property]) -> bool:
    """Tell whether a fault of the module lies in this check: from its line to the next one's."""
    after = [other.line for other in found.values() if other.line > mine.line]
    return mine.line <= fault.line < min(after, default=sys.maxsize)


def _page(item: pytest.Item, tree: Tree, chapter: str, slug: str) -> Page:
    pages = item.config.stash.setdefault(_pages, {})
    if item.path not in pages:
        pages[item.path] = (
            *_guideline(tree, chapter, slug),
            *properties(item.path, tree.name(item.path)),
        )
    return pages[item.path]


def _guideline(tree: Tree, chapter: str, slug: str) -> tuple[Guideline | None, list[Problem]]:
    page = tree.page(chapter, slug)
    if page.is_file():
        return read(page, tree)
    why = f"missing page for checks/{chapter}/test_{slug}.py: if you just added it, write the page"
    return None, [Problem(tree.name(page), 1, why)]


@pytest.fixture
def example(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    """Return the module under test, freshly imported: no check sees another one's state."""
    yield from _fresh(request)


@pytest.fixture
def deviation(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    """Return the deviation, or the good module in the situation that asks for a deviation."""
    yield from _fresh(request)


def _fresh(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    check = request.node.stash[CHECK]
    name = f"examples.{check.guideline.chapter}.{check.guideline.slug}.{check.half}"
    yield _imported(name, check.module, Tree(request.config.rootpath))
    sys.modules.pop(name, None)


def _imported(name: str, path: Path, tree: Tree) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    if not path.is_file() or spec is None or spec.loader is None:
        missing = "missing module of the pair: if you just added its check, write this module"
        pytest.fail(str(Problem(tree.name(path), 1, missing)), pytrace=False)
    # Registered under its dotted name, so that worker processes can import it.
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever an import can raise
        pytest.fail(str(_failed_import(error, path, tree)), pytrace=False)
    return module


def _failed_import(error: BaseException, path: Path, tree: Tree) -> Problem:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno or 1 for frame in frames if frame.filename == str(path)]
    line = error.lineno if isinstance(error, SyntaxError) else next(reversed(lines), 1)
    what = f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"
    why = f"a module of the pair must import, and this one raised {what}; mend the module"
    return Problem(tree.name(path), line or 1, why)
