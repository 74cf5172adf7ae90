"""The mutants of a module: its source with one mistake in it, and how the two differ."""

import ast
import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from .concurrency import CONCURRENCY
from .logic import LOGIC
from .module import Module, parsed

OPERATORS = (*CONCURRENCY, *LOGIC)


@dataclass(frozen=True, slots=True, order=True)
class Mutant:
    """A module with a mistake: what was done to it, from which line on, and its source."""

    line: int
    mistake: str
    diff: str
    source: str


def mutants(source: str) -> tuple[Mutant, ...]:
    """Return every mutant of a module, once each, in the order of its lines."""
    module = parsed(source)
    found: dict[str, Mutant] = {}
    for line, mistake, mutated in _edited(module):
        if mutated not in found:
            found[mutated] = Mutant(line, mistake, _diff(source, mutated), mutated)
    return tuple(sorted(found.values()))


def _edited(module: Module) -> Iterator[tuple[int, str, str]]:
    for node in module.nodes():
        for operator in OPERATORS:
            mistake = operator.__name__.replace("_", " ")
            for target, text in operator(node, module):
                yield target.lineno, mistake, _complete(module.replaced(target, text))


def _complete(source: str) -> str:
    """Import what the edit needs, below the module's docstring."""
    tree = ast.parse(source)
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    bound = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    lines = source.splitlines(keepends=True)
    for needed in sorted({"asyncio", "contextlib"} & named - bound):
        lines.insert(tree.body[0].end_lineno or 1, f"import {needed}\n")
    return "".join(lines)


def _diff(before: str, after: str) -> str:
    """Return the lines that went and those that came, without their surroundings."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))
