"""Facts about asyncio that pages state beside their claims, each to be tried."""

import asyncio
import gc
import warnings
from collections.abc import Coroutine
from importlib.util import find_spec
from typing import Any

from checks.probes.clock import ClockLoop
from checks.probes.outcome import Outcome, outcome_of
from checks.tooling.page_facts import note, told


def outcome(scenario: Coroutine[Any, Any, Any]) -> Outcome:
    """Run a coroutine on the clock, and tell what became of it."""
    with asyncio.Runner(loop_factory=ClockLoop) as runner:
        return runner.run(outcome_of(scenario))


@note("PCH007", "from 3.13 on it is kept")
def outside_cancellation_is_kept() -> bool:
    """Cancel the task at 2 s; a child failed at 1 s, and its sibling lets go at 3 s."""

    async def fail() -> None:
        await asyncio.sleep(1)
        raise OSError

    async def let_go_slowly() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(2)

    async def handle() -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(fail())
                group.create_task(let_go_slowly())
        except* OSError:
            pass
        await asyncio.sleep(1)

    async def cancelled() -> bool:
        task = asyncio.create_task(handle())
        await asyncio.sleep(2)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    return bool(outcome(cancelled()).value)


@note("PCH007", "From 3.15 on, `TaskGroup.cancel()` ends a group early without an exception")
def group_can_be_cancelled() -> bool:
    """End a group whose child would last an hour."""

    async def end_early() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(3600))
            group.cancel()  # type: ignore[attr-defined,unused-ignore]

    ended = outcome(end_early())
    return (ended.kind, ended.seconds) == ("returned", 0)


@note("PCH008", "From 3.14 on, `python -m asyncio ps PID`")
def tasks_of_a_process_can_be_listed() -> bool:
    """Look for the module behind the command: to read another process takes a right to it."""
    return find_spec("asyncio.tools") is not None


@note("PCH010", "From 3.14 on, `all_tasks()` can still list")
def lost_task_is_listed() -> bool:
    """Collect a task that waits at a queue to which only it refers."""

    async def wait() -> None:
        await asyncio.Queue[None]().get()

    async def lose_one() -> int:
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        asyncio.create_task(wait())  # noqa: RUF006 - it is to be lost
        await asyncio.sleep(0)
        gc.collect()
        return len(asyncio.all_tasks())

    return asyncio.run(lose_one()) == 2


@note("PCH013", "From 3.13 on, [`Queue.shutdown()`]")
def queue_can_be_shut_down() -> bool:
    """One item is in the queue, which holds one; a second waits to be put."""

    async def shut_down() -> list[str]:
        queue = asyncio.Queue[str](1)
        await queue.put("left")
        putting = asyncio.create_task(queue.put("late"))
        await asyncio.sleep(1)
        queue.shutdown()  # type: ignore[attr-defined,unused-ignore]
        ends = [await outcome_of(end) for end in (putting, queue.get(), queue.get())]
        return [end.value or type(end.error).__name__ for end in ends]

    ends: list[str] = outcome(shut_down()).value
    return ends == ["QueueShutDown", "left", "QueueShutDown"]


@note("PCH018", "Up to 3.13, `asyncio.get_event_loop()` makes a loop in the main thread")
def get_event_loop_makes_one() -> bool:
    """Call it first thing in a script."""
    return "Error" not in told("import asyncio; asyncio.get_event_loop().close()")


@note("PCH018", "from 3.12 on with a `DeprecationWarning`")
def get_event_loop_is_not_silent() -> bool:
    """Hear a warning, and where no loop is made, an error."""
    return told("import asyncio; asyncio.get_event_loop().close()", "-W", "always") != ""


@note("PCH018", "From 3.14 on it raises `RuntimeError`")
def get_event_loop_raises() -> bool:
    """Call it first thing in a script."""
    return "RuntimeError" in told("import asyncio; asyncio.get_event_loop().close()")


@note("PCH029", "From 3.12 on, `asyncio.wait_for()` keeps a cancellation")
def wait_for_keeps_a_cancellation() -> bool:
    """Cancel it in the same turn of the loop in which the result comes."""

    async def cancelled() -> bool:
        result = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(asyncio.wait_for(result, 60))
        await asyncio.sleep(1)
        result.set_result("done")
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    return bool(outcome(cancelled()).value)


@note("PCH029", "From 3.14 on, `return` in `finally`")
def return_in_finally_warns() -> bool:
    """Compile a function that has one."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        compile("def f():\n    try: pass\n    finally: return", "f.py", "exec")
    return [warning.category for warning in seen] == [SyntaxWarning]


@note("PCH029", "`await asyncio.wait([worker])` raises nothing when the worker was cancelled")
def wait_tells_its_own_cancellation_apart() -> bool:
    """Cancel the worker in one run, and whoever waits for it in another."""

    async def ends(cancels: str) -> str:
        worker = asyncio.create_task(asyncio.sleep(3600))
        supervisor = asyncio.create_task(asyncio.wait([worker]))
        await asyncio.sleep(1)
        {"worker": worker, "supervisor": supervisor}[cancels].cancel()
        return (await outcome_of(supervisor)).kind

    kinds = [outcome(ends(cancels)).value for cancels in ("worker", "supervisor")]
    return kinds == ["returned", "cancelled"]


@note("PCH011", "the semaphore works within one event loop only")
def semaphore_is_of_one_loop() -> bool:
    """Wait for a slot in one loop, then in another."""
    slots = asyncio.Semaphore(1)

    async def wait_for_a_slot() -> None:
        async with slots, asyncio.timeout(1):
            await slots.acquire()

    ends = [outcome(wait_for_a_slot()).error for _ in range(2)]
    return [type(end) for end in ends] == [TimeoutError, RuntimeError]
