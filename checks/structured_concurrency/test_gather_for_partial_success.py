"""PCH009: four airlines, one of which is down, and one of which drops the call."""

import asyncio
import gc
from types import ModuleType
from typing import ClassVar

import pytest

from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.outcome import Outcome, outcome_of
from checks.probes.standing import task_name


class Airlines:
    """North is down after 1 s, east fails after 2 s, south and west answer after 3 s and 5 s.

    Each hangs up when it is cancelled, which takes 0.5 s, or 1 s with west.
    """

    seconds: ClassVar = {"north": 1, "east": 2, "south": 3, "west": 5}

    def __init__(self, clock: ClockLoop, east: type[BaseException] = ConnectionError) -> None:
        self.clock = clock
        self.failures: dict[str, type[BaseException]] = {"north": ConnectionError, "east": east}

    async def ask(self, airline: str) -> int:
        """Return the airline's fare."""
        if (lane := self.clock.lane()) and (task := asyncio.current_task()):
            lane.name = airline
            task.set_name(airline)
        try:
            await asyncio.sleep(self.seconds[airline])
        except asyncio.CancelledError:
            await asyncio.sleep(1 if airline == "west" else 0.5)
            raise
        if airline in self.failures:
            raise self.failures[airline](airline)
        return 100 * self.seconds[airline]


async def test_a_failure_loses_no_other_fare(example: ModuleType, clock: ClockLoop) -> None:
    """Two answer after the others have failed: a connection refused, and one that was dropped."""
    airlines = Airlines(clock, east=asyncio.CancelledError)
    outcome = await outcome_of(example.compare(airlines.ask, airlines.seconds))
    await asyncio.sleep(6 - outcome.seconds)
    fares = outcome.value or {}
    seen = " and ".join(fares) or "no airline"
    assert (fares, outcome.seconds) == ({"south": 300, "west": 500}, 5), (
        f"south and west answered; after {outcome.seconds:g} s the traveller saw fares of {seen}"
    )


async def test_a_cancelled_caller_cancels_all(example: ModuleType, clock: ClockLoop) -> None:
    """The traveller leaves after 2.5 s, when two have failed and two have not answered yet."""
    airlines = Airlines(clock)
    call = asyncio.create_task(example.compare(airlines.ask, airlines.seconds))
    clock.call_later(2.5, call.cancel)
    outcome = await outcome_of(call)
    left = asyncio.all_tasks() - {asyncio.current_task()}
    running = ", ".join(sorted(map(task_name, left))) or "nothing"
    ended = outcome.seconds
    await asyncio.sleep(6 - ended)
    how = {"cancelled": "was cancelled", "raised": "failed"}.get(outcome.kind, outcome.kind)
    assert (how, ended, running) == ("was cancelled", 3.5, "nothing"), (
        f"the traveller left at 2.5 s; compare() {how} at {ended:g} s; still running: {running}"
    )


async def test_no_failure_goes_unheard(
    example: ModuleType, clock: ClockLoop, caplog: pytest.LogCaptureFixture
) -> None:
    """What the caller is told, and what the log tells when all garbage has been collected."""
    airlines = Airlines(clock)
    outcome = await outcome_of(example.compare(airlines.ask, airlines.seconds))
    await asyncio.sleep(6)
    gc.collect()
    told = " ".join([*caplog.messages, str(outcome.error)]).split()
    heard = " and ".join(airline for airline in ("north", "east") if airline in told) or "none"
    assert heard == "north and east", f"north and east failed; log and caller heard of: {heard}"


async def test_a_bug_stops_the_comparison(
    deviation: ModuleType, clock: ClockLoop, caplog: pytest.LogCaptureFixture
) -> None:
    """Twice: north is down after 1 s; east is down after 2 s, or its answer shows a bug."""

    async def compared(east: type[BaseException]) -> Outcome:
        airlines = Airlines(clock, east)
        outcome = await outcome_of(deviation.compare(airlines.ask, airlines.seconds))
        await asyncio.sleep(6 - outcome.seconds)
        return outcome

    down = await compared(ConnectionError)
    logged = [name for text in caplog.messages for name in ("north", "east") if name in text]
    require(sorted(logged) == ["east", "north"], "each airline that is down is logged once")
    bug = await compared(TypeError)
    fares = " and ".join(down.value or {}) or "no airline"
    learned = " and ".join(type(error).__name__ for error in errors(bug)) or "nothing"
    seen = f"{fares} after {down.seconds:g} s"
    assert (seen, learned, bug.seconds) == ("south and west after 5 s", "TypeError", 3), (
        f"north and east were down: fares of {seen}; north was down and east had a bug: "
        f"compare() ended after {bug.seconds:g} s, and the caller learned of {learned}"
    )


def errors(outcome: Outcome) -> tuple[BaseException, ...]:
    """Return what the caller learns: the error, or each error of a group."""
    if isinstance(outcome.error, BaseExceptionGroup):
        return outcome.error.exceptions
    return (outcome.error,) if outcome.error else ()
