"""A photo service picks the pool that resizes photos."""

import logging
import sys
from concurrent import futures
from multiprocessing import get_context

log = logging.getLogger(__name__)


def _has_gil() -> bool:
    """Tell whether threads take turns at present."""
    ask = getattr(sys, "_is_gil_enabled", None)
    return ask is None or ask()


def cpu_pool(workers: int) -> futures.Executor:
    """Return a pool whose jobs compute in parallel."""
    pool: futures.Executor
    if not _has_gil():
        log.info("photos are resized in free threads")
        pool = futures.ThreadPoolExecutor(workers)
    elif hasattr(futures, "InterpreterPoolExecutor"):
        log.info("photos are resized in interpreters")
        pool = futures.InterpreterPoolExecutor(workers)
    else:
        log.warning("photos are resized in processes")
        spawn = get_context("spawn")
        pool = futures.ProcessPoolExecutor(workers, spawn)
    return pool
