"""Where somebody waits is told in one line: the innermost one that is the reader's own."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Generator
from typing import Any

import pytest

from checks.probes.clock import ClockLoop
from checks.probes.waiting import task_waits_at, tasks_waiting, thread_waits_at


class Reply:
    """An awaitable made by hand."""

    def __await__(self) -> Generator[Any, None, None]:
        """Wait in a generator."""
        yield from asyncio.sleep(1).__await__()


async def items() -> AsyncIterator[int]:
    """Wait inside an async generator."""
    await asyncio.sleep(1)
    yield 1


async def inner() -> None:
    """Wait here, in the end."""
    await asyncio.sleep(1)


async def outer() -> None:
    """Wait for another coroutine."""
    await inner()


async def by_hand() -> None:
    """Wait for an object with an `__await__`."""
    await Reply()


async def for_items() -> None:
    """Wait for an async generator, which does not tell where it is."""
    async for _ in items():
        pass


async def for_task() -> None:
    """Wait for another task, not in it."""
    await asyncio.ensure_future(inner())


def run(*calls: Callable[[], Coroutine[Any, Any, object]]) -> tuple[list[str], list[str]]:
    """Tell where each waits after the first step, and what the loop says of all."""

    async def main() -> tuple[list[str], list[str]]:
        clock, me = asyncio.get_running_loop(), asyncio.current_task()
        tasks = [asyncio.create_task(call()) for call in calls]
        await asyncio.sleep(0)
        assert me
        places = [task_waits_at(task.get_coro()) for task in tasks]
        lines = tasks_waiting(clock, {me})
        await asyncio.gather(*tasks)
        return places, lines

    with asyncio.Runner(loop_factory=ClockLoop) as runner:
        return runner.run(main())


def line_of(function: Callable[..., object], after: int) -> str:
    """Name a line of a function, counted from its first."""
    code = function.__code__
    return f"test_waiting.py:{code.co_firstlineno + after} in {code.co_name}"


def test_innermost_line_of_ours() -> None:
    """Through coroutines and generators, but not into the standard library."""
    places, _ = run(inner, outer, by_hand, for_items, for_task)
    assert places == [
        line_of(inner, 2),
        line_of(inner, 2),
        line_of(Reply.__await__, 2),
        line_of(for_items, 2),
        line_of(for_task, 2),
    ]


def test_file_apart() -> None:
    """A file that is left out leaves the line that waits for it, where there is one."""
    elsewhere: dict[str, Any] = {}
    exec(compile("async def ask(work): await work()", "good.py", "exec"), elsewhere)  # noqa: S102

    async def main() -> list[str]:
        tasks = [asyncio.create_task(coro) for coro in (elsewhere["ask"](outer), outer())]
        await asyncio.sleep(0)
        places = [task_waits_at(task.get_coro(), __file__) for task in tasks]
        await asyncio.gather(*tasks)
        return places

    with asyncio.Runner(loop_factory=ClockLoop) as runner:
        assert runner.run(main()) == ["good.py:1 in ask", line_of(inner, 2)]


def test_only_the_standard_library() -> None:
    """Where nothing is ours, the innermost line is told all the same."""
    places, _ = run(lambda: asyncio.sleep(1))
    assert places[0].startswith("tasks.py:")
    assert places[0].endswith(" in sleep")


def test_before_the_first_step() -> None:
    """A task that has not begun waits at its first line."""
    coro = inner()
    assert task_waits_at(coro) == line_of(inner, 0)
    coro.close()


@pytest.mark.parametrize("what", [None, 3, asyncio.Event])
def test_nothing_to_look_at(what: object) -> None:
    """An object that has no frames is not looked into."""
    assert task_waits_at(what) == "its start"


def test_lines_of_a_loop() -> None:
    """Tasks that wait at one place share a line; a long list is cut."""
    _, lines = run(inner, outer, inner, inner)
    assert lines == [
        f"inner waits at {line_of(inner, 2)} (3 tasks)",
        f"outer waits at {line_of(inner, 2)}",
    ]

    def wait_as(number: int) -> Callable[[], Coroutine[Any, Any, None]]:
        async def wait() -> None:
            await asyncio.sleep(1)

        wait.__name__ = f"wait{number}"
        return wait

    _, lines = run(*map(wait_as, range(25)))
    assert len(lines) == 21
    assert lines[-1] == "and 5 more"


def test_thread() -> None:
    """A thread's line is told likewise."""
    inside, stop = threading.Event(), threading.Event()

    def work() -> None:
        inside.set()
        stop.wait()

    thread = threading.Thread(target=work)
    thread.start()
    inside.wait()
    place = thread_waits_at(thread.ident)
    stop.set()
    thread.join()
    assert place in (line_of(work, 1), line_of(work, 2))
    assert thread_waits_at(thread.ident) == "its start"
