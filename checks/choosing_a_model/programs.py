"""Programs of their own for checks: what they find, how they end, and a cluster for them."""

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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


@contextmanager
def dask_cluster() -> Iterator[Any]:
    """Run a cluster on loopback, each member of which has one thread; yield its client."""
    dask = importlib.import_module("distributed")
    members = {"n_workers": MEMBERS, "threads_per_worker": 1, "processes": True}
    plain = {"dashboard_address": "127.0.0.1:0", "scheduler_kwargs": {"dashboard": False}}
    cluster = dask.LocalCluster(host="127.0.0.1", **members, **plain)
    with cluster, dask.Client(cluster) as client:
        yield client


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
