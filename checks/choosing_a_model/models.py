"""The models side by side: the same calls on each, held until no more of them can begin."""

import asyncio
import ctypes
import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

from checks.choosing_a_model.programs import MEMBERS, dask_cluster, environment
from checks.probes.process_tree import ProcessTree

CALLS, JOBS, PINGS = 200, 4, 10
AT_ONCE = f"jobs at once, of {JOBS} that compute"
PIPES = ("begun", "go", "ping", "pong")
Pool = Callable[[], AbstractContextManager[futures.Executor | None]]


@contextmanager
def _on_cluster() -> Iterator[futures.Executor]:
    with dask_cluster() as client:
        yield client.get_executor()


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


@cache
def _opened(pipe: str) -> int:
    return os.open(pipe, os.O_RDWR)


def _begun(phase: str) -> bytes:
    return f"{phase}:{os.getpid()}:{threading.get_native_id()} ".encode()


def wait(_call: int) -> None:
    """Wait as for a server's answer."""
    os.write(_opened("begun"), _begun("wait"))
    os.read(_opened("go"), 1)


def compute(_job: int) -> None:
    """Keep the GIL, as a computation does, from the moment that this says it has begun."""
    libc, begun, go = ctypes.PyDLL(None), _opened("begun"), _opened("go")
    told = _begun("compute")
    libc.write(begun, told, len(told))
    libc.read(go, ctypes.create_string_buffer(1), 1)


async def _in_tasks() -> None:
    loop, go, let_go = asyncio.get_running_loop(), _opened("go"), asyncio.Semaphore(0)

    def release() -> None:
        for _ in os.read(go, CALLS):
            let_go.release()

    async def wait_here() -> None:
        os.write(_opened("begun"), _begun("wait"))
        await let_go.acquire()

    async def compute_here(job: int) -> None:
        compute(job)

    loop.add_reader(go, release)
    await asyncio.gather(*(wait_here() for _ in range(CALLS)))
    loop.remove_reader(go)
    await asyncio.gather(*(compute_here(job) for job in range(JOBS)))


async def _in_pool(pool: futures.Executor) -> None:
    loop = asyncio.get_running_loop()
    for call, number in ((wait, CALLS), (compute, JOBS)):
        await asyncio.gather(*(loop.run_in_executor(pool, call, each) for each in range(number)))


async def run() -> None:
    """Make the calls on each model in turn, from a loop that answers when it is asked."""
    loop, ping, pong = asyncio.get_running_loop(), _opened("ping"), _opened("pong")
    loop.add_reader(ping, lambda: os.write(pong, os.read(ping, PINGS)))
    # Or those who wait for the GIL would ask for it again and again, and never be at rest.
    sys.setswitchinterval(1_000)
    for model in models().values():
        with model() as pool:
            await (_in_pool(pool) if pool else _in_tasks())


class Meter:
    """Looks at a model when all calls have begun that can begin before another ends.

    That is when no thread of the program and of its workers goes on by itself. A cluster looks
    after itself and never rests: there it is when each of its members holds a call.
    """

    def __init__(self, folder: Path, tree: ProcessTree) -> None:
        for pipe in PIPES:
            os.mkfifo(folder / pipe)
        self.begun, self.go, self.ping, self.pong = (_opened(str(folder / pipe)) for pipe in PIPES)
        self.tree = tree

    def figures(self, model: str) -> dict[str, int]:
        """Return what was seen, by name."""
        calls = self._held("wait", model)
        os.write(self.go, bytes(CALLS))
        jobs = self._held("compute", model)
        _left(self.pong)  # of the model before this one, if that kept the loop from answering
        os.write(self.ping, bytes(PINGS))
        if model == "cluster":
            select.select([self.pong], [], [])
        self._rest(model)
        answered = len(_left(self.pong))
        os.write(self.go, bytes(JOBS))
        return {
            f"calls in flight, of {CALLS} that wait": len(calls),
            "threads that hold them": len(set(calls)),
            "processes that hold them": len({process for process, _ in calls}),
            AT_ONCE: len(jobs),
            f"pings answered meanwhile, of {PINGS}": answered,
        }

    def _held(self, phase: str, model: str) -> list[tuple[str, str]]:
        """Return the process and the thread of each call that has begun."""
        told, least = b"", MEMBERS if model == "cluster" else 1
        while told.count(phase.encode()) < least:
            told += os.read(self.begun, 10_000)
        self._rest(model)
        tokens = (told + _left(self.begun)).decode().split()
        where = (token.split(":") for token in tokens if token.startswith(phase))
        return [(process, thread) for _, process, thread in where]

    def _rest(self, model: str) -> None:
        if model != "cluster":
            self.tree.alive()


def _left(pipe: int) -> bytes:
    """Return what is in a pipe."""
    os.set_blocking(pipe, False)
    try:
        return os.read(pipe, 10_000)
    except BlockingIOError:
        return b""
    finally:
        os.set_blocking(pipe, True)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """What was seen of each model when all calls had begun that could."""

    seen: dict[str, dict[str, int]]

    def observed(self) -> dict[str, object]:
        """Return a figure for each model and quantity."""
        figures = [
            {"name": f"{model}: {name}", "value": value, "unit": ""}
            for model, row in self.seen.items()
            for name, value in row.items()
        ]
        return {"figures": figures}


def measured(folder: Path) -> SideBySide:
    """Run a program that makes the calls, and return what was seen of each model."""
    program = f"import asyncio; from {__name__} import run; asyncio.run(run())"
    with ProcessTree(patience=50) as tree:
        meter = Meter(folder, tree)
        process = subprocess.Popen(  # noqa: S603 - the program above
            [sys.executable, "-c", program], cwd=folder, env=environment(folder)
        )
        seen = {model: meter.figures(model) for model in models()}
        process.wait()
    return SideBySide(seen)
