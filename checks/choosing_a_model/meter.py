"""Looks at a program whose calls are held: how many have begun, and where."""

import os
import select
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from checks.choosing_a_model.models import CALLS, JOBS, PINGS, models, phases
from checks.choosing_a_model.programs import MEMBERS, environment
from checks.probes.process_tree import ProcessTree

AT_ONCE = f"jobs at once, of {JOBS} that compute"
PIPES = ("begun", "enough", "ping", "pong")
MODELS = "import asyncio; from checks.choosing_a_model.models import run; asyncio.run(run())"


@dataclass(frozen=True, slots=True)
class Meter:
    """Looks at a program when all calls have begun that can begin before another ends.

    That is when no thread of the program and of its workers goes on by itself. A cluster looks
    after itself and never rests: there it is when each of its members holds a call.
    """

    tree: ProcessTree
    process: int
    pipes: dict[str, int]

    def held(self, phase: str, *, cluster: bool = False) -> list[tuple[str, str]]:
        """Return the process and the thread of each call of a phase that has begun."""
        begun, told, least = self.pipes["begun"], b"", MEMBERS if cluster else 1
        # Others begin soon after; to look all the while would cost more than they do.
        while told.count(phase.encode()) < least or select.select([begun], [], [], 0.1)[0]:
            if begun not in select.select([begun, self.process], [], [])[0]:
                raise RuntimeError("the program ended before its calls: its error is shown below")
            told += os.read(begun, 10_000)
        if not cluster:
            self.tree.alive()
        tokens = (told + _left(begun)).decode().split()
        where = (token.split(":") for token in tokens if token.startswith(phase))
        return [(process, thread) for *_, process, thread in where]

    def let_go(self, phase: str, calls: int) -> None:
        """Let so many calls of a phase end."""
        os.write(self.pipes[phase], bytes(calls))

    def pinged(self, *, cluster: bool) -> int:
        """Return how many pings are answered."""
        ping, pong = self.pipes["ping"], self.pipes["pong"]
        _left(pong)  # of the model before this one, if that kept the loop from answering
        os.write(ping, bytes(PINGS))
        if cluster:
            select.select([pong], [], [])
        else:
            self.tree.alive()
        return len(_left(pong))

    def model(self, name: str) -> dict[str, int]:
        """Return what is seen of a model, by name."""
        (computes, waits), cluster = phases(name), name == "cluster"
        jobs = self.held(computes, cluster=cluster)
        answered = self.pinged(cluster=cluster)
        self.let_go(computes, JOBS)
        calls = self.held(waits, cluster=cluster)
        self.let_go("enough", 1)
        return {
            f"calls in flight, of {CALLS} that wait": len(calls),
            "threads that hold them": len(set(calls)),
            "processes that hold them": len({process for process, _ in calls}),
            AT_ONCE: len(jobs),
            f"pings answered meanwhile, of {PINGS}": answered,
        }


def _left(pipe: int) -> bytes:
    """Return what is in a pipe."""
    return os.read(pipe, 10_000) if select.select([pipe], [], [], 0)[0] else b""


@contextmanager
def metered(program: str, folder: Path, calls: Iterable[str], *words: str) -> Iterator[Meter]:
    """Run a program whose calls have these names beside the block, to the end of both."""
    names = (*PIPES, *calls)
    for pipe in names:
        os.mkfifo(folder / pipe)
    with ExitStack() as closing, ProcessTree(patience=50) as tree:
        process = subprocess.Popen(  # noqa: S603 - programs of ours
            [sys.executable, "-c", program, *words], cwd=folder, env=environment(folder)
        )
        closing.callback(process.wait)
        ended = os.pidfd_open(process.pid)
        pipes = {pipe: os.open(folder / pipe, os.O_RDWR) for pipe in names}
        for number in (ended, *pipes.values()):
            closing.callback(os.close, number)
        yield Meter(tree, ended, pipes)
        process.wait()


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
    """Run the program of all models, and return what was seen of each."""
    with metered(MODELS, folder, chain(*map(phases, models()))) as meter:
        return SideBySide({model: meter.model(model) for model in models()})
