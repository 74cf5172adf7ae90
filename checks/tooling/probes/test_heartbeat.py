"""The heartbeat hears each silence of the loop, to the nanosecond."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from checks.probes.clock import ClockLoop, Deadlock
from checks.probes.heartbeat import Heartbeat, HeartbeatError
from checks.tooling.probes.on_clock import run, traced


def listen(main: Callable[[ClockLoop], Coroutine[Any, Any, object]], beat: float = 1) -> Heartbeat:
    """Listen to a scenario on a clock of its own."""

    async def listening(clock: ClockLoop) -> Heartbeat:
        async with Heartbeat(beat) as heart:
            await main(clock)
        return heart

    return run(listening)


@pytest.mark.parametrize("beat", [1.0, 0.1, 0.3, 7.7])
def test_free_loop(beat: float) -> None:
    """On a loop that is free no silence is longer than a beat, whatever the floats say."""
    heart = listen(lambda _: asyncio.sleep(100 * beat), beat)
    assert heart.longest_silence == beat


def test_blocked_loop() -> None:
    """A blocked stretch is as long as it was, from the beat before it."""

    async def main(clock: ClockLoop) -> None:
        await asyncio.sleep(2.5)
        clock.block(3)
        await asyncio.sleep(5)

    assert listen(main).longest_silence == 3.5


def test_silence_up_to_the_end() -> None:
    """A silence that still goes on at the end counts."""

    async def main(clock: ClockLoop) -> None:
        clock.block(30)

    assert listen(main).longest_silence == 30


def test_blocked_thread() -> None:
    """A thread that blocks is none of the loop's silence."""
    assert listen(lambda clock: asyncio.to_thread(clock.block, 30)).longest_silence == 1


def test_observed() -> None:
    """The longest silence is the figure."""
    figure = {"name": "longest silence", "value": 1.0, "unit": "s"}
    assert listen(lambda _: asyncio.sleep(2)).observed() == {"figures": [figure]}


def test_trace() -> None:
    """The heartbeat has a lane that ends with its block, and a mark for each beat."""

    async def main(_: ClockLoop) -> None:
        async with Heartbeat(2):
            await asyncio.sleep(5)
        await asyncio.sleep(1)

    trace = traced(main)
    lane = trace["lanes"][1]
    assert (lane["name"], lane["end"], lane["ending"]) == ("heartbeat", 5, "done")
    assert trace["marks"] == [
        {"time": 2, "lane": 1, "text": "beat"},
        {"time": 4, "lane": 1, "text": "beat"},
    ]


def test_it_ends_with_its_block() -> None:
    """No task is left, also when the block fails."""

    async def main(_: ClockLoop) -> None:
        with pytest.raises(KeyError):
            async with Heartbeat():
                raise KeyError
        tasks = [task.get_name() for task in asyncio.all_tasks()]
        assert tasks.count("heartbeat") == 1  # the one around this scenario

    listen(main)


def test_it_keeps_off_no_deadlock() -> None:
    """A heart that beats alone is nothing to wait for."""
    with pytest.raises(Deadlock):
        listen(lambda clock: clock.create_future())  # type: ignore[arg-type,return-value]


def test_real_loop() -> None:
    """On a real loop a silence may be the machine's: it is refused."""

    async def main() -> None:
        async with Heartbeat():
            pass

    with pytest.raises(HeartbeatError, match="needs a ClockLoop"):
        asyncio.run(main())


@pytest.mark.parametrize("beat", [0, -1, float("nan")])
def test_no_sensible_beat(beat: float) -> None:
    """A beat takes time."""
    with pytest.raises(HeartbeatError, match=str(beat)):
        Heartbeat(beat)
