"""Scopes of leftovers: what they spare, wait for, clear and refuse."""

import asyncio
import itertools
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from checks.probes import leftovers as module
from checks.probes.leftovers import Leftovers, LeftoversError
from checks.probes.parked import ParkedUnsupported
from checks.tooling.probes.planted import numbers


async def test_what_was_there_before_is_spared() -> None:
    """Tasks, threads, children, files and generators from before are not the scope's."""
    bell, generator = threading.Event(), numbers()
    task = asyncio.create_task(bell_of(bell))
    thread = threading.Thread(target=bell.wait)
    thread.start()
    await asyncio.sleep(0)
    await anext(generator)
    with subprocess.Popen(["/bin/cat"], stdin=-1) as child:  # noqa: ASYNC220
        async with Leftovers() as left:
            await asyncio.sleep(0)
        child.kill()
    bell.set()
    thread.join()
    await generator.aclose()
    await task
    assert left.found == ()


async def bell_of(bell: threading.Event) -> None:
    """Wait for the bell on a thread."""
    await asyncio.to_thread(bell.wait)


async def test_thread_that_needs_the_loop_is_served() -> None:
    """A thread may ask the loop again and again before it ends, late as it may come to it."""
    loop = asyncio.get_running_loop()

    def ask() -> None:
        for _ in range(5):
            time.sleep(0.001)
            asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result()

    async with Leftovers() as left:
        threading.Thread(target=ask).start()
    assert left.found == ()


class Starting(threading.Thread):
    """A thread that gets no processor at first, so that it does not even have a number."""

    def __init__(self) -> None:
        super().__init__()
        self.number: int | None = None

    @property
    def native_id(self) -> int | None:
        """None before it runs, as between the moment that it is started and its first step."""
        return self.number

    def run(self) -> None:
        """Come late, and end."""
        time.sleep(0.2)
        self.number = threading.get_native_id()


def test_thread_that_starts_late_is_waited_for() -> None:
    """It ends by itself, so it is not left."""
    with Leftovers() as left:
        Starting().start()
    assert left.found == ()


async def test_stubborn_and_restless_tasks_do_not_hold_the_scope() -> None:
    """A task that ignores its cancellation, or never pauses, is found and no more."""

    async def stay() -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(3600)
        await asyncio.sleep(3600)

    async def spin() -> None:
        for _ in itertools.count():
            await asyncio.sleep(0)

    async with Leftovers() as left:
        tasks = [asyncio.create_task(stay()), asyncio.create_task(spin())]
    left.clear()
    await asyncio.sleep(0)
    assert [str(one) for one in left.found] == ["task spin", "task stay"]
    assert [task.done() for task in tasks] == [False, True]
    tasks[0].cancel()
    await asyncio.wait(tasks)


async def test_scope_in_a_scope() -> None:
    """What an inner scope leaves and clears away is not charged to the outer one."""
    async with Leftovers() as outer:
        async with Leftovers() as inner:
            task = asyncio.create_task(asyncio.sleep(3600))
        inner.clear()
    assert [one.kind for one in inner.found] == ["task"]
    assert outer.found == ()
    assert task.cancelled()


async def test_scopes_may_overlap() -> None:
    """They need not end in the order in which they began."""
    first, second = Leftovers(), Leftovers()
    await first.__aenter__()
    await second.__aenter__()
    await first.__aexit__()
    task = asyncio.create_task(asyncio.sleep(3600))
    await second.__aexit__()
    second.clear()
    assert (len(first.found), len(second.found)) == (0, 1)
    await asyncio.wait([task])


async def test_plain_with_in_a_loop_only_looks() -> None:
    """Where the loop cannot turn, what would have ended is found."""
    with Leftovers() as left:
        task = asyncio.create_task(asyncio.sleep(0))
    await task
    assert [str(one) for one in left.found] == ["task sleep"]


def test_clear_ends_what_it_can() -> None:
    """Tasks are cancelled, children killed, temporary files removed."""

    async def leave() -> tuple[str, str, subprocess.Popen[bytes], asyncio.Task[None]]:
        with tempfile.NamedTemporaryFile(delete=False) as file:
            child = subprocess.Popen(["/bin/sleep", "60"])  # noqa: ASYNC220
            return tempfile.mkdtemp(), file.name, child, asyncio.create_task(asyncio.sleep(3600))

    with asyncio.Runner() as runner:
        runner.get_loop()
        with Leftovers() as left:
            folder, file, child, task = runner.run(leave())
        left.clear()
        assert (Path(folder).exists(), Path(file).exists()) == (False, False)
        assert child.wait() == -signal.SIGKILL
        assert task.cancelled()


def test_failure_comes_through() -> None:
    """An exception in the block is not hidden, and the scope has still looked."""
    left = Leftovers()
    with pytest.raises(KeyError), left:
        raise KeyError("order")
    assert left.found == ()


def test_figure() -> None:
    """How much was left is shown."""
    with Leftovers() as left, suppress(KeyError):
        tempfile.mkdtemp()
    left.clear()
    figure = {"name": "left behind", "value": 1, "unit": "things"}
    assert left.observed() == {"figures": [figure]}


def test_asked_too_early() -> None:
    """Inside the block nothing is known yet."""
    with Leftovers() as left, pytest.raises(LeftoversError, match="after the block"):
        _ = left.found


def test_second_block() -> None:
    """Leftovers are of one block."""
    with Leftovers() as left:
        pass
    with pytest.raises(LeftoversError, match="make new Leftovers"):
        left.__enter__()


def test_elsewhere_than_on_linux(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks, threads and exceptions are found without the kernel's help."""

    def unsupported(*_: object) -> None:
        raise ParkedUnsupported

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(module, "come_to_rest", unsupported)
    bell = threading.Event()
    with Leftovers() as left, Path(__file__).open() as file:
        threading.Thread(target=bell.wait).start()
        file.readline()
    bell.set()
    assert [str(one) for one in left.found] == ["thread wait"]
