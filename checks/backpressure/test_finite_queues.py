"""PCH013: a log that is written faster than its collector takes lines."""

import asyncio
import gc
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from types import ModuleType

from checks.backpressure.memory import memory_growth
from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.gauge import Gauge
from checks.probes.growth import growth
from checks.probes.outcome import outcome_of

WAITING = 10


async def test_the_reader_waits_for_the_collector(
    example: ModuleType, clock: ClockLoop, observe: Observe
) -> None:
    """The log has four lines for each second, and the collector takes one: 60 lines, a minute."""
    held = observe(Gauge("held", "lines", recorder=clock.trace))
    read_at: dict[str, float] = {}
    age: dict[str, float] = {}

    async def log() -> AsyncIterator[str]:
        for n in range(60):
            await asyncio.sleep(0.25)
            line = f"line {n}"
            read_at[line] = clock.time()
            held.set(held.now + 1)
            yield line

    async def send(line: str) -> None:
        await asyncio.sleep(1)
        held.set(held.now - 1)
        age[line] = clock.time() - read_at[line]

    await example.ship(log(), send)
    oldest = max(age.values())
    assert oldest <= WAITING + 2, f"a line was sent up to {oldest:g} s after it had been read"


async def test_lines_held_stop_growing(
    example: ModuleType, clock: ClockLoop, observe: Observe
) -> None:
    """A log that is there already can be read at once; the collector takes a line a second."""
    wrong = 0

    async def peak(lines: int) -> int:
        nonlocal wrong
        held = Gauge("lines held", "lines")
        sent: list[str] = []

        async def log() -> AsyncIterator[str]:
            for n in range(lines):
                held.set(held.now + 1)
                yield f"line {n}"

        async def send(line: str) -> None:
            await asyncio.sleep(1)
            held.set(held.now - 1)
            sent.append(line)

        await example.ship(log(), send)
        wrong += sent != [f"line {n}" for n in range(lines)]
        return held.peak

    async def full_log() -> AsyncGenerator[str, None]:
        for n in range(100):
            yield f"line {n}"

    async def refuse(line: str) -> None:
        await asyncio.sleep(1)
        raise ConnectionError(line)

    async with aclosing(full_log()) as lines:
        failed = await outcome_of(example.ship(lines, refuse))
    require(failed.kind == "raised", "the reader does not outlast a collector that fails")
    peaks = observe(
        await growth(peak, (10, 100, 1_000), name="lines held", unit="lines", over="lines")
    )
    kept = "not all were sent, in order" if wrong else "all were sent, in order"
    assert (peaks.bounded, wrong) == (True, 0), f"{peaks}; {kept}"


async def test_every_queue_has_a_size(example: ModuleType, clock: ClockLoop) -> None:
    """A look at the process after 15 s, when the log has been read, and 14 lines have been sent."""

    async def log() -> AsyncIterator[str]:
        for n in range(60):
            await asyncio.sleep(0.25)
            yield f"line {n}"

    async def send(line: str) -> None:
        await asyncio.sleep(1)

    older = Counter(depths_of_queues_without_a_size())
    shipping = asyncio.create_task(example.ship(log(), send), name="ship")
    await asyncio.sleep(15)
    found = Counter(depths_of_queues_without_a_size()) - older
    await shipping
    number, lines = (
        found.total() or "none",
        "".join(f", with {depth} lines in it" for depth in found),
    )
    assert not found, f"queues without a size in the process: {number}{lines}"


def depths_of_queues_without_a_size() -> list[int]:
    """Look through the process, in which a check that failed may have left some."""
    queues = [o for o in gc.get_objects() if issubclass(type(o), asyncio.Queue)]
    depths = [queue.qsize() for queue in queues if queue.maxsize <= 0]
    return depths  # noqa: RET504 - the page has the same two lines


async def test_memory_stops_growing(
    example: ModuleType, clock: ClockLoop, observe: Observe
) -> None:
    """A log of a hundred lines, and one of a thousand."""

    async def log(lines: int) -> AsyncIterator[str]:
        for n in range(lines):
            yield f"line {n}: ".ljust(4_000, ".")

    async def send(line: str) -> None:
        await asyncio.sleep(1)

    async def work(lines: int) -> None:
        await example.ship(log(lines), send)

    memory = observe(await memory_growth(work, 100, "lines"))
    times = memory.ratio
    assert times == 1, f"peak memory at 1,000 lines was about {times:g} times that at 100"


async def test_what_is_sent_is_new(
    deviation: ModuleType, clock: ClockLoop, observe: Observe
) -> None:
    """A sensor with four readings a second, for 15 s, and a display that takes one a second."""
    read_at: dict[str, float] = {}
    age: dict[str, float] = {}

    async def readings() -> AsyncIterator[str]:
        for n in range(60):
            await asyncio.sleep(0.25)
            read_at[f"reading {n}"] = clock.time()
            yield f"reading {n}"
        clock.mark("last reading")

    async def send(line: str) -> None:
        await asyncio.sleep(1)
        age[line] = clock.time() - read_at[line]

    await deviation.ship(readings(), send)
    oldest, took = max(age.values()), max(read_at.values())
    last = "the last one was sent" if "reading 59" in age else "the last one was lost"
    assert (oldest <= 1.25, took, last) == (True, 15, "the last one was sent"), (
        f"a reading was sent up to {oldest:g} s after it had been taken, and {last}; "
        f"readings of 15 s were taken in {took:g} s"
    )
