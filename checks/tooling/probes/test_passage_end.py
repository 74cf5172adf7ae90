"""A passage says what its subject left behind, and then ends it."""

import asyncio
import contextlib
import gc
import threading
from collections.abc import Callable, Coroutine
from typing import Any, cast

import pytest

from checks.probes.clock import ClockLoop
from checks.probes.passage import Passage


def test_left_are_the_tasks_alive_when_the_subject_ends() -> None:
    """They are named by their author or their function, in the order in which they were made."""

    async def refresh() -> None:
        await asyncio.sleep(9)

    async def work() -> None:
        tasks = [asyncio.create_task(refresh(), name=name) for name in (None, "b", "a", "c")]
        tasks[1].cancel()
        await asyncio.sleep(1)

    assert Passage(work, [0]).left == ("refresh", "a", "c")


def test_check_comes_before_what_is_left_ends() -> None:
    """The world is looked at as the subject left it, and only if it was cancelled."""
    world: list[str] = []

    async def hold() -> None:
        world.append("open")
        try:
            await asyncio.sleep(9)
        finally:
            world.clear()

    async def work() -> None:
        task = asyncio.create_task(hold())
        await asyncio.sleep(1)
        task.cancel()

    def scenario() -> tuple[Coroutine[Any, Any, None], Callable[[], str]]:
        return work(), lambda: " ".join(world)

    assert [Passage(scenario, plan).complaint for plan in ((), (0,), (1,))] == ["", "open", "open"]
    assert not world


async def stubborn() -> None:
    """Go on whatever is thrown at it, even where no loop runs."""
    while True:
        with contextlib.suppress(BaseException):
            await asyncio.sleep(1)


async def leave_stubborn() -> None:
    """Leave such a task behind."""
    task = asyncio.create_task(stubborn())
    await asyncio.sleep(1)
    del task


async def hang() -> None:
    """Wait for nothing, whatever is thrown at it."""
    while True:
        with contextlib.suppress(BaseException):
            await asyncio.Event().wait()


@pytest.mark.parametrize("work", [stubborn, leave_stubborn, hang])
def test_what_never_ends_is_given_up(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """It neither hangs the passage, nor a later collection of garbage."""
    Passage(work, [0], limit=10)
    gc.collect()


def test_parked_threads_end_with_the_run() -> None:
    """A thread that outlives the cancellation does not outlive the passage."""
    threads = set(threading.enumerate())

    async def work() -> None:
        clock = cast("ClockLoop", asyncio.get_running_loop())
        await asyncio.to_thread(clock.block, 60)

    passage = Passage(work, [0])
    assert (passage.outcome.kind, passage.outcome.seconds) == ("cancelled", 0)
    assert set(threading.enumerate()) <= threads
