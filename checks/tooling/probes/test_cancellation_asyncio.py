"""The walk has nothing to say about asyncio's own awaits, except where asyncio was wrong."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any, cast

import pytest

from checks.probes.cancellation import walk
from checks.probes.clock import ClockLoop

Work = Callable[[], Coroutine[Any, Any, object]]
MODES = [{"late": late, "twice": twice} for late in (False, True) for twice in (False, True)]


async def crowd(work: Work, number: int = 3) -> None:
    """Do the same work in several tasks at once."""
    async with asyncio.TaskGroup() as group:
        for _ in range(number):
            group.create_task(work())


async def lock() -> None:
    """Queue for a lock."""
    lock = asyncio.Lock()

    async def work() -> None:
        async with lock:
            await asyncio.sleep(1)

    await crowd(work)
    await work()


async def semaphore() -> None:
    """Queue for two places, some with a deadline that passes."""
    semaphore = asyncio.Semaphore(2)

    async def work() -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.5), semaphore:
                await asyncio.sleep(1)

    await crowd(work, 5)


async def condition() -> None:
    """Wait to be notified, and take the lock again."""
    condition = asyncio.Condition()
    items: list[int] = []

    async def work() -> None:
        async with condition:
            await condition.wait_for(lambda: items)
            items.pop()

    async with asyncio.TaskGroup() as group:
        group.create_task(crowd(work))
        for item in range(3):
            await asyncio.sleep(1)
            async with condition:
                items.append(item)
                condition.notify()
                await asyncio.sleep(1)


async def queue() -> None:
    """Produce faster than is consumed, join, and stop the consumer."""
    queue: asyncio.Queue[int] = asyncio.Queue(1)

    async def consume() -> None:
        while True:
            await queue.get()
            await asyncio.sleep(1)
            queue.task_done()

    async with asyncio.TaskGroup() as group:
        consumer = group.create_task(consume())
        for item in range(4):
            await queue.put(item)
        await queue.join()
        consumer.cancel()


async def barrier() -> None:
    """Meet twice."""
    barrier = asyncio.Barrier(3)

    async def work() -> None:
        await barrier.wait()
        await barrier.wait()

    await crowd(work)


async def timeout() -> None:
    """Be in time, then be late, and clean up."""
    async with asyncio.timeout(5):
        await asyncio.sleep(1)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(1):
            try:
                await asyncio.sleep(2)
            finally:
                await asyncio.sleep(1)


async def task_group() -> None:
    """Nest task groups, whose children clean up."""

    async def work() -> None:
        try:
            await asyncio.sleep(1)
        finally:
            await asyncio.sleep(0)

    await crowd(lambda: crowd(work, 2), 2)


async def wait() -> None:
    """Wait for the first of two, and stop the other."""
    tasks = [asyncio.create_task(asyncio.sleep(delay)) for delay in (1, 2)]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def closing() -> None:
    """Close an async generator where it was opened."""

    async def rows() -> AsyncGenerator[int, None]:
        try:
            for row in range(2):
                await asyncio.sleep(1)
                yield row
        finally:
            await asyncio.sleep(0)

    async with contextlib.aclosing(rows()) as opened:
        async for _ in opened:
            await asyncio.sleep(1)


async def threads() -> None:
    """Block in threads, on the clock."""
    clock = cast("ClockLoop", asyncio.get_running_loop())
    await asyncio.gather(*(asyncio.to_thread(clock.block, seconds) for seconds in (1, 2)))


FINE = (lock, semaphore, condition, queue, barrier, timeout, task_group, wait, closing, threads)


@pytest.mark.parametrize("mode", MODES, ids=str)
@pytest.mark.parametrize("work", FINE, ids=lambda work: work.__name__)
def test_no_false_alarm(work: Work, mode: dict[str, bool]) -> None:
    """What asyncio stops by itself is no finding, early and late, once and twice."""
    assert not walk(work, **mode).findings


async def wait_for() -> None:
    """Wait for a step with a time limit."""
    await asyncio.wait_for(asyncio.sleep(1), 2)


def test_late_rediscovers_wait_for() -> None:
    """Up to 3.11 wait_for() gave back a result that came in the tick of the cancellation.

    See https://github.com/python/cpython/issues/86296.
    """
    assert not walk(wait_for, twice=True).findings
    swallowed = walk(wait_for, late=True).findings
    assert bool(swallowed) is (sys.version_info < (3, 12))


async def failing_group() -> None:
    """Handle the failure of a task group's child."""

    async def fail() -> None:
        await asyncio.sleep(1)
        raise ValueError

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
    except* ValueError:
        pass


def test_late_rediscovers_task_group() -> None:
    """Up to 3.12 a task group that failed in the tick of the cancellation lost it.

    See https://github.com/python/cpython/issues/116720.
    """
    swallowed = walk(failing_group, late=True).findings
    assert bool(swallowed) is (sys.version_info < (3, 13))
