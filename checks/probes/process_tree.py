"""Every process started in a scope, however deep, and which of them truly live."""

import os
import secrets
import sys
import time
from collections.abc import Iterator
from typing import Self

from .parked import come_to_rest
from .process_table import (
    Process,
    is_doomed,
    kill,
    of_multiprocessing,
    process_name,
    processes,
    read,
    thread_ids,
)


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
    ...     after = tree.alive()
    ...     shell.wait()
    -9
    >>> before, after
    (('sh', 'sleep'), ('sleep',))

    Names are in order of age. A process that spins or polls is alive once it has shown that it
    never rests (`come_to_rest`). Nothing is reaped: that is the business of who started it.
    Not seen: a process whose environment was replaced, or that was forked without exec, once its
    parent has gone; multiprocessing's fork server and resource tracker, which outlive any block.
    `ProcessTreeUnsupported` off Linux, `ProcessTreeError` on misuse or when a survivor cannot be
    killed within `patience` real seconds.
    """

    def __init__(self, patience: float = 20.0) -> None:
        if sys.platform != "linux":
            raise ProcessTreeUnsupported("a process tree is read from /proc: run it on Linux")
        self._patience = patience
        self._marker = f"PROCESS_TREE_{secrets.token_hex(8)}"
        self._known: set[tuple[int, int]] = set()
        self._before: set[tuple[int, int]] | None = None
        self._alive = 0

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
            self._alive = len(living)
            for process in living:
                kill(process)
            if time.monotonic() > give_up:
                names = ", ".join(map(process_name, living))
                raise ProcessTreeError(f"killed processes should end, but {names} did not")

    def alive(self) -> tuple[str, ...]:
        """Return the names of the processes that live, as soon as they are at rest."""
        # Of the doomed, too: one that has yet to end has yet to wake whoever waits for its end.
        come_to_rest(lambda: thread_ids(self._running()), self._patience)
        living = self._living()
        self._alive = len(living)
        return tuple(map(process_name, living))

    def observed(self) -> dict[str, object]:
        """Return how many processes lived when last asked, or on leaving the block."""
        return {"figures": [{"name": "alive", "value": self._alive, "unit": "processes"}]}

    def _running(self) -> list[Process]:
        return [process for process in self._members() if process.state not in "ZX"]

    def _living(self) -> list[Process]:
        return [process for process in self._members() if not is_doomed(process)]

    def _members(self) -> Iterator[Process]:
        if self._before is None:
            raise ProcessTreeError("a process tree knows what was started in its block: enter it")
        helpers = of_multiprocessing("_pid", "_forkserver_pid")
        ours, marker = {os.getpid(), *helpers}, f"{self._marker}=".encode()
        for process in processes():
            if process.key in self._before or process.pid in helpers:
                continue
            inherits = process.parent in ours or marker in read(process.pid, "environ")
            if inherits or process.key in self._known:
                self._known.add(process.key)
                ours.add(process.pid)
                yield process
