"""Names of what stands are the same on every run and on every machine."""

import asyncio
import os
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from checks.probes import standing
from checks.probes.standing import Leftover


def test_leftover_reads_as_words() -> None:
    """Leftovers sort by kind and name, and read as both."""
    task, thread = Leftover("task", "refresh"), Leftover("thread", "poll")
    assert sorted([thread, task]) == [task, thread]
    assert str(task) == "task refresh"


async def test_task_names() -> None:
    """A task has its author's name or its coroutine's, never the interpreter's number."""
    plain = asyncio.create_task(asyncio.sleep(0))
    named = asyncio.create_task(asyncio.sleep(0), name="refresh")
    await asyncio.wait([plain, named])
    assert [standing.task_name(one) for one in (plain, named)] == ["sleep", "refresh"]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Thread-12 (poll)", "poll"),
        ("Thread-7", "Thread"),
        ("ThreadPoolExecutor-3_0", "ThreadPoolExecutor"),
        ("asyncio-waitpid-0", "asyncio-waitpid"),
        ("export_1", "export"),
        ("refresh", "refresh"),
    ],
)
def test_thread_names(name: str, plain: str) -> None:
    """A thread has its target's name or its pool's, never the interpreter's number."""
    assert standing.thread_name(threading.Thread(name=name)) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("disk full", "disk full"),
        ("first\nsecond", "first"),
        ("at <Task at 0x7f12 coro=<f() at a.py>>", "at Task"),
        ("unclosed <socket.socket fd=9, laddr=('::1', 5)>", "unclosed socket.socket"),
        ("No such file: '/srv/run-1/x/rows.csv'", "No such file: 'rows.csv'"),
        ("subprocess 4711 is still running", "subprocess is still running"),
        ("pid 12 and 3 rows", "pid and 3 rows"),
        ("1/2 of a/b", "1/2 of a/b"),
    ],
)
def test_plain(text: str, plain: str) -> None:
    """Text of others is rid of addresses, numbers of processes and folders."""
    assert standing.plain(text) == plain


def test_idle_worker() -> None:
    """A worker of a default executor is idle between jobs; of another pool it never is."""
    go, gone = threading.Event(), threading.Event()
    for prefix, idle in (("asyncio", True), ("export", False)):
        with ThreadPoolExecutor(1, thread_name_prefix=prefix) as pool:
            job = pool.submit(go.wait)
            (worker,) = (one for one in threading.enumerate() if one.name == f"{prefix}_0")
            assert not standing.is_idle(worker)
            go.set()
            job.result()
            while idle and not standing.is_idle(worker):
                gone.wait(0.001)
            assert standing.is_idle(worker) is idle
        go.clear()
    assert not standing.is_idle(worker)


def test_descriptor_names(tmp_path: Path) -> None:
    """A descriptor has the name of its file, or of its kind."""
    before = standing.descriptors()
    path = tmp_path / "rows.csv"
    reader, writer = os.pipe()
    loop = asyncio.new_event_loop()
    with socket.socket(), path.open("w"):
        names = opened(before)
        path.unlink()
        assert "deleted file" in opened(before)
    loop.close()
    os.close(reader)
    os.close(writer)
    assert names == ["eventpoll", "pipe", "pipe", "rows.csv", "socket", "socket", "socket"]
    assert opened(before) == []


def opened(before: dict[int, str]) -> list[str]:
    """Return the names of the descriptors that were not there before."""
    now = standing.descriptors().items() - before.items()
    return sorted(standing.descriptor_name(target) for _, target in now)
