"""Every process started in a scope, however deep, and which of them truly live."""

import os
import secrets
import select
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from .parked import is_parked

_EXITING = 0x4  # PF_EXITING among the flags in /proc/<pid>/stat
_KILL = 1 << signal.SIGKILL - 1
# What ends a process that neither blocks, ignores nor handles it: the other signals do nothing,
# stop or continue. Such a signal pending means dead, only not yet gone.
_DEADLY = sum(
    1 << number - 1
    for number in range(1, 32)
    if number not in {signal.SIGCHLD, signal.SIGCONT, signal.SIGSTOP, signal.SIGTSTP}
    and number not in {signal.SIGTTIN, signal.SIGTTOU, signal.SIGURG, signal.SIGWINCH}
)


class ProcessTreeError(RuntimeError):
    """The tree was used outside its block, or could not be ended."""


class ProcessTreeUnsupported(RuntimeError):  # noqa: N818 - named like its siblings in this package
    """Only Linux tells whose descendant a process is once its parent has gone."""


@dataclass(frozen=True, slots=True)
class Process:
    """One line of the process table; `ticks` is CPU time, `start` tells a reused pid apart."""

    start: int
    pid: int
    parent: int
    state: str
    flags: int
    ticks: int
    command: str

    @property
    def key(self) -> tuple[int, int]:
        """What stays the same for the life of the process."""
        return self.start, self.pid


def read_process(pid: int) -> Process | None:
    """Return the process as it is now, None if it is gone."""
    try:
        head, _, tail = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")
    except (FileNotFoundError, ProcessLookupError):
        return None
    field = tail.split()
    ticks = int(field[11]) + int(field[12])
    command = head.partition("(")[2]
    return Process(int(field[19]), pid, int(field[1]), field[0], int(field[6]), ticks, command)


def processes() -> list[Process]:
    """Return the process table, oldest first, so that parents precede their children."""
    found = (read_process(int(one.name)) for one in Path("/proc").iterdir() if one.name.isdigit())
    return sorted((process for process in found if process), key=lambda process: process.key)


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""


def process_name(process: Process) -> str:
    """Return a name that is the same on every run: program and, for Python, the script."""
    words = [os.fsdecode(word) for word in _read(process.pid, "cmdline").split(b"\0")[:-1]]
    if words == sys.orig_argv:
        return "fork"
    program = Path(words[0] if words else process.command).name
    if not program.startswith("python"):
        return program
    script = [Path(word).name for word in words[1:2] if not word.startswith("-")]
    return " ".join(["python", *script])


def is_doomed(process: Process) -> bool:
    """Return whether the process is dead, dying or has a signal pending that will end it."""
    if process.state in "ZX" or process.flags & _EXITING:
        return True
    status = os.fsdecode(_read(process.pid, "status"))
    field = dict(line.partition(":\t")[::2] for line in status.splitlines())
    if "SigPnd" not in field:
        return True
    spared = int(field["SigBlk"], 16) | int(field["SigIgn"], 16) | int(field["SigCgt"], 16)
    pending = int(field["SigPnd"], 16) | int(field["ShdPnd"], 16)
    # A stopped process takes no other signal before it is continued.
    deadly = _KILL if process.state in "Tt" else _DEADLY & ~spared
    return bool(pending & deadly)


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
                _kill(process, give_up)
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
            at_rest = is_parked(*_threads(calm))
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
            inherits = process.parent in ours or marker in _read(process.pid, "environ")
            if inherits or process.key in self._known:
                self._known.add(process.key)
                ours.add(process.pid)
                yield process


def _threads(living: list[Process]) -> Iterator[int]:
    for process in living:
        try:
            yield from (int(one.name) for one in Path(f"/proc/{process.pid}/task").iterdir())
        except (FileNotFoundError, ProcessLookupError):
            yield process.pid


def _kill(process: Process, give_up: float) -> None:
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return
    try:
        now = read_process(process.pid)
        if now and now.key == process.key:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
            select.select([handle], [], [], max(0.0, give_up - time.monotonic()))
    except ProcessLookupError:
        return
    finally:
        os.close(handle)
