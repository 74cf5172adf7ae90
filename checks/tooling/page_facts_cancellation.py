"""Facts about cancellation that pages state beside their claims."""

import asyncio
import os
import warnings
from contextlib import suppress

from checks.probes.clock import ClockLoop
from checks.probes.outcome import outcome_of
from checks.tooling.page_facts import note, outcome


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


@note("PCH029", "the wait raises nothing of a failure either")
def wait_tells_of_no_failure() -> bool:
    """Wait for a worker that fails, and ask the task afterwards."""

    async def supervise() -> bool:
        worker = asyncio.create_task(fail())
        await asyncio.wait([worker])
        return isinstance(worker.exception(), OSError)

    async def fail() -> None:
        raise OSError

    return outcome(supervise()).value is True


@note(
    "PCH012", "also runs for a task that is cancelled before it begins; a `finally` inside the task"
)
def only_the_callback_runs() -> bool:
    """Cancel a task that has a callback and a `finally` before its first step."""
    ran: list[str] = []

    async def work() -> None:
        try:
            await asyncio.sleep(1)
        finally:
            ran.append("finally")

    async def cancel() -> None:
        task = asyncio.create_task(work())
        task.add_done_callback(lambda _: ran.append("callback"))
        task.cancel()
        await asyncio.sleep(2)

    return outcome(cancel()).kind == "returned" and ran == ["callback"]


@note("PCH009", "the `CancelledError` of a single call, which is not an `Exception`")
@note("PCH028", "`except Exception` misses `CancelledError`")
@note("PCH031", "`except Exception` does not catch `CancelledError`")
def cancellation_is_no_exception() -> bool:
    """Ask the class."""
    return not issubclass(asyncio.CancelledError, Exception)


@note(
    "PCH028", "in an `except TimeoutError` around it; inside, it is a cancellation like any other"
)
def timeout_is_a_cancellation_inside() -> bool:
    """Note what is raised where the task waits, and what leaves the block."""
    raised = list[type]()

    async def wait() -> None:
        async with asyncio.timeout(1):
            try:
                await asyncio.sleep(60)
            except BaseException as error:
                raised.append(type(error))
                raise

    raised.append(type(outcome(wait()).error))
    return raised == [asyncio.CancelledError, TimeoutError]


async def go_on() -> None:
    """Swallow a cancellation, and go on for an hour."""
    with suppress(asyncio.CancelledError):
        await asyncio.sleep(60)
    await asyncio.sleep(3600)


@note("PCH029", "Whoever cancelled it waits: a shutdown hangs")
def shutdown_waits_for_who_goes_on() -> bool:
    """End a loop with such a task at 1 s, and look when it has ended."""

    async def leave_running() -> None:
        asyncio.create_task(go_on())  # noqa: RUF006 - it sleeps, so it is safe
        await asyncio.sleep(1)

    clock = ClockLoop()
    with asyncio.Runner(loop_factory=lambda: clock) as runner:
        runner.run(leave_running())
    return clock.time() == 3601


@note("PCH029", "a task group cannot end")
def group_waits_for_who_goes_on() -> bool:
    """Let a group with such a task fail at 1 s."""

    async def fail_beside() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(go_on())
            await asyncio.sleep(1)
            raise OSError

    return outcome(fail_beside()).seconds == 3601


@note("PCH031", "CPython closes a file once nothing refers to it any more")
def unheld_file_is_closed() -> bool:
    """Ask the kernel for the descriptor when the only name of the file is gone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        number = open(os.devnull).fileno()  # noqa: PTH123, SIM115
    try:
        os.fstat(number)
    except OSError:
        return True
    return False
