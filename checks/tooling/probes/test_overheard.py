"""What the interpreter tells is heard while a scope is open, and only then."""

import asyncio
import gc
import logging
import os
import sys
import tempfile
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager

import pytest

from checks.probes import overheard
from checks.probes.standing import Leftover
from checks.tooling.probes.planted import numbers


@contextmanager
def listening() -> Iterator[overheard.Overheard]:
    """Listen while the block runs."""
    heard = overheard.start()
    try:
        yield heard
    finally:
        overheard.stop(heard)


def hooks() -> list[object]:
    """Return all that a scope replaces."""
    handler = asyncio.BaseEventLoop.default_exception_handler
    return [sys.unraisablehook, threading.excepthook, sys.set_asyncgen_hooks, handler]


def test_hooks_come_back() -> None:
    """The last scope to end puts everything back, whichever it is."""
    before = hooks()
    first, second = overheard.start(), overheard.start()
    overheard.stop(first)
    assert all(now is not old for now, old in zip(hooks(), before, strict=True))
    overheard.stop(second)
    assert hooks() == before


async def test_generator_hooks_come_back() -> None:
    """So do those of a running loop, which a scope wraps once, however many are open."""
    before = sys.get_asyncgen_hooks()
    first = overheard.start()
    wrapped = sys.get_asyncgen_hooks()
    second = overheard.start()
    assert sys.get_asyncgen_hooks() == wrapped != before
    overheard.stop(first)
    overheard.stop(second)
    assert sys.get_asyncgen_hooks() == before


async def test_loop_still_closes_generators() -> None:
    """The loop learns of its generators as ever, and finishes one that was abandoned."""
    closed = asyncio.Event()

    async def rows() -> AsyncGenerator[int, None]:
        try:
            yield 1
        finally:
            closed.set()

    with listening() as heard:
        async for _row in rows():
            break
        await closed.wait()
    assert heard.events == [Leftover("async generator", "rows (not closed)")]


async def test_only_the_scopes_generators_count() -> None:
    """One that was begun before may be abandoned in a scope."""
    generator = numbers()
    await anext(generator)
    with listening() as heard:
        del generator
        gc.collect()
        await asyncio.sleep(0)
    assert heard.events == []


async def test_destroyed_task_is_a_task() -> None:
    """A task that was collected while it waited is told as such."""
    with listening() as heard:
        task = asyncio.get_running_loop().create_task(asyncio.Event().wait(), name="refresh")
        await asyncio.sleep(0)
        del task
        gc.collect()
    assert Leftover("task", "refresh (destroyed while pending)") in heard.events


async def test_own_handler_counts_as_told() -> None:
    """An exception that goes to a handler the author has set is not lost."""
    told: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: told.append(context["message"]))
    with listening() as heard:
        loop.call_exception_handler({"message": "late", "exception": ValueError("late")})
    loop.set_exception_handler(None)
    assert (told, heard.events) == (["late"], [])


async def test_lost_exception_is_still_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The loop's own report is not suppressed."""
    with listening() as heard:
        loop = asyncio.get_running_loop()
        with caplog.at_level(logging.ERROR, "asyncio"):
            loop.call_exception_handler({"message": "no reader of <socket fd=7> came"})
    assert caplog.messages == ["no reader of <socket fd=7> came"]
    assert heard.events == [Leftover("lost exception", "no reader of socket came")]


def test_thread_may_exit() -> None:
    """SystemExit is how a thread ends itself."""
    with listening() as heard:
        thread = threading.Thread(target=sys.exit)
        thread.start()
        thread.join()
    assert heard.events == []


def test_folder_of_multiprocessing_is_not_the_scopes() -> None:
    """It makes one folder and keeps it for the life of the process."""
    folders = tempfile.TemporaryDirectory
    with listening() as heard, folders(prefix="pymp-"), folders() as other:
        folder = tempfile.mkdtemp(b"", None, os.fsencode(other))
    assert [str(path) for path, _ in heard.temporary] == [other, os.fsdecode(folder)]


def test_nothing_is_heard_outside() -> None:
    """What happens after a scope is not written down."""
    heard = overheard.start()
    overheard.stop(heard)
    with tempfile.TemporaryDirectory():
        asyncio.run(asyncio.sleep(0))
    assert (heard.temporary, len(heard.loops)) == ([], 0)
