"""What a process has standing at a moment, under names that are the same on every run."""

import asyncio
import os
import re
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from .process_table import Process, is_doomed, of_multiprocessing, process_name
from .trace import coroutine_name, given_name
from .waiting import thread_waits_at

Kind = Literal[
    "async generator",
    "child",
    "descriptor",
    "lost exception",
    "task",
    "temporary directory",
    "temporary file",
    "thread",
]
_COUNTED_THREAD = re.compile(r"Thread-\d+ \((?P<target>.*)\)|(?P<prefix>.*?)(-\d+)?[-_]\d+")
_REPR = re.compile(r"<([\w.]+)[^<>]*>")
_PLACE = re.compile(r"(?<![\w/.])/(?:[^\s/'\"]+/)+|(?<=\bpid) \d+|(?<=\bsubprocess) \d+")


@dataclass(frozen=True, slots=True, order=True)
class Leftover:
    """One thing left behind; `what` has no addresses, numbers of processes or folders in it."""

    kind: Kind
    what: str

    def __str__(self) -> str:
        return f"{self.kind} {self.what}"


def task_name(task: asyncio.Task[Any]) -> str:
    """Return the name its author gave the task, else its coroutine's."""
    return given_name(task) or coroutine_name(task.get_coro())


def thread_name(thread: threading.Thread) -> str:
    """Return the thread's name without the numbers of the interpreter's own counters.

    For a worker of a loop's default executor also where its job is.
    """
    counted = _COUNTED_THREAD.fullmatch(thread.name)
    name: str = (counted["target"] or counted["prefix"]) if counted else thread.name
    return f"{name} at {thread_waits_at(thread.ident)}" if _is_default_worker(thread) else name


def _is_default_worker(thread: threading.Thread) -> bool:
    return thread.name.startswith("asyncio_")


def plain(text: str) -> str:
    """Return the first line without addresses, process numbers, folders and insides of reprs."""
    text, before = text.partition("\n")[0], ""
    while before != text:
        before, text = text, _REPR.sub(r"\1", text)
    return _PLACE.sub("", text)


def is_idle(thread: threading.Thread) -> bool:
    """Return whether this is a worker of a loop's default executor that waits for a job."""
    frame = sys._current_frames().get(thread.ident or 0)  # noqa: SLF001 - a documented function
    return (
        _is_default_worker(thread)
        and frame is not None
        and frame.f_code.co_name == "_worker"
        and frame.f_globals.get("__name__") == "concurrent.futures.thread"
    )


def descriptors() -> dict[int, str]:
    """Return what each open descriptor leads to; nothing off Linux."""
    targets = {}
    for name in os.listdir("/proc/self/fd") if sys.platform == "linux" else ():  # noqa: PTH208
        try:
            targets[int(name)] = os.readlink(f"/proc/self/fd/{name}")  # noqa: PTH115
        except FileNotFoundError:  # the one that did the listing
            continue
    for number in of_multiprocessing("_fd", "_forkserver_alive_fd"):
        targets.pop(number, None)
    return targets


def descriptor_name(target: str) -> str:
    """Return "socket", "pipe", "eventpoll" or the file's name."""
    special = re.fullmatch(r"(?:anon_inode:)?\[?(\w+)(?::\[\d+\]|\])", target)
    if special:
        return special[1]
    return "deleted file" if target.endswith(" (deleted)") else Path(target).name


def child_name(child: Process) -> str:
    """Return the child's name, and whether it only needs to be waited for."""
    return process_name(child) + (" (ended, not waited for)" if is_doomed(child) else "")
