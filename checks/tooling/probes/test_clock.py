"""The clock's own calls, and their misuse."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from checks.probes.clock import ClockError, ClockLoop
from checks.tooling.probes.on_clock import run


def test_time_starts_at_zero() -> None:
    """Each loop has a time of its own."""
    for _ in range(2):
        clock = ClockLoop()
        assert clock.time() == 0
        clock.close()


def test_block_on_the_loop_keeps_everybody_waiting() -> None:
    """The time moves, and nothing of the loop runs meanwhile."""
    woken: list[float] = []

    async def wait(clock: ClockLoop) -> None:
        await asyncio.sleep(1)
        woken.append(clock.time())

    async def main(clock: ClockLoop) -> None:
        task = asyncio.create_task(wait(clock))
        await asyncio.sleep(0)
        clock.block(3)
        await task

    run(main)
    assert woken == [3]


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf")])
def test_block_for_no_sensible_time(seconds: float) -> None:
    """A time that cannot pass is refused, and the message says which."""

    async def main(clock: ClockLoop) -> None:
        clock.block(seconds)

    with pytest.raises(ClockError, match=str(seconds)):
        run(main)


def test_block_on_an_unknown_thread() -> None:
    """A thread of which the clock knows nothing cannot be parked."""

    async def main(clock: ClockLoop) -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(clock.block, 1).result()

    with pytest.raises(ClockError, match="does not know this thread"):
        run(main)


def test_block_before_the_loop_runs() -> None:
    """Nobody can tell whose time it would be."""
    clock = ClockLoop()
    with pytest.raises(ClockError, match="while it runs"):
        clock.block(1)
    clock.close()


def test_block_on_another_loop() -> None:
    """A clock moves for its own loop's thread only, and for its own jobs."""
    other = ClockLoop()

    async def main(_: ClockLoop) -> None:
        with pytest.raises(ClockError):
            other.block(1)
        with pytest.raises(ClockError):
            await asyncio.to_thread(other.block, 1)

    run(main)
    other.close()


def test_mark_the_running_task_or_job() -> None:
    """A mark lands on the lane of whoever makes it, at its moment."""

    async def main(clock: ClockLoop) -> dict[str, Any]:
        def save() -> None:
            clock.block(1)
            clock.mark("saved")

        await asyncio.to_thread(save)
        clock.mark("done")
        return clock.trace.snapshot()

    trace = run(main)
    assert [lane["name"] for lane in trace["lanes"]] == ["main", "save"]
    assert trace["marks"] == [
        {"time": 1, "lane": 1, "text": "saved"},
        {"time": 1, "lane": 0, "text": "done"},
    ]


def test_mark_outside() -> None:
    """A mark without a lane is refused, as in a callback."""
    errors: list[str] = []

    async def main(clock: ClockLoop) -> None:
        def callback() -> None:
            try:
                clock.mark("tick")
            except ClockError as error:
                errors.append(str(error))

        clock.call_soon(callback)
        await asyncio.sleep(1)

    run(main)
    assert "mark('tick') should be called in a task" in errors[0]
