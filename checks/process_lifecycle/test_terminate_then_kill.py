"""PCH035: a job with a helper: real processes, and the grace period on the clock."""

import asyncio
import math
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import pytest

from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.outcome import outcome_of
from checks.probes.process_tree import ProcessTree

# Only a failure waits as long as this: who heeds SIGTERM is gone as soon as it has cleaned up.
AMPLE = 30.0

BLOCK = "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})"  # kept until waited for
HEEDS = f"""
import os, signal, sys
folder, name = sys.argv[1:]
lock = os.path.join(folder, name + ".lock")
open(lock, "w").close()
{BLOCK}
try:
    if name == "job":
        helper = os.spawnv(os.P_NOWAIT, sys.executable, [*sys.orig_argv[:-1], "helper"])
    with open(os.path.join(folder, "ready"), "w") as ready:
        ready.write("1")
    signal.sigwait([signal.SIGTERM])
finally:
    if name == "job":
        os.waitpid(helper, 0)
    os.remove(lock)
"""
IGNORES = HEEDS.replace(BLOCK, "signal.signal(signal.SIGTERM, signal.SIG_IGN)")


async def started(example: ModuleType, script: str, folder: Path) -> Process:
    """Start the job and wait until it and its helper have set up their signals."""
    os.mkfifo(folder / "ready")
    ready = os.open(folder / "ready", os.O_RDWR)
    job: Process = await example.start(sys.executable, "-ISc", script, str(folder), "job")
    for _ in ("job", "helper"):
        os.read(ready, 1)
    os.close(ready)
    return job


def lock_files(folder: Path) -> list[str]:
    """Return the names of the lock files that are left."""
    return sorted(path.name for path in folder.glob("*.lock"))


async def stopped_halfway(example: ModuleType, folder: Path) -> str:
    """Cancel a stop as soon as it waits for the job; tell how it ended."""
    job = await started(example, IGNORES, folder)
    stopping = asyncio.create_task(example.stop(job, AMPLE))
    await asyncio.sleep(0)
    stopping.cancel()
    outcome = await outcome_of(stopping)
    with suppress(ProcessLookupError):
        os.killpg(job.pid, signal.SIGKILL)
    await job.wait()
    return outcome.kind


async def test_whoever_heeds_it_cleans_up(example: ModuleType, tmp_path: Path) -> None:
    """Each removes its lock file when it is told to stop; the job waits for its helper."""
    (tmp_path / "other").mkdir()
    with ProcessTree():
        ended = await stopped_halfway(example, tmp_path / "other")
        require(ended == "cancelled", "a stop that is cancelled ends so")
        job = await started(example, HEEDS, tmp_path)
        await example.stop(job, AMPLE)
    locks = " and ".join(lock_files(tmp_path)) or "no lock file"
    assert locks == "no lock file", f"the job had stopped and left {locks}"


async def test_nothing_is_left_of_the_job(example: ModuleType, tmp_path: Path) -> None:
    """Both ignore SIGTERM, so that the shortest grace period is long enough."""
    with ProcessTree() as tree:
        job = await started(example, IGNORES, tmp_path)
        await example.stop(job, grace=0.05)
        require(job.returncode is not None, "the job has been waited for")
        alive = len(tree.alive())
    assert alive == 0, f"{alive} of 2 processes were alive after the job had been stopped"


class Killed(Exception):  # noqa: N818 - how a process ends, as the picture names it
    """SIGKILL came."""


class Member:
    """A process of the job's group, played by a task on the clock."""

    pid = 4711

    def __init__(self, name: str, cleanup: float, mark: Callable[[str], None]) -> None:
        self.mark = mark
        self.cleanup = cleanup
        self.cleaned_for = 0
        self.told = asyncio.Event()
        self.task = asyncio.create_task(self.live(), name=name)
        self.task.add_done_callback(asyncio.Task.exception)  # Killed is no news

    async def live(self) -> None:
        """Run until told to stop, then clean up, second by second."""
        try:
            await self.told.wait()
            while self.cleaned_for < self.cleanup:
                await asyncio.sleep(1)
                self.cleaned_for += 1
        except asyncio.CancelledError:
            raise Killed from None

    def send_signal(self, number: int) -> None:
        """Deliver SIGTERM or SIGKILL."""
        self.told.set()
        if number == signal.SIGKILL:
            self.task.cancel()

    def kill(self) -> None:
        """Deliver SIGKILL."""
        self.mark("SIGKILL")
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> None:
        """Return when the process has ended."""
        await asyncio.wait([self.task])


async def test_the_job_has_time_to_clean_up(
    example: ModuleType, clock: ClockLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same on the clock: the job's cleanup takes 4 s, that of its helper hangs."""
    job, helper = Member("job", 4, clock.mark), Member("helper", math.inf, clock.mark)

    def killpg(_group: int, number: int) -> None:
        clock.mark(signal.Signals(number).name)
        for member in (job, helper):
            member.send_signal(number)

    monkeypatch.setattr(os, "killpg", killpg)
    await asyncio.sleep(2)
    await example.stop(job, grace=10)
    require(clock.time() <= 6, "nobody waits any longer once the job has ended")
    await asyncio.sleep(2)
    seconds = job.cleaned_for
    assert seconds == 4, f"the job had {seconds} s for the 4 s that its cleanup takes"
