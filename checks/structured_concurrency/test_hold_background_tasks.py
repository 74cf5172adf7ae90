"""PCH010: an alarm in the background, and the garbage collector, which runs only when told to."""

import asyncio
import gc
from collections.abc import Iterator, MutableSet
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import ModuleType
from weakref import WeakSet

import pytest

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.standing import task_name


class Feed:
    """Holds its queues weakly, or, if it `holds`, as most feeds do."""

    def __init__(self, *, holds: bool) -> None:
        self.queues: MutableSet[asyncio.Queue[int]] = set() if holds else WeakSet()
        self.others = asyncio.all_tasks()
        self.listening: set[asyncio.Task[object]] = set()
        self.closed = False

    def subscribe(self) -> asyncio.Queue[int]:
        """Return a new queue."""
        queue: asyncio.Queue[int] = asyncio.Queue()
        self.queues.add(queue)
        return queue

    def publish(self, price: int) -> None:
        """Put a price into each queue that is still there."""
        for queue in list(self.queues):
            queue.put_nowait(price)

    async def close(self) -> None:
        """Close the connection, and note who still listens."""
        self.listening = asyncio.all_tasks() - self.others
        self.closed = True


class Bell:
    """Rings for 2 s, and takes 1 s to fall silent when it is stopped."""

    def __init__(self, clock: ClockLoop | None = None) -> None:
        self.clock = clock
        self.prices: list[int] = []

    async def ring(self, price: int) -> None:
        """Ring once."""
        self.prices.append(price)
        if self.clock:
            self.clock.mark("rings")
        try:
            await asyncio.sleep(2)
        except asyncio.CancelledError:
            await asyncio.sleep(1)
            raise


@contextmanager
def no_collection_of_its_own() -> Iterator[None]:
    """Let garbage be collected only when `gc.collect()` is called."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def lost(
    example: ModuleType, collect_at: int | None = None, *, holds: bool = False
) -> tuple[int, ClockLoop]:
    """Return how many tasks are lost, and the clock: there are prices at 1 s and at 6 s."""

    async def caller() -> int:
        feed, bell = Feed(holds=holds), Bell(clock)
        async with example.Alarm(feed, bell.ring):
            for second in range(9):
                if second == collect_at:
                    clock.mark("collection")
                    gc.collect()
                if second in (1, 6):
                    clock.mark("price")
                    feed.publish(second)
                await asyncio.sleep(1)
        return 2 - len(bell.prices)

    clock = ClockLoop()
    with no_collection_of_its_own(), asyncio.Runner(loop_factory=lambda: clock) as runner:
        return runner.run(caller()), clock


def test_a_collection_loses_no_task(example: ModuleType, observe: Observe) -> None:
    """It comes while the task has not begun, sleeps, or waits for a price; or not at all."""
    without, _ = lost(example)
    first_step, _ = lost(example, collect_at=0)
    sleep, _ = lost(example, collect_at=2)
    held, _ = lost(example, collect_at=4, holds=True)
    unheld, clock = lost(example, collect_at=4)
    observe(clock)
    if without or first_step or sleep or held:
        raise RuntimeError(
            "a task should be lost by a collection while only the task holds its queue, and by "
            f"nothing else, but lost were {without}, {first_step}, {sleep} and {held}: "
            "find out what holds it, and tell the page's readers"
        )
    assert unheld == 0, (
        f"tasks lost: {without} without a collection; {first_step} by one before the first step, "
        f"{sleep} by one during a sleep, {held} by one while the feed held the queue, "
        f"{unheld} by one while nobody else held it"
    )


async def test_the_owner_ends_it(example: ModuleType, clock: ClockLoop) -> None:
    """The alarm is closed at 2 s, while it rings; its feed holds the queue, so nothing is lost."""
    left = await still_running(example, nullcontext())
    failed = await still_running(example, pytest.raises(OSError, match="disk"), OSError("disk"))
    assert (left, failed) == ("nothing", "nothing"), (
        f"when the feed was closed, still running: {left} at the end of the alarm's block, "
        f"{failed} when an error had ended it"
    )


async def still_running(
    example: ModuleType, end: AbstractContextManager[object], *errors: Exception
) -> str:
    """Name what still runs when the feed is closed, where errors, if any, end the block."""
    feed, bell = Feed(holds=True), Bell()
    with end:
        async with example.Alarm(feed, bell.ring) as alarm:
            require(alarm, "the block is given its alarm")
            await asyncio.sleep(1)
            feed.publish(350)
            await asyncio.sleep(1)
            for error in errors:
                raise error
    require(feed.closed, "the feed is closed")
    return ", ".join(sorted(map(task_name, feed.listening))) or "nothing"


async def test_the_log_names_no_lost_task(
    example: ModuleType, clock: ClockLoop, caplog: pytest.LogCaptureFixture
) -> None:
    """The alarm waits for its first price when garbage is collected."""
    with no_collection_of_its_own():
        async with example.Alarm(Feed(holds=False), Bell().ring):
            await asyncio.sleep(1)
            gc.collect()
            lost = [text for text in caplog.messages if "Task was destroyed" in text]
    named = " and ".join("watch" for text in lost if "watch()" in text) or "none"
    assert named == "none", f"destroyed tasks that the log names after a collection: {named}"
