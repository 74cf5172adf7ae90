"""The kernel's process table: who lives, who is only not yet gone, and under which name."""

import os
import select
import signal
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Process:
    """One line of the process table; `start` tells a reused pid apart."""

    start: int
    pid: int
    parent: int
    state: str
    flags: int
    command: str

    @property
    def key(self) -> tuple[int, int]:
        """What stays the same for the life of the process."""
        return self.start, self.pid


def read_process(pid: int) -> Process | None:
    """Return the process as it is now, None if it is gone."""
    try:
        # Not by `Path`, which takes twice the time; there may be many processes.
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:  # noqa: PTH123
            head, _, tail = stat.read().rpartition(")")
    except (FileNotFoundError, ProcessLookupError):
        return None
    field = tail.split()
    command = head.partition("(")[2]
    return Process(int(field[19]), pid, int(field[1]), field[0], int(field[6]), command)


def processes() -> list[Process]:
    """Return the process table, oldest first, so that parents precede their children."""
    found = (read_process(int(name)) for name in os.listdir("/proc") if name.isdigit())  # noqa: PTH208
    return sorted((process for process in found if process), key=lambda process: process.key)


def children() -> list[Process]:
    """Return what this process has started and not waited for yet, dead or alive.

    Multiprocessing's fork server starts workers on behalf of this process, so these count. It and
    the resource tracker themselves stay for the life of the process and do not.
    """
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return []
    helpers = of_multiprocessing("_pid", "_forkserver_pid")
    parents = {os.getpid(), *helpers}
    return [one for one in processes() if one.parent in parents and one.pid not in helpers]


def of_multiprocessing(*names: str) -> set[int]:
    """Return these attributes of its fork server and its resource tracker, where they run."""
    modules: dict[str, Any] = dict(sys.modules)
    helpers = (
        getattr(modules.get("multiprocessing.forkserver"), "_forkserver", None),
        getattr(modules.get("multiprocessing.resource_tracker"), "_resource_tracker", None),
    )
    found = (getattr(helper, name, None) for helper in helpers for name in names)
    return {number for number in found if number is not None}


def read(pid: int, name: str) -> bytes:
    """Return a file of the process in /proc, empty if it is gone or not ours to read."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return b""


def process_name(process: Process) -> str:
    """Return a name that is the same on every run: program and, for Python, the script."""
    words = [os.fsdecode(word) for word in read(process.pid, "cmdline").split(b"\0")[:-1]]
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
    status = os.fsdecode(read(process.pid, "status"))
    field = dict(line.partition(":\t")[::2] for line in status.splitlines())
    if "SigPnd" not in field:
        return True
    spared = int(field["SigBlk"], 16) | int(field["SigIgn"], 16) | int(field["SigCgt"], 16)
    pending = int(field["SigPnd"], 16) | int(field["ShdPnd"], 16)
    # A stopped process takes no other signal before it is continued.
    deadly = _KILL if process.state in "Tt" else _DEADLY & ~spared
    return bool(pending & deadly)


def thread_ids(living: Iterable[Process]) -> Iterator[int]:
    """Yield the kernel's ids of all threads of these processes."""
    for process in living:
        try:
            yield from (int(one.name) for one in Path(f"/proc/{process.pid}/task").iterdir())
        except (FileNotFoundError, ProcessLookupError):
            yield process.pid


def kill(process: Process) -> None:
    """Kill this very process, never another with its number; see it end, and do not reap it."""
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return
    try:
        now = read_process(process.pid)
        if now and now.key == process.key:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
            select.select([handle], [], [], 10.0)
    except ProcessLookupError:
        return
    finally:
        os.close(handle)
