"""PCH035: a real job with a helper, both of which heed SIGTERM or both of which ignore it."""

import os
import sys
from asyncio.subprocess import Process
from pathlib import Path
from types import ModuleType

from checks.probes.process_tree import ProcessTree

# Only a failure waits as long as this: who heeds SIGTERM is gone as soon as it has cleaned up.
AMPLE = 30.0

BLOCK = "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})"  # kept until waited for
HEEDS = f"""
import os, pathlib, signal, sys
folder, name = sys.argv[1:]
lock = pathlib.Path(folder, name + ".lock")
lock.touch()
{BLOCK}
try:
    if name == "job":
        helper = os.spawnv(os.P_NOWAIT, sys.executable, [*sys.orig_argv[:-1], "helper"])
    pathlib.Path(folder, "ready").write_text("1")
    signal.sigwait([signal.SIGTERM])
finally:
    if name == "job":
        os.waitpid(helper, 0)
    lock.unlink()
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


async def test_whoever_heeds_it_cleans_up(example: ModuleType, tmp_path: Path) -> None:
    """Each removes its lock file when it is told to stop; the job waits for its helper."""
    with ProcessTree():
        job = await started(example, HEEDS, tmp_path)
        await example.stop(job, AMPLE)
    locks = " and ".join(sorted(path.name for path in tmp_path.glob("*.lock"))) or "no lock file"
    assert locks == "no lock file", f"the job had stopped and left {locks}"


async def test_nothing_is_left_of_the_job(example: ModuleType, tmp_path: Path) -> None:
    """Both ignore SIGTERM, so that the shortest grace period is long enough."""
    with ProcessTree() as tree:
        job = await started(example, IGNORES, tmp_path)
        await example.stop(job, grace=0.05)
        alive = len(tree.alive())
    assert alive == 0, f"{alive} of 2 processes were alive after the job had been stopped"
