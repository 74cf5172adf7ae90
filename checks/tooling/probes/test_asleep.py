"""Who sleeps on a lock is told from who waits for anything else."""

import os
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest

from checks.probes.asleep import PatientLock, lock_wait

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/syscall").exists(), reason="the kernel does not tell"
)


def sleep_of(wait: Callable[[], object], wake: Callable[[], object], patience: float = 20) -> str:
    """Describe the sleep of a thread that waits, as soon as it is told."""
    thread = threading.Thread(target=wait)
    thread.start()
    give_up = time.monotonic() + patience
    sleep = ""
    while not sleep and time.monotonic() < give_up:
        time.sleep(0.001)
        sleep = lock_wait(thread.native_id)
    wake()
    thread.join()
    return sleep


def test_locks() -> None:
    """Whatever waits without a limit for another thread is asleep."""
    lock, event, items, future = (
        threading.Lock(),
        threading.Event(),
        queue.Queue[int](),
        Future[int](),
    )
    lock.acquire()
    assert sleep_of(lock.acquire, lock.release)
    assert sleep_of(event.wait, event.set)
    assert sleep_of(items.get, lambda: items.put(1))
    assert sleep_of(future.result, lambda: future.set_result(1))


def test_other_waits() -> None:
    """A limit, a nap, a pipe or plain work is no such sleep, however long one looks."""
    event, stop = threading.Event(), threading.Event()
    reading, writing = os.pipe()

    def work() -> None:
        while not stop.is_set():
            pass

    assert not sleep_of(lambda: event.wait(60), event.set, 0.1)
    assert not sleep_of(lambda: time.sleep(0.2), print, 0.1)
    assert not sleep_of(lambda: os.read(reading, 1), lambda: os.write(writing, b"!"), 0.1)
    assert not sleep_of(work, stop.set, 0.1)
    os.close(reading)
    os.close(writing)


def test_patient_lock() -> None:
    """Its waiters do not count as asleep, and it excludes them."""
    lock, inside = PatientLock(), []

    def enter() -> None:
        with lock:
            inside.append("second")

    with lock:
        thread = threading.Thread(target=enter)
        thread.start()
        time.sleep(0.05)
        assert not lock_wait(thread.native_id)
        inside.append("first")
    thread.join()
    assert inside == ["first", "second"]


def test_new_sleep_is_another() -> None:
    """A thread that ran in between does not look as if it had slept on."""
    items, sleeps = queue.SimpleQueue[str](), set[str]()

    def serve() -> None:
        while items.get():
            pass

    thread = threading.Thread(target=serve)
    thread.start()
    while len(sleeps) < 5:
        time.sleep(0.001)
        if sleep := lock_wait(thread.native_id):
            assert sleep not in sleeps
            sleeps.add(sleep)
            items.put("go on")
            while lock_wait(thread.native_id) == sleep:
                pass
    items.put("")
    thread.join()


@pytest.mark.parametrize("native_id", [None, 0, 2**30])
def test_no_thread(native_id: int | None) -> None:
    """Who is not there does not sleep."""
    assert lock_wait(native_id) == ""


def test_no_proc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the kernel does not tell, nobody is said to sleep."""
    monkeypatch.setattr("checks.probes.asleep.Path", lambda _: tmp_path / "nowhere")
    assert lock_wait(threading.get_native_id()) == ""
