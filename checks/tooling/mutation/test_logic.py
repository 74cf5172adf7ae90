"""Each mistake of any program: what comes of a piece of source, and what is left alone."""

import pytest

from checks.mutation import logic
from checks.mutation.concurrency import Operator
from checks.tooling.mutation.edited import edited

MADE = [
    (logic.drop_statement, "task.cancel()", ["pass"]),
    (logic.drop_statement, "await task", ["pass"]),
    (logic.drop_statement, "count += 1", ["pass"]),
    (
        logic.drop_statement,
        "try:\n    x = 1\nexcept E:\n    raise",
        ["try:\n    x = 1\nexcept E:\n    pass"],
    ),
    (logic.drop_statement, "while True:\n    break", ["while True:\n    pass"]),
    (logic.drop_result, "def f():\n    return x", ["def f():\n    return None"]),
    (logic.skip_loop, "for x in xs: x", ["for x in (): x"]),
    (logic.skip_loop, "[x for x in xs]", ["[x for x in ()]"]),
    (logic.skip_loop, "while True: f", ["while False: f"]),
    (logic.negate_condition, "if a is None: f", ["if not (a is None): f"]),
    (logic.negate_condition, "while a: f", ["while not (a): f"]),
    (logic.negate_condition, "x = a if b else c", ["x = a if not (b) else c"]),
    (logic.negate_condition, "[x for x in xs if x]", ["[x for x in xs if not (x)]"]),
    (logic.swap_and_or, "x = a or b or c", ["x = (a and b and c)"]),
    (logic.swap_and_or, "x = a and b", ["x = (a or b)"]),
    (logic.shift_boundary, "x = a < b", ["x = a <= b"]),
    (logic.shift_boundary, "x = a >= b", ["x = a > b"]),
    (logic.add_one, "LIMIT = 3\nf(LIMIT, x)", ["LIMIT = 3\nf(LIMIT + 1, x)"]),
    (logic.add_one, "x = len(xs) == 3", ["x = len(xs) == 3 + 1"]),
    (logic.swap_plus_minus, "x = a + b", ["x = a - b"]),
    (logic.swap_plus_minus, "x = a - b", ["x = a + b"]),
    (logic.swap_plus_minus, "x += 1", ["x -= 1"]),
    (logic.swap_plus_minus, "x -= 1", ["x += 1"]),
    (logic.drop_keyword, "f(a, b=1, c=2)", ["f(a, b=1)", "f(a, c=2)"]),
]

LEFT = [
    (logic.drop_statement, '"""Words."""'),
    (logic.drop_statement, "x = f()"),
    (logic.drop_result, "def f():\n    return"),
    (logic.skip_loop, "[x async for x in xs]"),
    (logic.negate_condition, "while True: f"),
    (logic.shift_boundary, "x = a == b"),
    (logic.shift_boundary, "x = a < b < c"),
    (logic.add_one, "f(limit)"),
    (logic.add_one, "LIMIT = 3"),
    (logic.swap_plus_minus, "x = a * b"),
]


@pytest.mark.parametrize(("operator", "source", "expected"), MADE)
def test_mistake(operator: Operator, source: str, expected: list[str]) -> None:
    """The operator makes these edits, and no other."""
    assert edited(operator, source) == expected


@pytest.mark.parametrize(("operator", "source"), LEFT)
def test_left_alone(operator: Operator, source: str) -> None:
    """There is no such mistake to make."""
    assert edited(operator, source) == []


def test_every_operator_is_tried() -> None:
    """No operator goes without an example here."""
    assert {operator for operator, _, _ in MADE} == set(logic.LOGIC)
