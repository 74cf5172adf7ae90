"""The lanes of a trace, as the clock fills them."""

import asyncio

from checks.probes.clock import ClockLoop
from checks.tooling.probes.on_clock import lanes, traced


async def save(seconds: float) -> None:
    """Save something."""
    await asyncio.sleep(seconds)


async def fail(seconds: float) -> None:
    """Fail to save something."""
    await asyncio.sleep(seconds)
    raise ExceptionGroup("many", [OSError("full")])


def test_endings() -> None:
    """A lane shows when its task started and ended, and how."""

    async def main(_: ClockLoop) -> None:
        await asyncio.sleep(1)
        tasks = [asyncio.create_task(save(s)) for s in (1, 9, 60)] + [asyncio.create_task(fail(2))]
        await asyncio.sleep(3)
        tasks[1].cancel()
        await asyncio.wait([tasks[0], tasks[1], tasks[3]])

    assert lanes(traced(main), "name", "start", "end", "ending", "note") == [
        ["save", 1, 2, "done", ""],
        ["save 2", 1, 4, "cancelled", ""],
        ["save 3", 1, 4, "alive", ""],
        ["fail", 1, 3, "failed", "ExceptionGroup"],
    ]


def test_cancelled_before_its_first_step() -> None:
    """A task that never ran has a lane all the same, under its name."""

    async def main(_: ClockLoop) -> None:
        task = asyncio.create_task(save(1), name="upload")
        task.cancel()
        await asyncio.wait([task])

    assert lanes(traced(main), "name", "ending", "busy") == [["upload", "cancelled", []]]


def test_names() -> None:
    """The author's name comes first, then the coroutine's; the check is the caller."""

    async def main(_: ClockLoop) -> None:
        renamed = asyncio.create_task(save(1))
        renamed.set_name("renamed")
        async with asyncio.TaskGroup() as group:
            for name in ("worker 1", "worker 1", None, "None"):
                group.create_task(save(1), name=name)
        await renamed

    trace = traced(main)
    assert trace["lanes"][0]["name"] == "caller"
    assert lanes(trace, "name") == [
        ["renamed"], ["worker 1"], ["worker 1 2"], ["save"], ["save 2"],
    ]  # fmt: skip


def test_busy_is_what_kept_the_loop() -> None:
    """Only the task that blocked the loop was busy; the others waited."""

    async def report(clock: ClockLoop) -> None:
        for _ in range(2):
            clock.block(2)
            await asyncio.sleep(1)

    async def main(clock: ClockLoop) -> None:
        await asyncio.gather(report(clock), save(0.5))

    assert lanes(traced(main), "name", "end", "busy") == [
        ["report", 6, [[0, 2], [3, 5]]],
        ["save", 2.5, []],
    ]


def test_failing_while_busy() -> None:
    """The step in which a task fails or is cancelled counts, too."""

    async def stubborn(clock: ClockLoop) -> None:
        try:
            await asyncio.sleep(9)
        finally:
            clock.block(1)

    async def main(clock: ClockLoop) -> None:
        task = asyncio.create_task(stubborn(clock))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait([task])

    assert lanes(traced(main), "ending", "busy") == [["cancelled", [[1, 2]]]]


def test_refused_stays_refused() -> None:
    """What was turned away is shown as that, however its task ends."""

    async def main(clock: ClockLoop) -> None:
        async def request() -> None:
            lane = clock.lane()
            assert lane
            clock.trace.end(lane, "refused", "overloaded")
            raise OSError

        await asyncio.gather(request(), return_exceptions=True)

    assert lanes(traced(main), "ending", "note") == [["refused", "overloaded"]]


def test_thread_lanes() -> None:
    """A job waits for its worker, then keeps its thread busy."""

    async def main(clock: ClockLoop) -> None:
        await asyncio.gather(*(asyncio.to_thread(clock.block, 1) for _ in range(2)))

    threads = [lane for lane in traced(main)["lanes"] if lane["kind"] == "thread"]
    assert [(lane["name"], lane["busy"]) for lane in threads] == [
        ("block", [[0, 1]]), ("block 2", [[0, 1]]),
    ]  # fmt: skip
