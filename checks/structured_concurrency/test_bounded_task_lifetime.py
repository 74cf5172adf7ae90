"""PCH008: an order that is booked in a second, while the warehouse takes five to reserve it."""

import asyncio
from types import ModuleType

from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.outcome import Outcome, outcome_of
from checks.probes.standing import task_name


class SoldOut(Exception):  # noqa: N818 - an outcome that the page shows by its name
    """Nothing is left to set aside."""


class Shop:
    """Books in 1 s, reserves in 5 s, and has so many goods in stock."""

    def __init__(self, clock: ClockLoop, *, stock: int = 1, books_fail: bool = False) -> None:
        self.clock = clock
        self.stock = stock
        self.books_fail = books_fail
        self.reserved_until = 0.0

    async def book(self, order: str) -> None:
        """Enter the order in the books."""
        await asyncio.sleep(1)
        if self.books_fail:
            raise OSError(order)

    async def reserve(self, order: str) -> None:
        """Look for the goods, and set them aside."""
        try:
            await asyncio.sleep(5)
            if not self.stock:
                raise SoldOut(order)
        finally:
            self.reserved_until = self.clock.time()


async def test_nothing_outlives_the_request(example: ModuleType, clock: ClockLoop) -> None:
    """The tasks that are there when the answer goes out, and were not before."""
    before = asyncio.all_tasks()
    request = asyncio.create_task(example.place_order(Shop(clock), "tea"), name="request")
    await request
    left = asyncio.all_tasks() - before
    require(request.result() == "tea is confirmed", "the order is confirmed")
    answered = clock.time()
    alive = ", ".join(sorted(map(task_name, left))) or "nothing"
    if left:
        await asyncio.wait(left)
    assert alive == "nothing", f"the answer went out at {answered:g} s; still running: {alive}"


async def test_its_failure_reaches_the_caller(example: ModuleType, clock: ClockLoop) -> None:
    """The warehouse finds out after 5 s that nothing is left."""
    outcome = await outcome_of(example.place_order(Shop(clock, stock=0), "tea"))
    await asyncio.sleep(10)
    told = answer(outcome)
    assert told == "tea is sold out", f"nothing was left in stock; the customer was told: {told}"


def answer(outcome: Outcome) -> str:
    """Word what the customer is told."""
    error = outcome.error
    errors = error.exceptions if isinstance(error, ExceptionGroup) else [error]
    sold_out = [f"{each} is sold out" for each in errors if isinstance(each, SoldOut)]
    return ", ".join(sold_out) or str(outcome.value or outcome)


async def test_an_early_end_ends_it_too(example: ModuleType, clock: ClockLoop) -> None:
    """One request has a deadline at 3 s; of another the booking fails at 1 s."""

    async def overrun(limit: float, *, books_fail: bool) -> float:
        shop, start = Shop(clock, books_fail=books_fail), clock.time()

        async def serve() -> None:
            async with asyncio.timeout(limit):
                await example.place_order(shop, "tea")

        await outcome_of(serve())
        await asyncio.sleep(10)
        return shop.reserved_until - start - (1 if books_fail else limit)

    late = await overrun(3, books_fail=False)
    failed = await overrun(10, books_fail=True)
    assert late == failed == 0, (
        f"the reservation went on for {late:g} s after the deadline of its request, "
        f"and for {failed:g} s after the booking had failed"
    )
