"""PCH016: a carrier that serves four customers at once, and twelve who come in the same moment."""

import asyncio
import logging
from dataclasses import dataclass
from types import ModuleType

import pytest

from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.gauge import Gauge
from checks.probes.outcome import outcome_of

BUDGET = 1
log = logging.getLogger(__name__)

CARRIER, TABLE = 2, 3  # days: an answer tells where it comes from


@dataclass(frozen=True)
class Answer:
    """What a customer was told, after so many seconds."""

    seconds: float
    rough: bool
    source: str


class Shop:
    """The carrier takes 0.6 s, or hangs over a lost parcel, or fails; the table takes 0.1 s."""

    def __init__(self, example: ModuleType, clock: ClockLoop) -> None:
        self.parcels = example.Parcels(self.carrier, self.table)
        self.clock = clock
        self.served = Gauge("with the carrier", "customers")

    async def carrier(self, parcel: str) -> int:
        """Return the days that the carrier tells; it refuses a fifth customer."""
        if self.served.now == 4:
            raise ConnectionRefusedError
        if parcel == "misspelt":
            raise LookupError(parcel)
        with self.served:
            await asyncio.sleep(3600 if parcel == "lost" else 0.6)
        return CARRIER

    async def table(self, parcel: str) -> int:
        """Return the days that it takes on average."""
        await asyncio.sleep(0.1)
        return TABLE

    async def answers(self, *parcels: str) -> list[Answer]:
        """Return what the customers are told, who come in the same moment."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self.customer(parcel)) for parcel in parcels]
        return [task.result() for task in tasks]

    async def customer(self, parcel: str) -> Answer:
        """Ask when the parcel arrives."""
        start = self.clock.time()
        estimate = await self.parcels.arrival(parcel)
        log.info("arrival", extra={"rough": estimate.rough})
        source = {CARRIER: "carrier", TABLE: "table"}[estimate.days]
        if lane := self.clock.lane():
            lane.name = f"from the {source}"
        return Answer(round(self.clock.time() - start, 9), estimate.rough, source)


async def test_everybody_is_answered_in_time(example: ModuleType, clock: ClockLoop) -> None:
    """The carrier hangs over the parcel of one customer."""
    answers = await Shop(example, clock).answers("lost", *["tea"] * 11)
    longest = max(answer.seconds for answer in answers)
    assert longest <= BUDGET, (
        f"twelve customers had {BUDGET:g} s each; the last answer came after {longest:g} s"
    )


async def test_a_cheap_answer_is_not_waited_for(example: ModuleType, clock: ClockLoop) -> None:
    """The carrier is well, and has more to do than it can."""
    answers = await Shop(example, clock).answers(*["tea"] * 12)
    longest = max(answer.seconds for answer in answers if answer.source == "table")
    assert longest == 0.1, (
        f"the table answers within 0.1 s; the last of its answers came after {longest:g} s"
    )


async def test_cheap_answers_are_marked(
    example: ModuleType, clock: ClockLoop, caplog: pytest.LogCaptureFixture
) -> None:
    """Twelve customers come after four whose parcels are lost, and one when they have gone."""
    caplog.set_level(logging.INFO)
    shop = Shop(example, clock)
    answers = [
        answer
        for parcels in (["lost"] * 4, ["tea"] * 12, ["tea"])
        for answer in await shop.answers(*parcels)
    ]
    failed = await outcome_of(Shop(example, clock).customer("misspelt"))
    require(isinstance(failed.error, LookupError), "other errors are raised")
    leaving = asyncio.create_task(Shop(example, clock).customer("tea"))
    await asyncio.sleep(0.3)
    leaving.cancel()
    left = await outcome_of(leaving)
    require(left.kind == "cancelled", "a customer who leaves is let go")
    sources = [answer.source for answer in answers]
    marked = ["table" if answer.rough else "carrier" for answer in answers]
    expected = [*["table"] * 4, *["carrier"] * 4, *["table"] * 8, "carrier"]
    logged = sum(vars(record)["rough"] for record in caplog.records)
    assert (sources, marked, logged) == (expected, expected, 12), (
        f"the carrier gave {sources.count('carrier')} answers, the table {sources.count('table')}; "
        f"in the log {logged} are marked as rough"
    )
