"""Programs of their own for checks: what they find, and what they print."""

import os
import subprocess
import sys
from pathlib import Path

MEMBERS = 2
# Workers start as copies of a process that has imported Dask, in a tenth of the time; and the
# cluster neither watches itself nor serves pages about it, for nobody looks at them.
DASK = {
    "WORKER__MULTIPROCESSING_METHOD": "forkserver",
    "WORKER__PROFILE__ENABLED": "False",
    "WORKER__HTTP__ROUTES": "[]",
    "SCHEDULER__HTTP__ROUTES": "[]",
    "SCHEDULER__ACTIVE_MEMORY_MANAGER__START": "False",
    "ADMIN__TICK__INTERVAL": "10s",
}


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a program that finds our modules, and those in a folder."""
    path = f"{Path(__file__).parents[2]}{os.pathsep}{folder}"
    dask = {f"DASK_DISTRIBUTED__{key}": value for key, value in DASK.items()}
    folders = {"DASK_CONFIG": str(folder), "DASK_TEMPORARY_DIRECTORY": str(folder)}
    # With the GIL also where a build can do without it, as after the import of an old extension.
    return {**os.environ, **dask, **folders, "PYTHON_GIL": "1", "PYTHONPATH": path}


def printed(program: str, folder: Path, *arguments: str) -> str:
    """Return what a program prints that runs in a folder, with the GIL on."""
    done = subprocess.run(  # noqa: S603 - programs of ours
        [sys.executable, "-c", program, *arguments],
        env=environment(folder),
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()
