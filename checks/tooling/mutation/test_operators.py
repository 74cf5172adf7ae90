"""Each mistake: what comes of a piece of source, and what is left alone."""

import pytest

from checks.mutation import concurrency, logic
from checks.mutation.concurrency import Operator
from checks.mutation.module import parsed
from checks.mutation.mutants import OPERATORS

MADE = [
    (concurrency.drop_await, "x = await f()", ["x = f()"]),
    (concurrency.lift_limit, "asyncio.Semaphore(N)", ["asyncio.Semaphore(N * 1_000)"]),
    (concurrency.lift_limit, "Queue[str](n, m)", ["Queue[str](n * 1_000, m)"]),
    (concurrency.lift_limit, "Queue(maxsize=5)", ["Queue(maxsize=5 * 1_000)"]),
    (
        concurrency.lift_limit,
        "for _ in range(WORKERS): f()",
        ["for _ in range(WORKERS * 1_000): f()"],
    ),
    (concurrency.drop_timeout, "asyncio.timeout(3)", ["asyncio.timeout(None)"]),
    (concurrency.drop_timeout, "timeout_at(end)", ["timeout_at(None)"]),
    (concurrency.drop_timeout, "await wait_for(f(), 3)", ["await wait_for(f(), None)"]),
    (
        concurrency.take_deadline_for_duration,
        "asyncio.timeout_at(end)",
        ["asyncio.timeout(end)"],
    ),
    (
        concurrency.drop_context,
        "with lock, open() as file: f()",
        ["with contextlib.nullcontext(), open() as file: f()"],
    ),
    (
        concurrency.never_exit,
        "with lock, open() as file: f()",
        ["with lock, contextlib.nullcontext((open()).__enter__()) as file: f()"],
    ),
    (
        concurrency.never_exit,
        "async with connect() as link: f()",
        ["async with contextlib.nullcontext(await (connect()).__aenter__()) as link: f()"],
    ),
    (
        concurrency.loosen_tasks,
        "async with TaskGroup() as tg:\n    tg.create_task(f())\n    x",
        ["async with TaskGroup() as tg:\n    asyncio.create_task(f())\n    x"],
    ),
    (concurrency.run_in_turn, "group.create_task(f(x))", ["await f(x)"]),
    (
        concurrency.drop_finally,
        "try:\n    f()\nfinally:\n    g()\n    h()",
        [
            "try:\n    f()\nfinally:\n    g()\n    pass",
            "try:\n    f()\nfinally:\n    pass\n    h()",
        ],
    ),
    (
        concurrency.widen_except,
        "try:\n    f()\nexcept OSError:\n    g()",
        ["try:\n    f()\nexcept BaseException:\n    g()"],
    ),
    (
        concurrency.widen_except,
        "with suppress(OSError): f()",
        ["with suppress(BaseException): f()"],
    ),
    (
        concurrency.catch_less,
        "try:\n    f()\nexcept OSError:\n    g()",
        ["try:\n    f()\nexcept ():\n    g()"],
    ),
    (
        concurrency.catch_less,
        "isinstance(answer, BaseException)",
        ["isinstance(answer, Exception)"],
    ),
    (concurrency.block_the_loop, "x = await asyncio.to_thread(f, a)", ["x = f(a)"]),
    (concurrency.block_the_loop, "await loop.run_in_executor(pool, f, a)", ["f(a)"]),
    (concurrency.block_the_loop, "pool.submit(f, a).result()", ["f(a)"]),
    (concurrency.fork_workers, "get_context('spawn')", ['get_context("fork")']),
    (concurrency.signal_otherwise, "job.send(signal.SIGTERM)", ["job.send(signal.SIGKILL)"]),
    (concurrency.signal_otherwise, "os.killpg(pid, how)", ["os.kill(pid, how)"]),
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
    (concurrency.lift_limit, "range(0, 10, LIMIT)"),
    (concurrency.lift_limit, "Queue()"),
    (concurrency.drop_timeout, "client(timeout=30)"),
    (concurrency.take_deadline_for_duration, "asyncio.timeout(3)"),
    (concurrency.drop_context, "with open() as file: f()"),
    (concurrency.never_exit, "with lock: f()"),
    (concurrency.loosen_tasks, "async with lock as tg:\n    tg.create_task(f())"),
    (concurrency.run_in_turn, "task = group.create_task(f())"),
    (concurrency.widen_except, "try:\n    f()\nexcept:\n    g()"),
    (concurrency.block_the_loop, "pool.submit(f, a)"),
    (concurrency.fork_workers, "get_context('fork')"),
    (concurrency.signal_otherwise, "signal.SIGINT"),
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


def edited(operator: Operator, source: str) -> list[str]:
    """Return the source with each of the operator's edits, in no order."""
    module = parsed(source)
    return sorted(
        module.replaced(target, text)
        for node in module.nodes()
        for target, text in operator(node, module)
    )


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
    assert {operator for operator, _, _ in MADE} == set(OPERATORS)
