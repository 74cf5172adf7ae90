"""PCH029: a worker that is stopped at each of its awaits in turn."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from types import ModuleType
from typing import Any

import pytest

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.cancellation import walk
from checks.probes.clock import ClockLoop
from checks.probes.outcome import outcome_of
from checks.probes.standing import task_name

NAMES = ("build", "test", "pack")


class Jobs:
    """A store that knows which jobs are leased; leasing takes 1 s, a job 10 s."""

    def __init__(self, mark: Callable[[str], None] = lambda _: None) -> None:
        self.mark = mark
        self.leased: list[str] = []
        self.started: list[str] = []

    async def lease(self, job: str) -> None:
        """Reserve the job for this worker."""
        self.mark(job)
        self.started.append(job)
        await asyncio.sleep(1)
        self.leased.append(job)

    async def run(self, job: str) -> None:
        """Do the job and take it off the list."""
        await asyncio.sleep(10)
        if job == "broken":
            raise ValueError(job)
        self.leased.remove(job)

    async def give_back(self, job: str) -> None:
        """Let another worker have the job."""
        await asyncio.sleep(1)
        self.leased.remove(job)


async def test_no_job_starts_after_it(
    example: ModuleType, clock: ClockLoop, caplog: pytest.LogCaptureFixture
) -> None:
    """The worker is cancelled at 5 s, in the middle of the first of three jobs."""
    caplog.set_level(logging.INFO)
    jobs = Jobs(clock.mark)
    worker = asyncio.create_task(example.work(jobs, NAMES), name="worker")
    await asyncio.sleep(5)
    clock.mark("cancels the worker")
    worker.cancel()
    await asyncio.wait([worker])
    require("gave back build" in caplog.messages, "the log says what was given back")
    started = " and ".join(jobs.started[1:]) or "nothing"
    assert started == "nothing", f"after the cancellation the worker started {started}"


def test_each_cancellation_cleans_up_and_ends_it(example: ModuleType, observe: Observe) -> None:
    """Three jobs have six awaits; the worker is cancelled at each of them."""

    def scenario() -> tuple[Coroutine[Any, Any, None], Callable[[], str]]:
        jobs = Jobs()
        return example.work(jobs, NAMES), lambda: ", ".join(jobs.leased)

    walked = observe(walk(scenario))
    kept = sum(bool(run.complaint) for run in walked.runs)
    ended = sum(run.outcome.kind == "cancelled" for run in walked.runs)
    awaits = len(walked.runs)
    assert (kept, ended) == (0, awaits), (
        f"cancelled at {awaits} awaits in turn, the worker ended as cancelled {ended} times "
        f"and kept a job {kept} times"
    )


async def test_nobody_ignores_a_cancellation(example: ModuleType, clock: ClockLoop) -> None:
    """The worker is cancelled at 5 s; a look at all tasks comes at 10 s, when it has cleaned up."""
    worker = asyncio.create_task(example.work(Jobs(), NAMES), name="worker")
    await asyncio.sleep(5)
    worker.cancel()
    await asyncio.sleep(5)
    asked = [task for task in asyncio.all_tasks() if task.cancelling()]
    await asyncio.wait([worker])
    jobs = Jobs()
    await outcome_of(example.work(jobs, ["broken"]))
    require(jobs.leased == ["broken"], "a job that failed is not given to the next worker")
    alive = ", ".join(map(task_name, asked)) or "nothing"
    assert alive == "nothing", f"asked to stop at 5 s, and alive at 10 s: {alive}"


async def test_a_deadline_still_fires(example: ModuleType, clock: ClockLoop) -> None:
    """The deadline passes at 5 s, in the middle of the first of three jobs."""

    async def work_with_deadline() -> None:
        async with asyncio.timeout(5):
            await example.work(Jobs(), NAMES)

    outcome = await outcome_of(work_with_deadline())
    assert outcome.kind == "raised", (
        f"with a deadline of 5 s the work {outcome} at {clock.time():g} s"
    )
