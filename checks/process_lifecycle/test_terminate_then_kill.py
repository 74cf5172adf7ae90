"""PCH035: a real job with a helper, both of which heed SIGTERM or both of which ignore it."""

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from checks.harness.instruments import Observe
from checks.probes.process_tree import ProcessTree

# Only a failure waits as long as this: who heeds SIGTERM is gone as soon as it has cleaned up.
AMPLE = 30.0

HEEDS = """
import os, pathlib, signal, sys
lock = pathlib.Path(sys.argv[1], f"{sys.argv[2]}.lock")
lock.touch()
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
try:
    if sys.argv[2] == "job":
        helper = os.spawnv(os.P_NOWAIT, sys.executable, [*sys.orig_argv[:-1], "helper"])
    print("ready", flush=True)
    signal.pause()
finally:
    if sys.argv[2] == "job":
        os.waitpid(helper, 0)
    lock.unlink()
"""
IGNORES = HEEDS.replace("lambda *_: sys.exit()", "signal.SIG_IGN")


async def started(example: ModuleType, script: str, folder: Path) -> Any:  # noqa: ANN401 - asyncio's Process
    """Start the job and wait until it and its helper have set up their signals."""
    job = await example.start(sys.executable, "-ISc", script, str(folder), "job")
    for _ in ("job", "helper"):
        await job.stdout.readline()
    return job


async def test_whoever_heeds_it_cleans_up(example: ModuleType, tmp_path: Path) -> None:
    """Each removes its lock file when it is told to stop; the job waits for its helper."""
    with ProcessTree():
        job = await started(example, HEEDS, tmp_path)
        await example.stop(job, AMPLE)
    locks = " and ".join(sorted(path.name for path in tmp_path.iterdir())) or "no lock file"
    assert locks == "no lock file", f"the job had stopped and left {locks}"


async def test_nothing_is_left_of_the_job(
    example: ModuleType, tmp_path: Path, observe: Observe
) -> None:
    """Both ignore SIGTERM, so that the shortest grace period is long enough."""
    with ProcessTree() as tree:
        job = await started(example, IGNORES, tmp_path)
        await example.stop(job, grace=0.05)
        alive = len(tree.alive())
    assert alive == 0, f"{alive} of 2 processes were alive after the job had been stopped"
