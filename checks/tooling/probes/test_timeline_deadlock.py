"""Where nothing is left to wait for, it is told who waits where."""

import asyncio

import pytest

from checks.probes.clock import ClockLoop, Deadlock
from checks.tooling.probes.on_clock import run


def test_deadlock_tells_who_waits_where() -> None:
    """The error names each waiting task and its line, in the order in which they were made."""

    async def take(lock: asyncio.Lock) -> None:
        await lock.acquire()

    async def main(_: ClockLoop) -> None:
        lock = asyncio.Lock()
        await lock.acquire()
        async with asyncio.TaskGroup() as group:
            for name in (None, None, "the other"):
                group.create_task(take(lock), name=name)

    with pytest.raises(Deadlock) as caught:
        run(main)
    line = take.__code__.co_firstlineno + 1
    assert str(caught.value).splitlines() == [
        "nothing is left to wait for at 0 s",
        f"  main waits at test_timeline_deadlock.py:{line + 5} in main",
        f"  take waits at test_timeline_deadlock.py:{line} in take (2 tasks)",
        f"  the other waits at test_timeline_deadlock.py:{line} in take",
    ]


def test_deadlock_tells_of_tasks_that_have_no_lane() -> None:
    """Those that the trace does not keep are told of all the same, after the others, by name."""

    async def main(_: ClockLoop) -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(40):
                name = {5: "early", 38: "zeal", 39: "late"}.get(number)
                group.create_task(asyncio.Event().wait(), name=name)

    with pytest.raises(Deadlock) as caught:
        run(main)
    names = [line.partition(" waits at ")[::2] for line in caught.value.waiting]
    assert [name for name, _ in names] == ["main", "wait", "early", "late", "zeal"]
    assert names[1][1].endswith(" in wait (37 tasks)")


def test_deadlock_is_not_an_exception() -> None:
    """The code under test cannot swallow it by accident, nor is it in the way of cleaning up."""
    ended: list[str] = []

    async def main(_: ClockLoop) -> None:
        try:
            await asyncio.Event().wait()
        except Exception:  # noqa: BLE001 - the point
            ended.append("swallowed")
        finally:
            ended.append("cleaned up")

    with pytest.raises(Deadlock):
        run(main)
    assert ended == ["cleaned up"]


def test_never_is_no_time() -> None:
    """Who sleeps for ever waits for nothing."""
    with pytest.raises(Deadlock):
        run(lambda _: asyncio.sleep(float("inf")))


def test_watched_deadlock_is_reported_once_to_the_innermost() -> None:
    """A watcher resolves the deadlock and the run goes on; without one it is raised again."""
    heard: list[str] = []

    async def main(clock: ClockLoop) -> None:
        outer, inner = clock.create_future(), clock.create_future()
        with (
            clock.watch_deadlock(outer.set_result),
            clock.watch_deadlock(inner.set_result),
        ):
            heard.append(str(await inner))
            assert not outer.done()
            heard.append(str(await outer))
            await clock.create_future()

    with pytest.raises(Deadlock):
        run(main)
    assert heard == ["nothing is left to wait for at 0 s"] * 2


def test_background_timers_alone_are_a_deadlock() -> None:
    """A timer in the background fires while others wait, and keeps nobody waiting."""
    fired: list[float] = []

    async def main(clock: ClockLoop) -> None:
        cancelled = clock.call_later(50, print)
        for delay in (1, 3):
            clock.background(clock.call_later(delay, lambda: fired.append(clock.time())))
        await asyncio.sleep(2)
        cancelled.cancel()
        await clock.create_future()

    with pytest.raises(Deadlock, match="at 2 s"):
        run(main)
    assert fired == [1]
