"""Reads a check module as source: its properties, and whether each can tell right from wrong."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handbook.core.records import Claim, Problem

Function = ast.FunctionDef | ast.AsyncFunctionDef
FIXTURES = {"example": "claims", "deviation": "deviation"}  # and where their claims stand
ONE_ASSERT = "a check ends in one `assert`, with what was observed as its message"


@dataclass(frozen=True, slots=True)
class Property:
    """One check: its line, and the expression that words what was observed.

    ``fixture`` is what it asks for, `example` or `deviation`; nothing, if neither.
    """

    line: int
    message: ast.expr | None
    fixture: str


def properties(path: Path, name: str) -> tuple[dict[str, Property], list[Problem]]:
    """Return the checks of a module by claim, and what is wrong with them."""
    try:
        module = ast.parse(path.read_bytes(), name)
    except SyntaxError as error:
        return {}, [Problem(name, error.lineno or 1, f"this is not Python: {error.msg}")]
    found: dict[str, Property] = {}
    problems: list[Problem] = []
    for function in _checks(module):
        claim = function.name.removeprefix("test_")
        asserts = list(_own_asserts(function))
        problems += [Problem(name, line, text) for line, text in _faults(function, asserts)]
        if claim in found:
            problems.append(Problem(name, function.lineno, f"`{function.name}` stands here twice"))
        message, fixture = asserts[0].msg if asserts else None, "".join(_fixtures(function)[:1])
        found[claim] = Property(function.lineno, message, fixture)
    return found, problems


def mismatch(claim: Claim, check: Property) -> str:
    """Return what is wrong where a claim and its check are not of the same two modules."""
    if check.fixture in {"", claim.fixture}:
        return ""
    told = f"`{claim.name}` stands under `{FIXTURES[claim.fixture]}:`, and its check asks for"
    advice = f"move it under `{FIXTURES[check.fixture]}:`, or ask for `{claim.fixture}`"
    return f"{told} `{check.fixture}`: {advice}"


def _checks(module: ast.Module) -> Iterator[Function]:
    for node in module.body:
        if isinstance(node, Function) and node.name.startswith("test_"):
            yield node


def _own_asserts(function: Function) -> Iterator[ast.Assert]:
    """Yield the asserts of the function itself, not those of functions inside it."""
    nodes: list[ast.AST] = list(function.body)
    while nodes:
        node = nodes.pop(0)
        if isinstance(node, ast.Assert):
            yield node
        elif not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            nodes[:0] = ast.iter_child_nodes(node)


def _fixtures(function: Function) -> list[str]:
    parameters = [*function.args.args, *function.args.kwonlyargs]
    return [parameter.arg for parameter in parameters if parameter.arg in FIXTURES]


def _faults(function: Function, asserts: list[ast.Assert]) -> Iterator[tuple[int, str]]:
    asked = len(_fixtures(function))
    if not asked:
        told = f"`{function.name}` runs neither module: ask for `example`, or for `deviation`"
        yield function.lineno, told
    if asked > 1:
        told = f"`{function.name}` asks for `example` and for `deviation`: write a check for each"
        yield function.lineno, told
    if not asserts:
        yield function.lineno, f"`{function.name}` asserts nothing: {ONE_ASSERT}"
    for extra in asserts[1:]:
        yield extra.lineno, f"`{function.name}` asserts more than once: {ONE_ASSERT}"
    for bare in asserts:
        if bare.msg is None:
            yield bare.lineno, f"this assert has no message: {ONE_ASSERT}"
