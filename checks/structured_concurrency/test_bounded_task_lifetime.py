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
    """Books in 1 s, and reserves in 5 s, or 1 s after it is told to stop."""

    def __init__(self, clock: ClockLoop, *, stock: int = 1, books_fail: bool = False) -> None:
        self.clock = clock
        self.stock = stock
        self.books_fail = books_fail
        self.done: set[str] = set()
        self.reserved_until = 0.0

    async def book(self, order: str) -> None:
        """Enter the order in the books."""
        await asyncio.sleep(1)
        if self.books_fail:
            raise OSError(order)
        self.done.add("booked")

    async def reserve(self, order: str) -> None:
        """Look for the goods, and set them aside."""
        try:
            await asyncio.sleep(5)
            if not self.stock:
                raise SoldOut(order)
            self.done.add("reserved")
        except asyncio.CancelledError:
            await asyncio.sleep(1)
            raise
        finally:
            self.reserved_until = self.clock.time()


async def test_nothing_outlives_the_request(example: ModuleType, clock: ClockLoop) -> None:
    """The tasks that are there when the answer goes out, and were not before."""
    shop = Shop(clock)
    before = asyncio.all_tasks()
    request = asyncio.create_task(example.place_order(shop, "tea"), name="request")
    await request
    left = asyncio.all_tasks() - before
    require(request.result() == "tea is confirmed", "the order is confirmed")
    answered = clock.time()
    alive = ", ".join(sorted(map(task_name, left))) or "nothing"
    if left:
        await asyncio.wait(left)
    done = (shop.done, clock.time()) == ({"booked", "reserved"}, 5)
    require(done, "the order is booked while the goods are set aside")
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
    """A deadline ends one request at 0.5 s, and a failed booking another one at 1 s."""

    async def overrun(limit: float, *, books_fail: bool) -> float:
        shop = Shop(clock, books_fail=books_fail)

        async def serve() -> None:
            async with asyncio.timeout(limit):
                await example.place_order(shop, "tea")

        outcome, ended = await outcome_of(serve()), clock.time()
        require(outcome.kind == "raised", "an order that ends early is not confirmed")
        await asyncio.sleep(10)
        return max(0.0, shop.reserved_until - ended)

    late = await overrun(0.5, books_fail=False)
    failed = await overrun(10, books_fail=True)
    assert late == failed == 0, (
        f"the reservation ran on for {late:g} s after a deadline had ended its request, "
        f"and for {failed:g} s after a failed booking had"
    )
