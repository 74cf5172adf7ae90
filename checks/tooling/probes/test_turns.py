"""The loop gate tells a loop that turns from one that is parked, and refuses empty proofs."""

import asyncio
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.probes import turns as module
from checks.probes.clock import ClockLoop
from checks.probes.parked import ParkedUnsupported
from checks.probes.turns import LoopGate, LoopGateError
from checks.soak.late import begin_late


class Fifo:
    """A file whose writer is kept until `release` opens it for reading."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = path
        self.readers: list[int] = []

    def write(self) -> None:
        """Write a few bytes, once there is a reader."""
        self.path.write_text("receipt")

    def release(self) -> None:
        """Give the writer a reader, without waiting for the writer."""
        self.readers.append(os.open(self.path, os.O_RDONLY | os.O_NONBLOCK))


@pytest.fixture
def fifo(tmp_path: Path) -> Iterator[Fifo]:
    """Return a FIFO nobody reads yet."""
    fifo = Fifo(tmp_path / "fifo")
    yield fifo
    for reader in fifo.readers:
        os.close(reader)


@pytest.mark.parametrize("awaits", [0, 1, 7, 49])
async def test_written_on_the_loop(fifo: Fifo, awaits: int) -> None:
    """The loop is parked in the call, after as many turns as the call awaited before."""
    async with LoopGate(fifo.release) as gate:
        for _ in range(awaits):
            await asyncio.sleep(0)
        fifo.write()
    assert (gate.turned, gate.parked) == (awaits, True)


async def test_turns_after_the_verdict_do_not_count(fifo: Fifo) -> None:
    """What the loop does once it was freed is no excuse."""
    async with LoopGate(fifo.release) as gate:
        fifo.write()
        for _ in range(100):
            await asyncio.sleep(0)
    assert (gate.turned, gate.parked) == (0, True)


async def test_written_on_a_thread(fifo: Fifo) -> None:
    """The gate opens after as many turns as it was given, and shows them as a figure."""
    async with LoopGate(fifo.release, turns=3) as gate:
        await asyncio.to_thread(fifo.write)
    figure = {"name": "turns of the loop during the call", "value": 3, "unit": "turns"}
    assert gate.observed() == {"figures": [figure]}


async def test_busy_threads_do_not_park_the_loop(fifo: Fifo) -> None:
    """A loop that has to wait for the GIL is late, not parked."""
    stop = threading.Event()

    def spin() -> None:
        while not stop.is_set():
            pass

    rivals = [threading.Thread(target=spin) for _ in range(4)]
    for rival in rivals:
        rival.start()
    try:
        async with LoopGate(fifo.release) as gate:
            await asyncio.to_thread(fifo.write)
    finally:
        stop.set()
        for rival in rivals:
            rival.join()
    assert (gate.turned, gate.parked) == (50, False)


async def test_loop_that_waits_for_a_thread_to_start_is_not_parked(
    fifo: Fifo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for as long as the new thread gets no processor, and then turns."""
    async with LoopGate(fifo.release) as gate:
        monkeypatch.setattr(threading.Thread, "_bootstrap", begin_late(0.4))
        await asyncio.to_thread(fifo.write)
    assert (gate.turned, gate.parked) == (50, False)


async def test_restless_threads_cost_patience_alone(fifo: Fifo) -> None:
    """While another thread polls, the loop is still found to be parked in the call."""
    stop = threading.Event()

    def poll() -> None:
        while not stop.wait(0.01):
            pass

    threading.Thread(target=poll).start()
    async with LoopGate(fifo.release, patience=0.5) as gate:
        fifo.write()
    stop.set()
    assert (gate.turned, gate.parked) == (0, True)


async def test_polling_on_the_loop_ends_by_patience() -> None:
    """A loop that neither turns nor sleeps is released at last, and has not turned."""
    done = threading.Event()
    async with LoopGate(done.set, patience=0.2) as gate:
        while not done.is_set():
            time.sleep(0.001)  # noqa: ASYNC251 - this is the fault to show
    assert (gate.turned, gate.parked) == (0, False)


async def test_without_the_kernels_counters(fifo: Fifo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the proof is unsupported, patience gives the same count."""

    def unsupported(*_threads: int) -> bool:
        raise ParkedUnsupported

    monkeypatch.setattr(module, "is_parked", unsupported)
    monkeypatch.setattr(module, "others_are_parked", unsupported)
    async with LoopGate(fifo.release, patience=0.2) as gate:
        fifo.write()
    assert (gate.turned, gate.parked) == (0, False)


async def test_call_that_waits_for_nothing_is_refused() -> None:
    """A block that ends by itself proves nothing."""
    with pytest.raises(LoopGateError, match=r"ended after 1 turns.*make the call depend on it"):
        async with LoopGate(int):
            await asyncio.sleep(0)


async def test_failure_in_the_block_comes_through() -> None:
    """The gate does not hide what went wrong before it opened, and still releases."""
    released = threading.Event()
    with pytest.raises(KeyError):
        async with LoopGate(released.set):
            raise KeyError("no such order")
    assert released.is_set()


async def test_failing_release_is_reported() -> None:
    """A release that raises does not leave the check waiting."""

    def release() -> None:
        raise OSError("no such file")

    with pytest.raises(LoopGateError, match=r"OSError\('no such file'\)"):
        async with LoopGate(release):
            await asyncio.Event().wait()


async def test_release_that_waits_is_reported() -> None:
    """A release has to return."""
    never = threading.Event()
    with pytest.raises(LoopGateError, match="still waiting"):
        async with LoopGate(never.wait, patience=0.1):
            await asyncio.sleep(0)
    never.set()


async def test_second_block_is_refused(fifo: Fifo) -> None:
    """A gate that was opened cannot be shut again."""
    gate = LoopGate(fifo.release)
    async with gate:
        await asyncio.to_thread(fifo.write)
    with pytest.raises(LoopGateError, match="make a new LoopGate"):
        await gate.__aenter__()


def test_virtual_time_is_refused(fifo: Fifo) -> None:
    """On the clock a thread and the loop never run together, so turns would mean nothing."""

    async def write() -> None:
        async with LoopGate(fifo.release):
            await asyncio.to_thread(fifo.write)

    refused = pytest.raises(LoopGateError, match="watch a Heartbeat")
    with asyncio.Runner(loop_factory=ClockLoop) as runner, refused:
        runner.run(write())


def test_no_turns_are_refused() -> None:
    """A gate that waits for nothing is open."""
    with pytest.raises(LoopGateError, match="at least one turn"):
        LoopGate(int, turns=0)
