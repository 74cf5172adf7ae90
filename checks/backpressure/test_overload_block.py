"""PCH014: a rush at the tills, and a journal that takes a second for each sale."""

import asyncio
from types import ModuleType

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.gauge import Gauge
from checks.probes.growth import growth
from checks.probes.outcome import outcome_of

WAITING = 10  # beside the sale that is being written


class Shop:
    """Counts the sales that its tills have handed over and those that are written."""

    def __init__(self, example: ModuleType, unwritten: Gauge, seconds: float = 1) -> None:
        self.journal = example.Journal(self._write)
        self.unwritten = unwritten
        self.seconds = seconds  # that the journal takes for a sale
        self.rush = 0.0  # seconds in which the tills made their sales
        self.handed_over: list[str] = []
        self.written: list[str] = []

    async def open(self, tills: int, sales: int, pause: float) -> None:
        """Let each till make its sales with a pause after each, and write them all down."""
        start = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as day:
            writer = day.create_task(self.journal.run(), name="journal")
            async with asyncio.TaskGroup() as rush:
                for n in range(1, tills + 1):
                    rush.create_task(self._sell(n, sales, pause), name=f"till {n}")
            self.rush = asyncio.get_running_loop().time() - start
            await self.journal.flush()
            writer.cancel()

    async def _sell(self, till: int, sales: int, pause: float) -> None:
        for n in range(sales):
            sale = f"sale {n} of till {till}"
            await self.journal.add(sale)
            self.handed_over.append(sale)
            self._count()
            await asyncio.sleep(pause)

    async def _write(self, sale: str) -> None:
        await asyncio.sleep(self.seconds)
        self.written.append(sale)
        self._count()

    def _count(self) -> None:
        self.unwritten.set(len(self.handed_over) - len(self.written))


class FullDisk(Shop):
    """Its journal cannot write, which shows when the queue is full."""

    async def _write(self, sale: str) -> None:
        await asyncio.sleep(10)
        raise OSError(sale)


async def test_no_sale_is_lost(example: ModuleType, clock: ClockLoop, observe: Observe) -> None:
    """Three tills make twenty sales each, two a second if nothing holds them up."""
    shop = Shop(example, observe(Gauge("unwritten", "sales", recorder=clock.trace)))
    await shop.open(tills=3, sales=20, pause=0.5)
    sold, written = sorted(shop.handed_over), sorted(shop.written)
    unwritten = shop.unwritten.now
    assert (written, unwritten) == (sold, 0), (
        f"{len(sold)} sales were made in {shop.rush:g} s, and {len(written)} written; "
        f"after the rush the gauge of those unwritten stood at {unwritten}"
    )


async def test_the_tills_slow_to_its_pace(example: ModuleType, clock: ClockLoop) -> None:
    """In the second half of a minute, when the queue is full."""
    failed = await outcome_of(FullDisk(example, Gauge("unwritten", "sales")).open(3, 20, 0.5))
    require(failed.kind == "raised", "nobody waits for a journal that cannot write")
    shop = Shop(example, Gauge("unwritten", "sales"))
    day = asyncio.create_task(shop.open(tills=3, sales=1_000, pause=0.5), name="day")
    await asyncio.sleep(30.5)
    sold, written = len(shop.handed_over), len(shop.written)
    await asyncio.sleep(30)
    sold, written = len(shop.handed_over) - sold, len(shop.written) - written
    day.cancel()
    await asyncio.wait({day})
    assert sold == written, f"in half a minute {sold} sales were handed over and {written} written"


async def test_unwritten_sales_stay_bounded(
    example: ModuleType, clock: ClockLoop, observe: Observe
) -> None:
    """A till hands over sale after sale without a pause; the journal takes an hour for each."""

    async def peak(sales: int) -> int:
        shop = Shop(example, Gauge("unwritten", "sales"), seconds=3_600)
        await shop.open(tills=1, sales=sales, pause=0)
        return shop.unwritten.peak

    peaks = observe(
        await growth(peak, (10, 100, 1_000), name="unwritten", unit="sales", over="sales")
    )
    most = peaks.points[-1][1]
    assert (peaks.bounded, most) == (True, WAITING + 1), f"{peaks}"
