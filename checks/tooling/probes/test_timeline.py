"""Time moves from one moment to the next, only when everybody waits."""

import asyncio
import itertools
import time

import pytest

from checks.probes import timeline
from checks.probes.clock import ClockError, ClockLoop
from checks.probes.outcome import outcome_of
from checks.tooling.probes.on_clock import run


@pytest.mark.parametrize("start", [0.0, 1e6, 1e9, 4e15])
def test_rounding_neither_spins_nor_fires_early(start: float) -> None:
    """Each timer fires at its own moment, also where a nanosecond is lost in the rounding."""

    async def main(clock: ClockLoop) -> None:
        await asyncio.sleep(start)
        assert clock.time() == start
        for delay in (0.1, 0.2, 1e-9, 0.7, 3.3):
            due = clock.time() + delay
            await asyncio.sleep(delay)
            assert clock.time() == due

    run(main)


def test_waiting_for_an_absolute_deadline_ends() -> None:
    """Code that sleeps for what is left reaches its deadline, whatever the float sums say."""

    async def main(clock: ClockLoop) -> int:
        turns = itertools.count()
        for start in range(50):
            await asyncio.sleep(0.1 * start)
            deadline = clock.time() + 0.3
            while clock.time() < deadline:
                next(turns)
                await asyncio.sleep(deadline - clock.time())
        return next(turns)

    assert run(main) <= 100


def test_timers_fire_in_order() -> None:
    """Whoever is due first wakes first, at its own time."""
    woken: list[tuple[float, float]] = []

    async def wait(clock: ClockLoop, delay: float) -> None:
        await asyncio.sleep(delay)
        woken.append((clock.time(), delay))

    async def main(clock: ClockLoop) -> None:
        await asyncio.gather(*(wait(clock, delay) for delay in (3, 1, 2, 0.5)))

    run(main)
    assert woken == [(0.5, 0.5), (1, 1), (2, 2), (3, 3)]


def test_deadline_passed_while_the_loop_was_blocked() -> None:
    """After a blocked stretch the next wait that suspends for good is cut short, in no time."""

    async def late(clock: ClockLoop) -> None:
        async with asyncio.timeout(1):
            clock.block(5)
            await asyncio.sleep(3)

    async def main(clock: ClockLoop) -> float:
        outcome = await outcome_of(late(clock))
        assert str(outcome) == "raised TimeoutError"
        return clock.time()

    assert run(main) == 5


def test_ten_thousand_sleeping_tasks() -> None:
    """Tracing and time cost so little that big numbers are no trouble (CPU time, generously)."""

    async def main(_: ClockLoop) -> None:
        await asyncio.gather(*(asyncio.sleep(n / 10) for n in range(10_000)))

    start = time.process_time()
    run(main)
    assert time.process_time() - start < 5


def test_polling_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop that never waits would wait for ever for the time to pass."""
    monkeypatch.setattr(timeline, "_TURNS", 100)

    async def main(clock: ClockLoop) -> None:
        report = asyncio.create_task(asyncio.to_thread(clock.block, 1))
        while not report.done():  # noqa: ASYNC110 - the fault in question
            await asyncio.sleep(0)

    with pytest.raises(ClockError, match=r"nobody waited in 100 turns at 0 s"):
        run(main)


def test_many_turns_with_waits_are_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns count from the last time that the time moved."""
    monkeypatch.setattr(timeline, "_TURNS", 100)

    async def main(_: ClockLoop) -> None:
        for _turn in range(200):
            await asyncio.sleep(1)

    run(main)


def test_debug_mode_measures_virtual_time(caplog: pytest.LogCaptureFixture) -> None:
    """The slow-callback warning of asyncio is exact here."""

    async def main() -> None:
        clock = asyncio.get_running_loop()
        assert isinstance(clock, ClockLoop)
        clock.block(0.25)

    with asyncio.Runner(loop_factory=ClockLoop, debug=True) as runner:
        runner.run(main())
    assert "took 0.250 seconds" in caplog.text


def test_a_closed_loop_keeps_its_time() -> None:
    """What was observed can be read after the end."""
    with asyncio.Runner(loop_factory=ClockLoop) as runner:
        runner.run(asyncio.sleep(3))
        clock = runner.get_loop()
    assert clock.time() == 3
