"""The gauge counts who is inside, from tasks and threads, and refuses what it cannot count."""

import asyncio
import threading

import pytest

from checks.probes.gauge import Gauge, GaugeError
from checks.probes.trace import Recorder


def test_peak_is_what_was_inside_together() -> None:
    """The peak outlasts those who made it, and later smaller crowds do not move it."""
    gauge = Gauge()
    with gauge, gauge:
        pass
    with gauge:
        assert (gauge.now, gauge.peak) == (1, 2)
    assert gauge.now == 0


def test_failure_leaves() -> None:
    """An exception inside leaves the gauge, and is not swallowed."""
    gauge = Gauge()
    with pytest.raises(KeyError), gauge:
        raise KeyError("no such job")
    assert (gauge.now, gauge.peak) == (0, 1)


async def test_cancellation_leaves() -> None:
    """A cancelled call is no longer in flight."""
    gauge = Gauge()

    async def wait() -> None:
        with gauge:
            await asyncio.Event().wait()

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    assert gauge.now == 1
    task.cancel()
    await asyncio.wait([task])
    assert gauge.now == 0


def test_threads() -> None:
    """Threads are counted exactly: all of them meet inside."""
    gauge = Gauge("busy", "threads")
    barrier = threading.Barrier(8)

    def work() -> None:
        with gauge:
            barrier.wait(timeout=30)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (gauge.now, gauge.peak) == (0, 8)


def test_set_takes_over_a_count() -> None:
    """A count kept elsewhere is taken over as it is."""
    gauge = Gauge("queue depth", "items")
    for depth in (1, 5, 2):
        gauge.set(depth)
    assert (gauge.now, gauge.peak) == (2, 5)


def test_observed() -> None:
    """What is shown is the peak, under the gauge's own name and unit."""
    gauge = Gauge("open", "connections")
    with gauge:
        pass
    figure = {"name": "peak open", "value": 1, "unit": "connections"}
    assert gauge.observed() == {"figures": [figure]}


def test_recorder_gets_a_step_for_each_change() -> None:
    """With a recorder, each change is a step on its time line."""
    now = 0.0
    recorder = Recorder(lambda: now)
    gauge = Gauge("in flight", "calls", recorder)
    now = 1.0
    with gauge:
        now = 3.0
    steps = {"name": "in flight", "unit": "calls", "points": [[0.0, 0], [1.0, 1], [3.0, 0]]}
    assert recorder.snapshot()["gauges"] == [steps]


def test_left_too_often() -> None:
    """More leaving than entering is a mistake, and leaves the count as it was."""
    gauge = Gauge()
    with pytest.raises(GaugeError, match=r"would fall to -1 calls: leave it once"):
        gauge.__exit__()
    assert gauge.now == 0
