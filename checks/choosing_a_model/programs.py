"""Programs of their own for checks: what they find, and what they print."""

import os
import subprocess
import sys
from pathlib import Path

MEMBERS = 2
# Dask's workers start as copies of a process that has imported it, in a tenth of the time.
# With the GIL also where a build can do without it, as after the import of an old extension.
ENVIRONMENT = {
    "DASK_DISTRIBUTED__WORKER__MULTIPROCESSING_METHOD": "forkserver",
    "PYTHON_GIL": "1",
}


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a program that finds our modules, and those in a folder."""
    path = f"{Path(__file__).parents[2]}{os.pathsep}{folder}"
    dask = {"DASK_CONFIG": str(folder), "DASK_TEMPORARY_DIRECTORY": str(folder)}
    return {**os.environ, **ENVIRONMENT, **dask, "PYTHONPATH": path}


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
