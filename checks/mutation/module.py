"""A module as source text in which nodes of its syntax tree can be replaced."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

NO_CODE = {"annotation", "returns"}  # what a type checker reads, and Python does not run


@dataclass(frozen=True, slots=True)
class Module:
    """Source text with its syntax tree, and the names that stand for numbers in it."""

    source: str
    tree: ast.Module
    numbers: set[str]

    def nodes(self) -> Iterator[ast.AST]:
        """Yield the nodes that do something: all but those of annotations."""
        waiting: list[ast.AST] = [self.tree]
        while waiting:
            node = waiting.pop()
            yield node
            for field, value in ast.iter_fields(node):
                inner = value if isinstance(value, list) else [value]
                if field not in NO_CODE:
                    waiting += (each for each in inner if isinstance(each, ast.AST))

    def text(self, node: ast.AST) -> str:
        """Return the source of a node."""
        return ast.get_source_segment(self.source, node) or ""

    def replaced(self, node: ast.expr | ast.stmt, text: str) -> str:
        """Return the source of the whole module with another text in place of a node."""
        lines = self.source.encode().splitlines(keepends=True)  # columns count bytes
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        before, after = lines[first][: node.col_offset], lines[last][node.end_col_offset :]
        lines[first : last + 1] = [before + text.encode() + after]
        return b"".join(lines).decode()

    def is_number(self, node: ast.expr) -> bool:
        """Tell a number, by itself or by a name; True and False are none."""
        match node:
            case ast.Constant(value):
                return type(value) in {int, float}
            case ast.Name(name):
                return name in self.numbers
            case ast.BinOp(left, _, right):
                return self.is_number(left) and self.is_number(right)
        return False


def parsed(source: str) -> Module:
    """Read a module's source."""
    module = Module(source, ast.parse(source), set())
    for statement in module.tree.body:
        match statement:
            case ast.Assign([ast.Name(name)], value) if module.is_number(value):
                module.numbers.add(name)
    return module


def called(function: ast.expr) -> str:
    """Return the last name of what is called: ``Queue`` for ``asyncio.Queue[str]``."""
    match function:
        case ast.Subscript(value):
            return called(value)
        case ast.Attribute(_, name) | ast.Name(name):
            return name
    return ""
