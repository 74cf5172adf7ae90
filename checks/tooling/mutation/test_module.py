"""Nodes are found, named and replaced as they stand in the source."""

import ast

import pytest

from checks.mutation.module import called, parsed


def expression(source: str) -> ast.expr:
    """Return the tree of one expression."""
    return ast.parse(source, mode="eval").body


def test_columns_count_bytes() -> None:
    """What stands before a node may be longer in bytes than in characters."""
    module = parsed("say('schön', 1)\n")
    number = next(node for node in module.nodes() if module.text(node) == "1")
    assert isinstance(number, ast.expr)
    assert module.replaced(number, "2") == "say('schön', 2)\n"


def test_a_node_of_several_lines_is_replaced_as_a_whole() -> None:
    """The lines before and after it stay as they are."""
    module = parsed("first()\nsecond(\n    1,\n)  # why\nthird()\n")
    assert module.replaced(module.tree.body[1], "pass") == "first()\npass  # why\nthird()\n"


def test_annotations_are_no_code() -> None:
    """A mistake in what only a type checker reads cannot be noticed by a run."""
    module = parsed("def f(x: Int) -> Str:\n    y: Float = x\n    return y\n")
    names = {node.id for node in module.nodes() if isinstance(node, ast.Name)}
    assert names == {"x", "y"}


@pytest.mark.parametrize("number", ["1", "0.5", "LIMIT", "LIMIT - 0.2", "PATIENCE"])
def test_numbers(number: str) -> None:
    """A number may have a name, and may be made of others."""
    module = parsed("LIMIT = 10\nPATIENCE = LIMIT - 0.2\n")
    assert module.is_number(expression(number))


@pytest.mark.parametrize("other", ["True", "'1'", "limit", "LIMIT + limit", "f(1)", "TEXT"])
def test_no_numbers(other: str) -> None:
    """What is not known to be a number is left alone."""
    assert not parsed("LIMIT = 10\nTEXT = 'ten'\n").is_number(expression(other))


@pytest.mark.parametrize(
    ("function", "name"),
    [("Queue", "Queue"), ("asyncio.Queue", "Queue"), ("a.Queue[str]", "Queue"), ("f()", "")],
)
def test_called(function: str, name: str) -> None:
    """A class is known by its last name, with or without a parameter."""
    assert called(expression(function)) == name
