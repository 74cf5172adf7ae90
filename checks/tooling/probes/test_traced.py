"""A traced coroutine: when it has a lane, and what else it is."""

import asyncio
import gc

import pytest

from checks.probes.clock import ClockLoop
from checks.probes.trace import Traced
from checks.tooling.probes.on_clock import lanes, run, traced


async def save(seconds: float) -> None:
    """Save something."""
    await asyncio.sleep(seconds)


def test_the_loops_errands_have_no_lane() -> None:
    """What asyncio does for itself is not part of the picture."""

    async def main(clock: ClockLoop) -> None:
        child = await asyncio.create_subprocess_exec("true")
        await child.wait()
        await asyncio.ensure_future(clock.shutdown_asyncgens())

    assert lanes(traced(main), "name") == []


def test_fixtures_before_the_check_have_no_lane() -> None:
    """The trace begins with the check; what still runs by then is in it."""
    with asyncio.Runner(loop_factory=ClockLoop) as runner:
        clock = runner.get_loop()
        assert isinstance(clock, ClockLoop)
        runner.run(save(1))
        server = clock.create_task(save(9))

        async def test_it() -> None:
            await asyncio.sleep(1)

        runner.run(test_it())
        assert [lane["name"] for lane in clock.trace.snapshot()["lanes"]] == ["save", "caller"]
        runner.run(asyncio.wait_for(server, None))


def test_collected_task() -> None:
    """A task that the garbage collector took ends there."""

    async def lost() -> None:
        await asyncio.get_running_loop().create_future()

    async def main(clock: ClockLoop) -> None:
        clock.set_exception_handler(lambda *_: None)
        asyncio.create_task(lost())  # noqa: RUF006 - the point
        await asyncio.sleep(1)
        gc.collect()
        await asyncio.sleep(1)

    assert lanes(traced(main), "ending", "note", "end") == [["failed", "garbage collected", 1]]


def test_traced_looks_like_its_coroutine() -> None:
    """Debuggers and call graphs look through to the coroutine inside."""

    async def main(_: ClockLoop) -> None:
        task = asyncio.create_task(save(1))
        await asyncio.sleep(0)
        assert isinstance(task.get_coro(), Traced)
        assert "save()" in repr(task)
        assert task.get_stack()[0].f_code is save.__code__
        task.print_stack()
        with pytest.raises(AttributeError, match="nonsense"):
            getattr(task.get_coro(), "nonsense")  # noqa: B009
        await task

    traced(main)


def test_on_suspend() -> None:
    """The hook hears of each suspension, in the task that suspends, and what it waits for."""
    heard: list[tuple[str, bool]] = []

    async def main(clock: ClockLoop) -> None:
        clock.trace.on_suspend = lambda task, awaited: heard.append(
            (task.lane.name, asyncio.isfuture(awaited))
        )
        await asyncio.sleep(0)
        await asyncio.create_task(save(1), name="upload")
        clock.trace.on_suspend = None
        await asyncio.sleep(1)

    traced(main)
    assert heard == [("caller", False), ("caller", True), ("upload", True)]


def test_a_verdict_is_no_event() -> None:
    """A check that fails its assertion is shown as done; one that breaks, as failed."""

    async def test_check(error: Exception) -> None:
        raise error

    async def main(clock: ClockLoop) -> None:
        for error in (AssertionError(), OSError()):
            await asyncio.gather(test_check(error), return_exceptions=True)
            trace = clock.trace.snapshot()["lanes"]
            shown.append((trace[-1]["name"], trace[-1]["ending"]))

    shown: list[tuple[str, str]] = []
    run(main)
    assert [ending for _, ending in shown] == ["done", "failed"]
