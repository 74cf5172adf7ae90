"""Every process started in a scope, however deep, and which of them truly live."""

import os
import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from .parked import is_parked
from .process_table import Process, is_doomed, kill, process_name, processes, read, thread_ids


class ProcessTreeError(RuntimeError):
    """The tree was used outside its block, or could not be ended."""


class ProcessTreeUnsupported(RuntimeError):  # noqa: N818 - named like its siblings in this package
    """Only Linux tells whose descendant a process is once its parent has gone."""


class ProcessTree:
    """Know every process started in the block: grandchildren, orphans, those in another session.

    Each inherits a marker in its environment, which no re-parenting takes away. `alive()` waits
    until the tree is at rest, so that it needs no sleep before it: no thread of any of its
    processes runs while the kernel's counters are watched. A zombie is not alive, neither is a
    process that is exiting or has a deadly signal pending. On leaving, survivors are killed.

    >>> import subprocess
    >>> with ProcessTree() as tree:
    ...     shell = subprocess.Popen(["sh", "-c", "setsid sleep 60 & wait"])
    ...     before = tree.alive()
    ...     shell.kill()
    ...     after = tree.alive(), tree.zombies()
    ...     shell.wait()
    -9
    >>> before, after
    (('sh', 'sleep'), (('sleep',), ('sh',)))

    Names are in order of age. A process that keeps the processor busy is alive once it has used
    `cpu_seconds`; one that polls more often than 0.12 s, after `patience` real seconds. Nothing is
    reaped: that is the business of who started it. Not seen: a process whose environment was
    replaced, or that was forked without exec, and whose parents up to this process have all gone;
    children of a fork server started before the block. `ProcessTreeUnsupported` off Linux,
    `ProcessTreeError` on misuse or when a survivor cannot be killed.
    """

    def __init__(self, cpu_seconds: float = 0.5, patience: float = 10.0) -> None:
        if not (sys.platform == "linux" and Path("/proc/self/environ").exists()):
            raise ProcessTreeUnsupported("a process tree is read from /proc: run it on Linux")
        self._ticks = cpu_seconds * os.sysconf("SC_CLK_TCK")
        self._patience = patience
        self._marker = f"PROCESS_TREE_{secrets.token_hex(8)}"
        self._known: set[tuple[int, int]] = set()
        self._before: set[tuple[int, int]] | None = None
        self._survivors = 0

    def __enter__(self) -> Self:
        if self._before is not None:
            raise ProcessTreeError("a process tree is for one block: make a new one for each")
        self._before = {process.key for process in processes()}
        os.environ[self._marker] = "1"
        return self

    def __exit__(self, *_: object) -> None:
        os.environ.pop(self._marker, None)
        give_up = time.monotonic() + self._patience
        while living := self._living():
            for process in living:
                kill(process)
            if time.monotonic() > give_up:
                names = ", ".join(map(process_name, living))
                raise ProcessTreeError(f"killed processes should end, but {names} did not")

    def alive(self) -> tuple[str, ...]:
        """Return the names of the processes that live, as soon as they are at rest."""
        give_up = time.monotonic() + self._patience
        began: dict[tuple[int, int], int] = {}
        while True:
            living = self._living()
            calm = [p for p in living if p.ticks - began.setdefault(p.key, p.ticks) < self._ticks]
            at_rest = is_parked(*thread_ids(calm))
            if at_rest and {p.key for p in self._living()} == {p.key for p in living}:
                break
            if time.monotonic() > give_up:
                break
        return tuple(map(process_name, living))

    def zombies(self) -> tuple[str, ...]:
        """Return the names of those that ended and that nobody has waited for."""
        return tuple(process.command for process in self._members() if process.state == "Z")

    def _living(self) -> list[Process]:
        return [process for process in self._members() if not is_doomed(process)]

    def _members(self) -> Iterator[Process]:
        if self._before is None:
            raise ProcessTreeError("a process tree knows what was started in its block: enter it")
        ours, marker = {os.getpid()}, f"{self._marker}=".encode()
        for process in processes():
            if process.key in self._before:
                continue
            inherits = process.parent in ours or marker in read(process.pid, "environ")
            if inherits or process.key in self._known:
                self._known.add(process.key)
                ours.add(process.pid)
                yield process
