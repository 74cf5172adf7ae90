"""PCH007: a page from three services, some of which fail, or whose customer leaves."""

import asyncio
from types import ModuleType

import pytest

from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.outcome import Outcome, outcome_of
from checks.probes.standing import task_name


class Down(Exception):  # noqa: N818 - an outcome that the page shows by its name
    """A service is down."""


class Shop:
    """Services that take 1, 5 and 8 s; those in `fail` go down after 1 s.

    Each closes its connection when it is stopped: within 1 s, the reviews within 3 s.
    """

    def __init__(self, *fail: str, error: type[BaseException] = Down) -> None:
        self.fail = fail
        self.error = error
        self.worked_until = 0.0

    async def price(self, sku: str) -> int:
        """Return the price after 1 s."""
        await self._answer("price", 1, closing=1)
        return 350

    async def stock(self, sku: str) -> int:
        """Return the stock after 5 s."""
        await self._answer("stock", 5, closing=1)
        return 12

    async def reviews(self, sku: str) -> list[str]:
        """Return the reviews after 8 s."""
        await self._answer("reviews", 8, closing=3)
        return [f"{sku}: good"]

    async def _answer(self, service: str, seconds: float, closing: float) -> None:
        try:
            await self._work(1 if service in self.fail else seconds)
        except asyncio.CancelledError:
            await asyncio.sleep(closing)
            raise
        if service in self.fail:
            raise self.error(service)

    async def _work(self, seconds: float) -> None:
        try:
            await asyncio.sleep(seconds)
        finally:
            self.worked_until = asyncio.get_running_loop().time()


async def test_a_failure_stops_the_siblings(example: ModuleType, clock: ClockLoop) -> None:
    """The price goes down after 1 s; nobody needs the answers of 5 s and 8 s any more."""
    shop = Shop("price")
    await outcome_of(example.product_page(shop, "tea"))
    await asyncio.sleep(10)
    until = shop.worked_until
    assert until <= 1, f"the price failed at 1 s; the last of the others worked until {until:g} s"


async def test_nothing_outlives_the_call(example: ModuleType, clock: ClockLoop) -> None:
    """One customer sees the page; one leaves after 2 s, and the services still have to close."""
    seen, left = [await running_after(example, patience) for patience in (8.5, 2)]
    assert (seen, left) == ("nothing", "nothing"), (
        f"when the call had ended, still running: {seen} for the customer who saw the page, "
        f"{left} for the one who left"
    )


async def running_after(example: ModuleType, patience: float) -> str:
    """Name what is still running when the call for a customer of such patience has ended."""
    page = asyncio.create_task(example.product_page(Shop(), "tea"), name="product_page")
    await asyncio.wait([page], timeout=patience)
    page.cancel()
    await asyncio.wait([page])
    shown = None if page.cancelled() else page.result()
    whole = (350, 12, ["tea: good"]) if patience > 8 else None
    require(shown == whole, "the whole page is there after 8 s, and none for who has left")
    left = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.sleep(10)
    return ", ".join(sorted(map(task_name, left))) or "nothing"


def failures(outcome: Outcome) -> str:
    """Return what the caller learns: the error, or each error of a group."""
    error = outcome.error
    errors = error.exceptions if isinstance(error, BaseExceptionGroup) else [error]
    return " and ".join(sorted(map(str, errors)))


async def test_every_failure_reaches_the_caller(example: ModuleType, clock: ClockLoop) -> None:
    """Price and stock go down in the same second."""
    outcome = await outcome_of(example.product_page(Shop("price", "stock"), "tea"))
    await asyncio.sleep(10)
    told = failures(outcome)
    assert told == "price and stock", f"price and stock were down; the caller learned of {told}"


async def test_a_failure_costs_its_own_part_alone(
    deviation: ModuleType, clock: ClockLoop, caplog: pytest.LogCaptureFixture
) -> None:
    """The reviews go down after 1 s, or drop the call; the customer waits for the others."""
    shown = []
    for error in (Down, asyncio.CancelledError):
        outcome = await outcome_of(deviation.product_page(Shop("reviews", error=error), "tea"))
        await asyncio.sleep(10)
        page = outcome.value._asdict() if outcome.value else {}
        parts = [name for name, part in page.items() if not isinstance(part, BaseException)]
        shown.append(" and ".join(parts) or "nothing")
    logged = [text.partition(":")[0] for text in caplog.messages]
    saw = ", then ".join(dict.fromkeys(shown))
    assert (shown, logged) == (["price and stock"] * 2, ["No reviews"] * 2), (
        "the reviews failed twice, once by dropping the call; "
        f"the customer saw {saw}; failures logged: {len(logged)}"
    )
