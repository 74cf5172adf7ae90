"""What a scope leaves behind: tasks, threads, children, descriptors, lost exceptions."""

import asyncio
import gc
import shutil
import sys
import threading
import time
from asyncio import _get_running_loop
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Self
from weakref import WeakSet

from . import overheard, standing
from .parked import ParkedUnsupported, come_to_rest, switches
from .process_table import Process, children, kill, thread_ids
from .standing import Kind, Leftover

__all__ = ["Kind", "Leftover", "Leftovers", "LeftoversError"]

_TURNS = 50
_Found = tuple[Leftover, Callable[[], object]]


class LeftoversError(RuntimeError):
    """The scope was asked before its end, or used for a second block."""


class Leftovers:
    """Find what was started in a scope and neither ended, closed nor awaited in it.

    Around a loop's run (`with`) or inside a running loop (`async with`). What is on its way out is
    waited for: the loop turns, garbage is collected, threads and children are watched until they
    end or are provably parked. That is repeated until a whole round has changed nothing.

    >>> import asyncio
    >>> async def forget():
    ...     async with Leftovers() as left:
    ...         task = asyncio.create_task(asyncio.sleep(3600), name="refresh")
    ...     left.clear()
    ...     return left.found
    >>> [str(one) for one in asyncio.run(forget())]
    ['task refresh']

    Not left over: what was there before, idle workers of a loop's default executor, and what
    multiprocessing keeps for the life of the process. A lost exception is one nobody was told of:
    of a task or future never awaited, of a callback, a thread or a destructor; its hooks say no
    more about it elsewhere. A generator that was left to the garbage collector counts as left.

    Limits: a plain `with` inside a running loop cannot let the loop turn; use `async with` there.
    A thread or child that neither ends nor rests is left once `come_to_rest` gives up on it. What
    is still referred to is not collected, so its exception is not lost yet. Tasks made for a loop
    before it first runs in the scope are not the scope's. Descriptors and children are seen on
    Linux only. A scope freezes what the garbage collector has already; the 128th, the 256th, and
    so on by twice as many, thaws it before. `LeftoversError`: `found` inside the block, or a second
    block.
    """

    def __init__(self, patience: float = 20.0) -> None:
        self._patience = patience
        self._entered = False
        self._found: list[_Found] | None = None

    @property
    def found(self) -> tuple[Leftover, ...]:
        """What was left, sorted; known once the block has ended."""
        if self._found is None:
            raise LeftoversError("what is left is known after the block: ask for `found` there")
        return tuple(sorted(leftover for leftover, _ in self._found))

    def observed(self) -> dict[str, object]:
        """Return how much was left, as a figure."""
        return {"figures": [{"name": "left behind", "value": len(self.found), "unit": "things"}]}

    def clear(self) -> None:
        """End what can be: cancel tasks, kill children, remove temporary files.

        A task ends when its loop turns next, here if the loop is not running.
        """
        for _, end in self._found or ():
            end()
        for _ in range(_TURNS if self._found else 0):
            self._turn()

    def __enter__(self) -> Self:
        if self._entered:
            raise LeftoversError("leftovers are of one block: make new Leftovers for each")
        self._entered = True
        self._heard = overheard.start()
        self._threads = WeakSet(threading.enumerate())
        self._children = {child.key for child in _children()}
        self._descriptors = standing.descriptors()
        return self

    def __exit__(self, *_: object) -> None:
        try:
            for _round in self._settling():
                self._turn()
        finally:
            overheard.stop(self._heard)

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(self, *_: object) -> None:
        try:
            for _round in self._settling():
                await asyncio.sleep(0)
        finally:
            overheard.stop(self._heard)

    def _settling(self) -> Iterator[None]:
        """Yield whenever the loop should turn, until a whole round has changed nothing."""
        give_up = time.monotonic() + self._patience
        yield
        before, now = None, self._progress()
        while now and now != before and time.monotonic() < give_up:
            with suppress(ParkedUnsupported):
                come_to_rest(self._moving, self._patience)
            before = self._progress()
            for _ in range(_TURNS):
                yield
            now = self._progress()

    def _progress(self) -> list[object]:
        """Collect garbage, and return what is left and how often its threads have run."""
        self._found = []  # or what was found before would be referred to, and no garbage
        gc.collect()
        self._found = list(self._look())
        left = sorted(leftover for leftover, _ in self._found)
        return [*left, *((thread, switches(thread)) for thread in self._moving())]

    def _moving(self) -> list[int]:
        # A thread that is starting has no number yet, and 0 is never parked.
        threads = [thread.native_id or 0 for thread in self._left_threads()]
        return threads + list(thread_ids(c for c in self._left_children() if c.state not in "ZX"))

    def _turn(self) -> None:
        for loop in () if _get_running_loop() else list(self._heard.loops):
            if not loop.is_closed() and not loop.is_running():
                loop.call_soon(loop.stop)
                loop.run_forever()

    def _look(self) -> Iterator[_Found]:
        yield from ((told, _nothing) for told in self._heard.events)
        for task in self._left_tasks():
            yield Leftover("task", standing.task_name(task)), partial(_cancel, task)
        for generator in self._heard.generators:
            if generator.ag_frame is not None:
                yield Leftover("async generator", generator.__name__), _nothing
        for thread in self._left_threads():
            yield Leftover("thread", standing.thread_name(thread)), _nothing
        for child in self._left_children():
            yield Leftover("child", standing.child_name(child)), partial(kill, child)
        for number, target in standing.descriptors().items():
            if self._descriptors.get(number) != target:
                yield Leftover("descriptor", standing.descriptor_name(target)), _nothing
        for path, left in self._heard.temporary:
            if path.exists():
                yield left, partial(_remove, path)

    def _left_tasks(self) -> Iterator[asyncio.Task[object]]:
        for loop in list(self._heard.loops):
            for task in asyncio.all_tasks(loop):
                if not task.done() and task not in self._heard.tasks_before:
                    yield task

    def _left_threads(self) -> Iterator[threading.Thread]:
        for thread in threading.enumerate():
            if thread not in self._threads and not standing.is_idle(thread):
                yield thread

    def _left_children(self) -> Iterator[Process]:
        return (child for child in _children() if child.key not in self._children)


def _children() -> list[Process]:
    return children() if sys.platform == "linux" else []


def _nothing() -> None:
    """End what cannot be ended from outside."""


def _cancel(task: asyncio.Task[object]) -> None:
    with suppress(RuntimeError):  # its loop is closed
        task.cancel()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
