"""A thread is parked when it sleeps and nothing wakes it, whatever else the machine does."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from checks.probes import parked as module
from checks.probes.parked import (
    ParkedUnsupported,
    come_to_rest,
    is_parked,
    other_threads,
    others_are_parked,
    switches,
)


@contextmanager
def running(target: Callable[[], object], done: Callable[[], object]) -> Iterator[int]:
    """Run a thread for the block; `done` ends it."""
    thread = threading.Thread(target=target)
    thread.start()
    try:
        assert thread.native_id is not None
        yield thread.native_id
    finally:
        done()
        thread.join()


def spin(stop: threading.Event) -> None:
    """Keep a processor busy, and the GIL."""
    while not stop.is_set():
        pass


def poll(stop: threading.Event) -> None:
    """Look at the event ten times as often as a parked thread may run."""
    while not stop.is_set():
        time.sleep(0.01)


def test_waiting_thread_is_parked() -> None:
    """A thread that waits for an event comes to rest, and is then parked."""
    bell = threading.Event()
    with running(bell.wait, bell.set) as thread:
        assert come_to_rest(lambda: [thread])
        assert is_parked(thread)


def test_blocking_call_is_parked(tmp_path: Path) -> None:
    """So does one in a system call that blocks: a FIFO nobody reads."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with running(lambda: fifo.write_text("x"), fifo.read_text) as thread:
        assert come_to_rest(lambda: [thread])


@pytest.mark.parametrize("restless", [spin, poll])
def test_moving_thread_is_not_parked(restless: Callable[[threading.Event], None]) -> None:
    """Neither one that computes nor one that keeps looking is ever parked."""
    stop = threading.Event()
    with running(lambda: restless(stop), stop.set) as thread:
        assert not any(is_parked(thread) for _ in range(20))


def test_thread_that_waits_for_the_gil_is_not_parked() -> None:
    """Two threads that compute take turns: the one that waits wakes to ask for its turn."""
    stop = threading.Event()
    with running(lambda: spin(stop), stop.set) as one, running(lambda: spin(stop), stop.set) as two:
        assert not any(is_parked(one) or is_parked(two) for _ in range(5))


def test_all_of_several_must_rest() -> None:
    """Several threads are parked only together."""
    stop, bell = threading.Event(), threading.Event()
    with running(bell.wait, bell.set) as idle, running(lambda: spin(stop), stop.set) as busy:
        assert not is_parked(idle, busy)
        assert come_to_rest(lambda: [idle])


def test_nobody_is_parked_trivially() -> None:
    """Of no threads, all are parked."""
    assert is_parked()
    assert come_to_rest(list)


def test_ended_thread_is_not_parked() -> None:
    """A thread that has gone does not wait for anything."""
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()
    assert thread.native_id is not None
    assert not is_parked(thread.native_id)
    assert switches(thread.native_id) is None


def test_asking_thread_is_not_parked() -> None:
    """Whoever asks is running."""
    assert not is_parked(threading.get_native_id())


def test_others_are_all_threads_but_the_asking_one() -> None:
    """One that moves is enough for the others not to be parked."""
    stop, bell = threading.Event(), threading.Event()
    with running(bell.wait, bell.set) as idle:
        with running(lambda: poll(stop), stop.set) as busy:
            assert {idle, busy} <= other_threads()
            assert threading.get_native_id() not in other_threads()
            assert not any(others_are_parked() for _ in range(5))
        assert come_to_rest(other_threads)
        assert others_are_parked()


def test_thread_that_has_just_been_started_is_not_overlooked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It appears when the others have been listed, and has got no processor yet."""
    bell = threading.Event()
    late = threading.Thread(target=bell.wait)

    def watched(*_threads: int) -> bool:
        late.start()
        return True

    monkeypatch.setattr(module, "is_parked", watched)
    assert not others_are_parked()
    bell.set()
    late.join()


def test_threads_of_other_processes_count() -> None:
    """A process that sleeps is parked; a stopped one, too: it does not run before it is told to."""
    with subprocess.Popen(["/bin/sleep", "60"]) as child:
        assert come_to_rest(lambda: [child.pid])
        child.send_signal(signal.SIGSTOP)
        assert come_to_rest(lambda: [child.pid])
        child.kill()


def test_rest_is_awaited() -> None:
    """A thread that ends by itself is waited for, however long it keeps moving."""
    stop = threading.Event()
    thread = threading.Thread(target=poll, args=[stop])
    thread.start()
    threading.Timer(0.3, stop.set).start()
    assert come_to_rest(lambda: [thread.native_id or 0] if thread.is_alive() else [])
    assert not thread.is_alive()


def test_spinning_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that computes on and on is no longer waited for; others still are."""
    monkeypatch.setattr(module, "_SPINS", 50_000_000)
    stop, bell = threading.Event(), threading.Event()
    with running(lambda: spin(stop), stop.set) as busy, running(bell.wait, bell.set) as idle:
        assert not come_to_rest(lambda: [busy, idle])


def test_polling_is_given_up() -> None:
    """Patience ends the wait for a thread that neither rests nor computes."""
    stop = threading.Event()
    with running(lambda: poll(stop), stop.set) as thread:
        assert not come_to_rest(lambda: [thread], patience=0.1)


def test_unsupported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the kernel's counters the probe refuses, and says what to do."""
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    with pytest.raises(ParkedUnsupported, match="run it on Linux"):
        is_parked(1)
    with pytest.raises(ParkedUnsupported, match="run it on Linux"):
        others_are_parked()
