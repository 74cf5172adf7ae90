"""A cluster of Dask; a program imports it, and so does the process its workers are copies of."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from typing import Any

from checks.choosing_a_model.programs import MEMBERS

# A third of the time would go into looking for garbage that is not there, now and at the end.
gc.disable()
dask = import_module("distributed")
gc.freeze()
gc.enable()


@contextmanager
def dask_cluster() -> Iterator[Any]:
    """Run a cluster on loopback, each member of which has one thread; yield its client."""
    dask.utils.get_mp_context()  # with what Dask would have its workers' first copy import
    get_context("forkserver").set_forkserver_preload([__name__])
    members = {"n_workers": MEMBERS, "threads_per_worker": 1, "processes": True}
    plain = {"dashboard_address": "127.0.0.1:0", "scheduler_kwargs": {"dashboard": False}}
    cluster = dask.LocalCluster(host="127.0.0.1", **members, **plain)
    with cluster, dask.Client(cluster) as client:
        yield client
