"""The walk refuses what could not show anything."""

import asyncio
import itertools
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from checks.probes.cancellation import CancellationError, walk


async def test_inside_a_running_loop() -> None:
    """It runs loops of its own, so it belongs into a plain function."""
    with pytest.raises(CancellationError, match="call it from a plain function"):
        walk(endless)


async def never() -> None:
    """Await, but do not suspend."""
    await asyncio.Lock().acquire()


async def fail() -> None:
    """Fail undisturbed."""
    await asyncio.sleep(1)
    raise ValueError("no such host")


async def deadlock() -> None:
    """Wait for nothing undisturbed."""
    await asyncio.Event().wait()


async def endless() -> None:
    """Go on for ever undisturbed."""
    for _ in itertools.count():
        await asyncio.sleep(1)


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (never, "should suspend where a cancellation can come"),
        (fail, "should return when nobody cancels it, but it raised ValueError: no such host"),
        (deadlock, "but it deadlocked: deadlock waits at test_cancellation_misuse.py"),
        (endless, "but it was still running after 1000 s: give it an end, or a higher limit"),
    ],
)
def test_scenario_must_suspend_and_return(
    work: Callable[[], Coroutine[Any, Any, None]], message: str
) -> None:
    """A scenario that shows nothing is refused."""
    with pytest.raises(CancellationError, match=message):
        walk(work)


def test_course_must_be_the_same() -> None:
    """A scenario whose runs differ is refused: its awaits cannot be counted."""
    calls = itertools.count()

    async def work(call: int) -> None:
        if call % 2:
            await asyncio.sleep(1)
        await asyncio.sleep(1)

    with pytest.raises(CancellationError, match="the same course each time, but the way"):
        walk(lambda: work(next(calls)))
