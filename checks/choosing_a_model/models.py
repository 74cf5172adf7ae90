"""The models side by side: a program that makes the same calls on each in turn."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context

from checks.choosing_a_model.jobs import begun, compute, opened, wait

CALLS, JOBS, PINGS = 200, 4, 10
Call = Callable[[str, int], None]
Pool = Callable[[], AbstractContextManager[futures.Executor | None]]


@contextmanager
def _on_cluster() -> Iterator[futures.Executor]:
    with import_module("checks.choosing_a_model.engine").dask_cluster() as client:
        pool = client.get_executor()
        yield pool
        # To make the calls that are left would take it longer than all else; and it says so.
        logging.disable()
        pool.shutdown(wait=False)


def models() -> dict[str, Pool]:
    """Return the models that this Python has, the lightest first."""
    found: dict[str, Pool] = {"tasks": nullcontext}
    found["threads"] = lambda: futures.ThreadPoolExecutor(32)  # the most of a default pool
    if interpreters := getattr(futures, "InterpreterPoolExecutor", None):
        found["interpreters"] = lambda: interpreters(JOBS)
    found["processes"] = lambda: futures.ProcessPoolExecutor(JOBS, get_context("spawn"))
    if find_spec("distributed"):
        found["cluster"] = _on_cluster
    return found


def phases(model: str) -> tuple[str, str]:
    """Return what its calls that compute are named, and those that wait."""
    return f"{model}-computes", f"{model}-waits"


async def _in_task(call: Call, phase: str, number: int) -> None:
    if call is wait:
        os.write(opened("begun"), begun(phase, number))
        await asyncio.Event().wait()
    call(phase, number)


def _in_pool(pool: futures.Executor, call: Call, phase: str, number: int) -> "asyncio.Future[None]":
    # Each has a number of its own: of calls that are equal, Dask makes one.
    return asyncio.get_running_loop().run_in_executor(pool, call, phase, number)


async def _heard(pipe: str) -> None:
    """Wait until something is told."""
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(opened(pipe), told.set)
    await told.wait()
    loop.remove_reader(opened(pipe))
    os.read(opened(pipe), 1)


async def run() -> None:
    """Make the calls on each model in turn, from a loop that answers when it is asked."""
    loop, ping, pong = asyncio.get_running_loop(), opened("ping"), opened("pong")
    loop.add_reader(ping, lambda: os.write(pong, os.read(ping, PINGS)))
    # Or those who wait for the GIL would ask for it again and again, and never be at rest.
    sys.setswitchinterval(1_000)
    for name, model in models().items():
        computes, waits = phases(name)
        with model() as pool:
            begin = partial(_in_pool, pool) if pool else _in_task
            await asyncio.gather(*(begin(compute, computes, each) for each in range(JOBS)))
            calls = asyncio.gather(*(begin(wait, waits, each) for each in range(CALLS)))
            await _heard("enough")
            os.write(opened(waits), bytes(CALLS))
        calls.cancel()
        with suppress(asyncio.CancelledError):
            await calls
