"""Reads the modules of a guideline as source: each a small whole, all of one interface."""

import ast
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from handbook.core.records import Problem, Tree

MOST_COLUMNS = 60
MOST_LINES = 45
INSTEAD = {"bad": "what misbehaves", "deviation": "what the situation asks for instead"}
Function = ast.FunctionDef | ast.AsyncFunctionDef
Interface = dict[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Module:
    """A module, as far as it could be read."""

    name: str
    source: str
    tree: ast.Module


def problems(paths: Iterable[Path], tree: Tree) -> Iterator[Problem]:
    """Yield what is wrong with a guideline's modules; a missing one is no matter of this."""
    modules: dict[str, Module] = {}
    for path in filter(Path.is_file, paths):
        source, name = path.read_bytes(), tree.name(path)
        try:
            module = Module(name, source.decode("utf-8", "replace"), ast.parse(source))
        except SyntaxError as error:
            told = f"a module of a pair is Python on every version: {error.msg}"
            yield Problem(name, error.lineno or 1, told)
        else:
            modules[path.stem] = module
            yield from (Problem(name, *fault) for fault in _faults(module))
    for half in INSTEAD:
        if "good" in modules and half in modules:
            yield from _pair_faults(modules["good"], half, modules[half])


def _faults(module: Module) -> Iterator[tuple[int, str]]:
    lines = module.source.splitlines()
    for number, line in enumerate(lines, 1):
        if len(line) > MOST_COLUMNS:
            over = f"{len(line)} characters"
            yield number, f"both halves must fit side by side: {over}; break at {MOST_COLUMNS}"
    if len(lines) > MOST_LINES:
        yield MOST_LINES + 1, f"a pair is read at a glance: {len(lines)} lines; keep {MOST_LINES}"
    docstring = ast.get_docstring(module.tree, clean=False)
    if not docstring or not docstring.strip():
        yield 1, "missing docstring: say in one line what scenario this module is"
    elif "\n" in docstring:
        yield 1, "the module's docstring is its scenario in one line; shorten it"
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Name(id="print")):
                yield node.lineno, "a module of a pair prints nothing: return it, or take a sink"


def _pair_faults(good: Module, half: str, other: Module) -> Iterator[Problem]:
    if ast.dump(good.tree) == ast.dump(other.tree):
        told = "the same code as good.py: a pair differs where its lesson is"
        yield Problem(other.name, 1, f"{told}; write {INSTEAD[half]}")
    ours, theirs = dict(_interface(good.tree)), dict(_interface(other.tree))
    yield from _lacking(good, ours, other, theirs)
    if half == "bad":  # a deviation may offer more
        yield from _lacking(other, theirs, good, ours)
    for name in ours.keys() & theirs.keys():
        if ours[name][1] != theirs[name][1]:
            line, takes = theirs[name]
            told = f"`{name}({takes})` is `{name}({ours[name][1]})` in good.py"
            advice = "one check calls both; give both the same parameters"
            yield Problem(other.name, line, f"{told}: {advice}")


def _lacking(has: Module, names: Interface, lacks: Module, others: Interface) -> Iterator[Problem]:
    for name, (line, _) in names.items():
        if name not in others:
            file = lacks.name.rpartition("/")[2]
            told = f"missing `{name}` for this one in {file}: if you just added it here"
            yield Problem(has.name, line, f"{told}, add it there too, or make it `_{name}`")


def _interface(
    scope: ast.Module | ast.ClassDef, within: str = ""
) -> Iterator[tuple[str, tuple[int, str]]]:
    """Yield the public functions, classes and methods, each with its line and parameters.

    Constants and type aliases may differ: a limit that only one module has is a lesson, too.
    """
    for node in scope.body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            name = f"{within}{node.name}"
            yield name, (node.lineno, _parameters(node))
            if isinstance(node, ast.ClassDef):
                yield from _interface(node, f"{name}.")


def _parameters(node: Function | ast.ClassDef) -> str:
    """Return the names, kinds and defaults of the parameters, without their types."""
    if isinstance(node, ast.ClassDef):
        functions = [item for item in node.body if isinstance(item, Function)]
        start = next((item for item in functions if item.name == "__init__"), None)
        return _parameters(start) if start else ""
    bare = deepcopy(node.args)
    for argument in ast.walk(bare):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    return ast.unparse(bare)
