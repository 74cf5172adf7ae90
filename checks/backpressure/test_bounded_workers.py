"""PCH012: a newsletter to lists of growing length."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from types import ModuleType

from checks.backpressure.memory import memory_growth
from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.gauge import Gauge
from checks.probes.growth import growth
from checks.probes.outcome import outcome_of

WORKERS = 10


def addresses(number: int) -> Iterator[str]:
    """Give one address after the other, so that the list itself takes no memory."""
    return (f"{n}@example.com" for n in range(number))


async def test_live_tasks_stay_constant(
    example: ModuleType, clock: ClockLoop, observe: Observe
) -> None:
    """Count the tasks whenever a letter leaves; each subscriber has to get one."""
    others = len(asyncio.all_tasks())
    wrong = 0

    async def peak(subscribers: int) -> int:
        nonlocal wrong
        live_tasks = Gauge("live tasks", "tasks")
        unsent = Counter(addresses(subscribers))

        async def send(address: str) -> None:
            live_tasks.set(len(asyncio.all_tasks()))
            await asyncio.sleep(1)
            unsent[address] -= 1

        await example.send_newsletter(send, list(addresses(subscribers)))
        wrong += sum(left != 0 for left in unsent.values())
        return live_tasks.peak - others

    async def refuse(address: str) -> None:
        raise ConnectionError(address)

    failed = await outcome_of(example.send_newsletter(refuse, addresses(20)))
    require(failed.kind == "raised", "the caller hears of a letter that cannot be sent")
    peaks = observe(
        await growth(peak, (10, 100, 1_000), name="live tasks", unit="tasks", over="subscribers")
    )
    got = f"{wrong:,} did not get one letter" if wrong else "each got one letter"
    assert (peaks.bounded, wrong) == (True, 0), f"{peaks}; {got}"


async def test_memory_stays_flat(example: ModuleType, clock: ClockLoop, observe: Observe) -> None:
    """Letters to two hundred subscribers, and to two thousand."""

    async def send(address: str) -> None:
        await asyncio.sleep(1)

    async def work(subscribers: int) -> None:
        await example.send_newsletter(send, addresses(subscribers))

    memory = observe(await memory_growth(work, 200, "subscribers"))
    times = memory.ratio
    assert times == 1, f"peak memory at 2,000 subscribers was about {times:g} times that at 200"


async def test_addresses_are_read_as_workers_free_up(example: ModuleType, clock: ClockLoop) -> None:
    """Count the addresses that have been read when the first letter has been sent."""
    read = 0
    read_at_first = 0

    def count() -> Iterator[str]:
        nonlocal read
        for address in addresses(1_000):
            read += 1
            yield address

    async def send(address: str) -> None:
        nonlocal read_at_first
        await asyncio.sleep(1)
        read_at_first = read_at_first or read

    await example.send_newsletter(send, count())
    assert read_at_first == WORKERS, (
        f"{read_at_first:,} of 1,000 addresses had been read when the first letter was sent"
    )


async def test_a_letter_is_cancelled_alone(
    deviation: ModuleType, clock: ClockLoop, observe: Observe
) -> None:
    """Of a thousand letters two are cancelled before they begin, and ten while they are sent."""
    live_tasks = observe(Gauge("live tasks", "tasks"))
    others = len(asyncio.all_tasks())
    sent = 0

    def subscribers() -> Iterator[str]:
        for n in range(1_000):
            before = asyncio.all_tasks()
            yield f"{n}@example.com"
            if n < 2:
                for letter in asyncio.all_tasks() - before:
                    letter.cancel()

    async def send(address: str) -> None:
        nonlocal sent
        live_tasks.set(len(asyncio.all_tasks()) - others)
        task = asyncio.current_task()
        if task and 2 <= int(address.partition("@")[0]) < 12:
            clock.call_later(0.5, task.cancel)
        await asyncio.sleep(1)
        sent += 1

    await deviation.send_newsletter(send, subscribers())
    assert (sent, live_tasks.peak) == (988, WORKERS), (
        f"a dozen letters were to be cancelled; of all 1,000 letters {sent} were sent, "
        f"by at most {live_tasks.peak} tasks at once"
    )
