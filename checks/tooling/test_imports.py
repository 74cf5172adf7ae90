"""Imports run downhill: what each room of the house may import of ours, and of others."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from handbook.core.sync import MACHINERY

ROOT = Path(__file__).parents[2]
OURS = {"handbook", "checks", "examples", "conftest", "noxfile", "conf"}
PROBES, HARNESS, CORE = "checks.probes", "checks.harness", "handbook.core"

ROOMS: dict[str, tuple[str, set[str]]] = {
    "probes": ("checks/probes/*.py", {PROBES}),
    "examples": ("examples/**/*.py", set()),
    "core": ("docs/_ext/handbook/core/*.py", {CORE}),
    "Sphinx half": ("docs/_ext/handbook/*.py", {"handbook"}),
    "harness": ("checks/harness/*.py", {HARNESS, PROBES, CORE}),
    "mutation": ("checks/mutation/*.py", {"checks.mutation", PROBES, CORE}),
    "browser": ("checks/browser/*.py", {"checks.browser"}),
    "checks": ("checks/*/*.py", {HARNESS, PROBES}),
}


def modules(room: str) -> list[Path]:
    """Return the modules of a room."""
    pattern, _ = ROOMS[room]
    found = sorted(ROOT.glob(pattern))
    return [path for path in found if room != "checks" or path.parent.name not in MACHINERY]


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Yield what a module imports, by its full dotted name, wherever in it the import stands."""
    package = ".".join(path.parent.relative_to(ROOT).parts).removeprefix("docs._ext.")
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1]
            source = ".".join([*(base if node.level else []), *filter(None, [node.module])])
            yield from ((node.lineno, f"{source}.{alias.name}") for alias in node.names)


def within(name: str, packages: set[str]) -> bool:
    """Tell whether a name is one of the packages, or is in one."""
    return any(f"{name}.".startswith(f"{package}.") for package in packages)


def may_import(room: str, path: Path) -> set[str]:
    """Return what of ours a module may import; a check also what its chapter's checks share."""
    beside = path.parent.glob("*.py") if room == "checks" else ()
    shared = (each.stem for each in beside if not each.stem.startswith("test_"))
    own = {f"checks.{path.parent.name}.{name}" for name in shared}
    return ROOMS[room][1] | own


def uphill(room: str) -> list[str]:
    """Return the imports of a room that point at a room it must not know."""
    return [
        f"{path.relative_to(ROOT)}:{line}: imports {name}; "
        f"of ours it may import {', '.join(sorted(may_import(room, path))) or 'nothing'}"
        for path in modules(room)
        for line, name in imported(path)
        if name.split(".")[0] in OURS and not within(name, may_import(room, path))
    ]


def foreign(room: str, forbidden: set[str]) -> list[str]:
    """Return the imports of a room that need a tool it must work without."""
    return [
        f"{path.relative_to(ROOT)}:{line}: imports {name}; the {room} works without it"
        for path in modules(room)
        for line, name in imported(path)
        if name.split(".")[0] in forbidden
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_import_downhill(room: str) -> None:
    """No room knows one that stands on it."""
    assert modules(room), f"the {room} are not where this test looks for them"
    assert uphill(room) == []


def test_core_works_without_sphinx_and_pytest() -> None:
    """The harness and the extension share the core, each without the other's tool."""
    assert foreign("core", {"sphinx", "docutils", "pytest", "myst_parser"}) == []


def test_probes_need_the_standard_library_alone() -> None:
    """Probes are usable outside this project: nothing but Python is needed."""
    names = {name.split(".")[0] for path in modules("probes") for _, name in imported(path)}
    assert names - sys.stdlib_module_names - OURS == set()


def test_examples_are_found_as_files() -> None:
    """The book reads examples and evidence as files: its half of the code never imports them."""
    assert foreign("Sphinx half", {"examples", "checks", "pytest"}) == []


def test_the_wiring_names_the_harness_alone() -> None:
    """`conftest.py` names plugins and imports nothing."""
    assert list(imported(ROOT / "conftest.py")) == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import checks.probes.clock", "checks.probes.clock"),
        ("from checks import probes", "checks.probes"),
        ("from . import clock", "rooms.inner.clock"),
        ("from ..other import clock", "rooms.other.clock"),
        ("def f():\n    from x import y", "x.y"),
    ],
)
def test_how_imports_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, name: str
) -> None:
    """Every form of import is read as the dotted name that it binds."""
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    module = tmp_path / "rooms" / "inner" / "module.py"
    module.parent.mkdir(parents=True)
    module.write_text(source, "utf-8")
    assert [found for _, found in imported(module)] == [name]
