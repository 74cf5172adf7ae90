"""PCH015: a search that does three at once, in 0.3 s each, and more customers than that."""

import asyncio
import logging
from contextvars import ContextVar
from types import ModuleType

import pytest

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.gauge import Gauge
from checks.probes.growth import growth
from checks.probes.outcome import Outcome, outcome_of

BUDGET = 1
SECONDS = 10
PACE = 10  # customers whom the search can answer in a second

log = logging.getLogger(__name__)
deadline = ContextVar[float]("deadline")  # of the customer who is waiting


async def search(typed: str) -> list[str]:
    """Find a product."""
    await asyncio.sleep(0.3)
    return [typed]


async def test_a_refusal_comes_at_once_and_is_counted(
    example: ModuleType, clock: ClockLoop
) -> None:
    """Sixteen customers come in the same moment."""
    suggestions = example.Suggestions(search)
    refusals: list[float] = []

    async def customer() -> None:
        try:
            await suggestions.suggest("te")
        except example.OverloadedError:
            refusals.append(clock.time())
            if lane := clock.lane():
                clock.trace.end(lane, "refused")

    async with asyncio.TaskGroup() as group:
        for _ in range(16):
            group.create_task(customer())
    latest = max(refusals, default=0)
    assert (latest, suggestions.refused) == (0, len(refusals)), (
        f"{len(refusals)} of 16 customers were refused, after {latest:g} s; "
        f"{suggestions.refused} were counted"
    )


class Crowd:
    """Customers at a steady pace; before them came some whose search hung, and some who left."""

    def __init__(self, example: ModuleType, each_second: int) -> None:
        self.suggestions = example.Suggestions(self.search)
        self.each_second = each_second
        self.begun = 0
        self.slots = Gauge("in the search", "customers")

    async def search(self, typed: str) -> list[str]:
        """Find a product; refuse to do more than three searches at once."""
        loop = asyncio.get_running_loop()
        log.info("searching with %.1f s left", deadline.get() - loop.time())
        self.begun += 1
        if self.slots.now == 3:
            raise ConnectionRefusedError
        with self.slots:
            await asyncio.sleep(3600 if typed == "hang" else 0.3)
        return [typed]

    async def come(self) -> list[Outcome]:
        """Return what became of them, except of those who left."""
        hung = await asyncio.gather(*(outcome_of(self.customer("hang")) for _ in range(4)))
        for _ in range(20):
            await outcome_of(asyncio.wait_for(self.customer("t"), 0.1))
        self.begun = 0
        async with asyncio.TaskGroup() as group:
            tasks = []
            for _ in range(self.each_second * SECONDS):
                tasks.append(group.create_task(outcome_of(self.customer("te"))))
                await asyncio.sleep(1 / self.each_second)
        return [*hung, *(task.result() for task in tasks)]

    async def customer(self, typed: str) -> list[str]:
        """Ask for suggestions, with a deadline that the search can read."""
        deadline.set(asyncio.get_running_loop().time() + BUDGET)
        found: list[str] = await self.suggestions.suggest(typed)
        return found


async def test_whoever_is_let_in_is_answered_in_time(example: ModuleType, clock: ClockLoop) -> None:
    """Twenty customers come each second, twice as many as can be answered."""
    crowd = Crowd(example, 2 * PACE)
    outcomes = await crowd.come()
    in_time = sum(outcome.kind == "returned" for outcome in outcomes)
    longest = max(outcome.seconds for outcome in outcomes)
    refused, rest = crowd.suggestions.refused, 2 * PACE * SECONDS - crowd.begun
    assert (in_time, longest, refused) == (crowd.begun, BUDGET, rest), (
        f"{in_time} of {crowd.begun} customers whose search was begun were answered; "
        f"{refused} were counted as refused; nobody waited longer than {longest:g} s"
    )


async def test_more_customers_take_no_answers_away(
    example: ModuleType, clock: ClockLoop, observe: Observe
) -> None:
    """The search can answer ten customers a second."""

    async def answered(each_second: int) -> int:
        outcomes = await Crowd(example, each_second).come()
        return sum(outcome.kind == "returned" for outcome in outcomes)

    answers = observe(
        await growth(
            answered, (5, 10, 20, 40), name="answered", unit="customers", over="customers a second"
        )
    )
    enough = [value >= min(load, PACE) * SECONDS for load, value in answers.points]
    assert all(enough), f"{answers}"


async def test_the_log_shows_time_to_search(
    example: ModuleType, clock: ClockLoop, caplog: pytest.LogCaptureFixture
) -> None:
    """Twenty customers come each second; what the log tells of the searches that are begun."""
    caplog.set_level(logging.INFO)
    await Crowd(example, 2 * PACE).come()
    left = [float(message.split()[2]) for message in caplog.messages]
    short = sum(seconds < 0.3 for seconds in left)
    assert short == 0, (
        f"the log has {len(left)} searches; {short} began with less than the 0.3 s left "
        "that a search takes"
    )


async def test_the_wait_decides_at_any_pace(deviation: ModuleType, clock: ClockLoop) -> None:
    """Sixteen customers come after three whose search hung: at once, or one each 0.1 s."""

    async def came(pace: float, gap: float) -> tuple[int, int]:
        begun: list[str] = []
        slots = Gauge("in the search", "customers")

        async def find(typed: str) -> list[str]:
            begun.append(typed)
            if slots.now == 3:
                raise ConnectionRefusedError
            with slots:
                await asyncio.sleep(3600 if typed == "hang" else pace)
            return [typed]

        suggestions = deviation.Suggestions(find)
        hung = await asyncio.gather(*(outcome_of(suggestions.suggest("hang")) for _ in range(3)))
        tasks = []
        for _ in range(16):
            tasks.append(asyncio.create_task(outcome_of(suggestions.suggest("te"))))
            await asyncio.sleep(gap)
        outcomes = [*hung, *await asyncio.gather(*tasks)]
        refusals = [one for one in outcomes if isinstance(one.error, deviation.OverloadedError)]
        require(len(refusals) == suggestions.refused, "each refusal is counted")
        require(all(one.seconds <= BUDGET for one in outcomes), "nobody waits longer than 1 s")
        answered = sum(outcome.kind == "returned" for outcome in outcomes)
        return answered, begun.count("te") - answered

    (fast, _), (_, in_vain) = await came(0.03, gap=0), await came(0.7, gap=0.1)
    assert (fast, in_vain) == (16, 0), (
        f"of 16 customers {fast} were answered when a search took 0.03 s; "
        f"when it took 0.7 s, {in_vain} searches were begun in vain"
    )
