"""PCH028: imports that end in every way, and one that is stopped at each of its awaits."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from types import ModuleType
from typing import Any

from checks.harness.task import require
from checks.probes.cancellation import Run, walk
from checks.probes.clock import ClockLoop
from checks.probes.outcome import outcome_of

WHOLE = ("tea 350", "coffee 420", "milk 110")
BROKEN = ("tea 350", "coffee", "milk 110")


class Shop:
    """A shop that takes 2 s for each price, and 2 s to publish its draft."""

    def __init__(self) -> None:
        self.prices: list[str] = []
        self.draft: list[str] = []

    async def stage(self, price: str) -> None:
        """Add a price to the draft, if it names one."""
        await asyncio.sleep(2)
        if not price[-1].isdigit():
            raise ValueError(price)
        self.draft.append(price)

    async def publish(self) -> None:
        """Make the draft the prices, all at once."""
        await asyncio.sleep(2)
        self.prices, self.draft = self.draft, []

    def discard(self) -> None:
        """Throw the draft away."""
        self.draft = []


def ending(task: asyncio.Task[None]) -> str:
    """Return how a task ended, in the words of the records."""
    if task.cancelled():
        return "cancelled"
    return "failed" if task.exception() else "done"


async def test_each_ending_has_its_own_name(example: ModuleType, clock: ClockLoop) -> None:
    """One import is whole, one breaks at 4 s, and a deploy stops one at 5 s."""
    recorded: dict[str, str] = {}
    shops: list[Shop] = []

    def imported(name: str, prices: tuple[str, ...]) -> "asyncio.Task[None]":
        def record(outcome: str) -> None:
            recorded[name] = outcome
            clock.mark(f"recorded as {outcome}")

        shops.append(Shop())
        return asyncio.create_task(example.import_prices(shops[-1], prices, record), name=name)

    tasks = [imported("whole", WHOLE), imported("broken", BROKEN), imported("stopped", WHOLE)]
    await asyncio.sleep(5)
    tasks[-1].cancel()
    await asyncio.wait(tasks)
    require(shops[0].prices == [*WHOLE], "a whole import is published")
    ended = [ending(task) for task in tasks]
    told = [recorded.get(task.get_name(), "nothing") for task in tasks]
    assert told == ended == ["done", "failed", "cancelled"], (
        "the whole, the broken and the stopped import were recorded as "
        f"{', '.join(told)}; their tasks ended as {', '.join(ended)}"
    )


def runs(scenario: Callable[[], tuple[Coroutine[Any, Any, None], Callable[[], str]]]) -> list[Run]:
    """Cancel an import at each of its awaits, and once more when that is just over."""
    return [*walk(scenario).runs, *walk(scenario, late=True).runs]


def test_each_cancellation_is_recorded_as_one(example: ModuleType) -> None:
    """Three prices and their publication are four awaits."""

    def scenario() -> tuple[Coroutine[Any, Any, None], Callable[[], str]]:
        record: list[str] = []
        return example.import_prices(Shop(), WHOLE, record.append), lambda: " and ".join(record)

    stopped = runs(scenario)
    told = Counter(run.complaint for run in stopped)
    ended = sum(run.outcome.kind == "cancelled" for run in stopped)
    times = len(stopped)
    assert told["cancelled"] == ended == times, (
        f"of {times} cancelled imports {told['cancelled']} were recorded as cancelled, "
        f"{told['failed']} as failed and {told['done']} as done; {ended} ended as cancelled"
    )


def test_nothing_half_done_is_kept(example: ModuleType) -> None:
    """The same, with a look at the draft; that of a broken import is kept to be looked into."""

    def scenario() -> tuple[Coroutine[Any, Any, None], Callable[[], str]]:
        shop = Shop()

        def kept() -> str:
            return "half" if shop.draft or shop.prices else ""

        return example.import_prices(shop, WHOLE, lambda _: None), kept

    stopped = runs(scenario)
    half = sum(bool(run.complaint) for run in stopped)
    broken = Shop()
    with asyncio.Runner(loop_factory=ClockLoop) as runner:
        runner.run(outcome_of(example.import_prices(broken, BROKEN, lambda _: None)))
    failed = "kept" if broken.draft == ["tea 350"] else "lost"
    assert (half, failed) == (0, "kept"), (
        f"{half} of {len(stopped)} cancelled imports left a half-written draft; "
        f"that of a broken import was {failed}"
    )
