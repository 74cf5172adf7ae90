"""Mistakes of any program: a statement left out, a condition turned round, one too many."""

import ast

from .concurrency import Edits, Operator
from .module import Module

SHIFTED = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">"}
TURNED = {ast.Add: "-", ast.Sub: "+"}


def drop_statement(node: ast.AST, _: Module) -> Edits:
    """Leave out a call, a `raise`, a jump or a step of a counter."""
    match node:
        case ast.Expr(ast.Call() | ast.Await()) | ast.AugAssign() | ast.Raise() | ast.Break():
            yield node, "pass"


def drop_result(node: ast.AST, _: Module) -> Edits:
    """Forget what was to be returned."""
    match node:
        case ast.Return(ast.expr() as value):
            yield value, "None"


def skip_loop(node: ast.AST, _: Module) -> Edits:
    """Go round not even once."""
    match node:
        case ast.For(_, items) | ast.comprehension(_, items, is_async=0):
            yield items, "()"
        case ast.While(test):
            yield test, "False"


def negate_condition(node: ast.AST, module: Module) -> Edits:
    """Do the one where the other is right."""
    match node:
        case ast.If(test) | ast.While(test) | ast.IfExp(test) if not isinstance(test, ast.Constant):
            yield test, f"not ({module.text(test)})"
        case ast.comprehension(ifs=tests):
            for test in tests:
                yield test, f"not ({module.text(test)})"


def swap_and_or(node: ast.AST, module: Module) -> Edits:
    """Ask for both where one is enough, or for one where it takes both."""
    match node:
        case ast.BoolOp(operator, values):
            other = " and " if isinstance(operator, ast.Or) else " or "
            yield node, f"({other.join(map(module.text, values))})"


def shift_boundary(node: ast.AST, module: Module) -> Edits:
    """Let the limit itself in, or keep it out."""
    match node:
        case ast.Compare(left, [order], [right]) if type(order) in SHIFTED:
            yield node, f"{module.text(left)} {SHIFTED[type(order)]} {module.text(right)}"


def add_one(node: ast.AST, module: Module) -> Edits:
    """Take one more than the number says."""
    match node:
        case ast.Call(_, [*operands]) | ast.Compare(_, _, [*operands]):
            for operand in filter(module.is_number, operands):
                yield operand, f"{module.text(operand)} + 1"


def swap_plus_minus(node: ast.AST, module: Module) -> Edits:
    """Count the wrong way."""
    match node:
        case ast.BinOp(left, sign, right) if type(sign) in TURNED:
            yield node, f"{module.text(left)} {TURNED[type(sign)]} {module.text(right)}"
        case ast.AugAssign(target, sign, value) if type(sign) in TURNED:
            yield node, f"{module.text(target)} {TURNED[type(sign)]}= {module.text(value)}"


def drop_keyword(node: ast.AST, _: Module) -> Edits:
    """Leave a setting at its default."""
    match node:
        case ast.Call(function, arguments, keywords):
            for dropped in keywords:
                kept = [keyword for keyword in keywords if keyword is not dropped]
                yield node, ast.unparse(ast.Call(function, arguments, kept))


LOGIC: tuple[Operator, ...] = (
    drop_statement,
    drop_result,
    skip_loop,
    negate_condition,
    swap_and_or,
    shift_boundary,
    add_one,
    swap_plus_minus,
    drop_keyword,
)
