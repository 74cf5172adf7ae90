"""What the interpreter tells while a scope runs: loops, generators, lost exceptions, files."""

import asyncio
import gc
import itertools
import os
import sys
import threading
from asyncio import _get_running_loop
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from types import AsyncGeneratorType, FrameType
from typing import Any
from weakref import WeakSet

from .standing import Kind, Leftover, plain, task_name, thread_name

_Generator = AsyncGeneratorType[Any, Any]
_Hook = Callable[[_Generator], None] | None
_TEMPORARY: dict[str, Kind] = {
    "tempfile.mkdtemp": "temporary directory",
    "tempfile.mkstemp": "temporary file",
}


@dataclass(slots=True, eq=False)
class Overheard:
    """What was told in one scope."""

    events: list[Leftover] = field(default_factory=list)
    temporary: list[tuple[Path, Leftover]] = field(default_factory=list)
    generators: WeakSet[_Generator] = field(default_factory=WeakSet)
    begun: set[int] = field(default_factory=set)
    loops: WeakSet[asyncio.AbstractEventLoop] = field(default_factory=WeakSet)
    tasks_before: WeakSet[asyncio.Task[Any]] = field(default_factory=WeakSet)

    def join(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take notice of a loop; the tasks it has already are not the scope's."""
        if loop not in self.loops:
            self.loops.add(loop)
            self.tasks_before.update(asyncio.all_tasks(loop))


_THAW = 128  # scopes, after which what has become garbage in the frost is collected
_scopes = itertools.count(1)
_listening: list[Overheard] = []
_originals: list[tuple[object, str, Any]] = []
_set_asyncgen_hooks: Callable[..., None] = sys.set_asyncgen_hooks
_default_handler = asyncio.BaseEventLoop.default_exception_handler


def start() -> Overheard:
    """Listen in a new scope, also to the loop that runs already, if any."""
    _listen_to_audits()
    if _listening:
        gc.collect()  # what is garbage already is not the scope's
    else:
        # Again after twice as many: each such collection looks at all that there is.
        if (scope := next(_scopes)) >= _THAW and scope.bit_count() == 1:
            gc.unfreeze()
            gc.collect()
        # What is there already makes no collection in the scope slower, and what of it is garbage
        # is not the scope's.
        gc.freeze()
        _replace(sys, "unraisablehook", _on_unraisable)
        _replace(threading, "excepthook", _on_thread_failure)
        _replace(sys, "set_asyncgen_hooks", _on_loop_start)
        _replace(asyncio.BaseEventLoop, "default_exception_handler", _on_loop_failure)
    heard = Overheard()
    _listening.append(heard)
    if loop := _get_running_loop():
        heard.join(loop)
        _wrap_generator_hooks()
    return heard


def stop(heard: Overheard) -> None:
    """Listen no longer; with the last scope the interpreter's own hooks come back."""
    _listening.remove(heard)
    if not _listening:
        _unwrap_generator_hooks()
        while _originals:
            setattr(*_originals.pop())


@cache
def _listen_to_audits() -> None:
    # An audit hook cannot be removed; this one costs 0.3 µs an event.
    sys.addaudithook(_on_audit)


def _replace(owner: object, name: str, new: object) -> None:
    _originals.append((owner, name, getattr(owner, name)))
    setattr(owner, name, new)


def _tell(kind: Kind, what: str) -> None:
    for heard in _listening:
        heard.events.append(Leftover(kind, what))


def _lost(error: BaseException | None, where: str) -> None:
    told = f"{type(error).__name__}: {plain(str(error))}".removesuffix(": ")
    _tell("lost exception", told + where)


def _on_unraisable(report: "sys.UnraisableHookArgs") -> None:
    _lost(report.exc_value, "")


def _on_thread_failure(report: threading.ExceptHookArgs) -> None:
    if report.exc_type is not SystemExit:
        thread = f" in thread {thread_name(report.thread)}" if report.thread else ""
        _lost(report.exc_value, thread)


def _on_loop_failure(loop: asyncio.BaseEventLoop, context: dict[str, Any]) -> None:
    task = context.get("task") or context.get("future")
    error = context.get("exception")
    if error is not None:
        _lost(error, f" in task {task_name(task)}" if isinstance(task, asyncio.Task) else "")
    elif isinstance(task, asyncio.Task):
        _tell("task", f"{task_name(task)} (destroyed while pending)")
    else:
        _tell("lost exception", plain(str(context.get("message"))))
    _default_handler(loop, context)


def _on_loop_start(*hooks: _Hook, **named: _Hook) -> None:
    """Stand in for `sys.set_asyncgen_hooks`, which a loop calls where it starts to run."""
    _set_asyncgen_hooks(*hooks, **named)
    loop = getattr(named.get("firstiter"), "__self__", None)
    if isinstance(loop, asyncio.AbstractEventLoop):
        for heard in _listening:
            heard.join(loop)
        _wrap_generator_hooks()


def _wrap_generator_hooks() -> None:
    begins, abandons = sys.get_asyncgen_hooks()
    if getattr(begins, "func", None) is not _on_begin:
        _set_asyncgen_hooks(partial(_on_begin, begins), partial(_on_abandon, abandons))


def _unwrap_generator_hooks() -> None:
    begins, abandons = sys.get_asyncgen_hooks()
    if isinstance(begins, partial) and isinstance(abandons, partial) and begins.func is _on_begin:
        _set_asyncgen_hooks(*begins.args, *abandons.args)


def _on_begin(tell: _Hook, generator: _Generator) -> None:
    for heard in _listening:
        heard.generators.add(generator)
        heard.begun.add(id(generator))
    if tell:
        tell(generator)


def _on_abandon(tell: _Hook, generator: _Generator) -> None:
    # Its weak references are gone by now. One begun before the scope has kept its identity from
    # all that were begun in it.
    for heard in _listening:
        if id(generator) in heard.begun:
            heard.events.append(Leftover("async generator", f"{generator.__name__} (not closed)"))
    if tell:
        tell(generator)


def _on_audit(event: str, args: tuple[Any, ...]) -> None:
    if not _listening or event not in _TEMPORARY:
        return
    path = Path(os.fsdecode(args[0]))
    if not path.name.startswith("pymp-"):  # multiprocessing keeps that one until the very end
        left = Leftover(_TEMPORARY[event], f"made at {_place(sys._getframe())}")  # noqa: SLF001
        for heard in _listening:
            heard.temporary.append((path, left))


def _place(frame: FrameType | None) -> str:
    while frame and frame.f_globals.get("__name__") in {__name__, "tempfile"}:
        frame = frame.f_back
    if frame is None:
        return "an unknown place"
    return f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno} in {frame.f_code.co_name}"
