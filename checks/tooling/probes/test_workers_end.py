"""How jobs end: cancelled, failed, or with their loop."""

import asyncio
import threading
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from contextlib import suppress

import pytest

from checks.probes.clock import ClockLoop
from checks.tooling.probes.on_clock import run


def test_cancelled_caller_does_not_stop_the_thread() -> None:
    """The thread lives on, and the trace shows it."""

    async def main(clock: ClockLoop) -> list[str]:
        def save() -> None:
            clock.block(3)

        task = asyncio.create_task(asyncio.to_thread(save))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait({task})
        endings = [clock.trace.snapshot()["lanes"][-1]["ending"]]
        await asyncio.sleep(5)
        lane = clock.trace.snapshot()["lanes"][-1]
        return [*endings, lane["ending"], lane["end"]]

    assert run(main) == ["alive", "done", 3]


def test_cancelled_in_the_queue_never_runs() -> None:
    """A job that no worker has taken is dropped, and its place goes to the next."""
    ran: list[int] = []

    async def main(clock: ClockLoop) -> list[str]:
        def job(number: int) -> None:
            clock.block(1)
            ran.append(number)

        with ThreadPoolExecutor(1) as pool:
            jobs = [clock.run_in_executor(pool, job, number) for number in range(3)]
            jobs[1].cancel()
            await asyncio.wait(jobs)
        assert clock.time() == 2
        return [lane["ending"] for lane in clock.trace.snapshot()["lanes"][1:]]

    assert run(main) == ["done", "cancelled", "done"]
    assert ran == [0, 2]


def test_whether_a_job_can_still_be_cancelled_is_no_race() -> None:
    """A job that finds a free worker has begun when its submission returns; always."""

    async def main(clock: ClockLoop) -> list[str]:
        jobs = [clock.run_in_executor(None, clock.block, 1) for _ in range(40)]
        for job in jobs:
            job.cancel()
        await asyncio.sleep(2)
        return [lane["ending"] for lane in clock.trace.snapshot()["lanes"][1:]][:23]

    assert run(main) == ["done"] * 23


def test_parked_jobs_are_unwound_at_the_end() -> None:
    """When the loop closes nobody waits: parked jobs end there, and clean up."""
    cleaned: list[str] = []

    async def main(clock: ClockLoop) -> None:
        def poll(name: str) -> None:
            try:
                while True:
                    with suppress(Exception):
                        clock.block(3600)
            finally:
                cleaned.append(name)

        pool = ThreadPoolExecutor(1)
        for number, each in enumerate((None, pool, None, pool)):
            clock.run_in_executor(each, poll, f"{number}")
        await asyncio.sleep(1)

    run(main)
    assert sorted(cleaned) == ["0", "1", "2"]
    assert not [t for t in threading.enumerate() if t.name.startswith("asyncio_")]


def test_shutdown_takes_no_time() -> None:
    """The runner's 300 s limit for the shutdown is never jumped to."""

    async def main(clock: ClockLoop) -> None:
        clock.run_in_executor(None, clock.block, 1000)

    with asyncio.Runner(loop_factory=ClockLoop) as runner:
        clock = runner.get_loop()
        assert isinstance(clock, ClockLoop)
        runner.run(main(clock))
    assert clock.time() == 0


def test_failing_initializer() -> None:
    """A pool whose workers cannot start breaks as ever."""

    async def main(clock: ClockLoop) -> None:
        pool = ThreadPoolExecutor(1, initializer=lambda: clock.block(1))
        with pytest.raises(BrokenExecutor):
            await clock.run_in_executor(pool, print)

    run(main)


def test_exception_kills_no_turn() -> None:
    """A failed job's turn is over like any other's; the trace names the error."""

    async def main(clock: ClockLoop) -> list[tuple[str, str, float]]:
        def fail() -> None:
            clock.block(1)
            raise ValueError

        results = await asyncio.gather(
            asyncio.to_thread(fail), asyncio.to_thread(clock.block, 2), return_exceptions=True
        )
        assert isinstance(results[0], ValueError)
        lanes = clock.trace.snapshot()["lanes"][3:]
        return [(lane["ending"], lane["note"], lane["end"]) for lane in lanes]

    assert run(main) == [("failed", "ValueError", 1), ("done", "", 2)]
