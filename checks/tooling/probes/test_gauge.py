"""The gauge counts who is inside, from tasks and threads, and refuses what it cannot count."""

import asyncio
import doctest
import functools
import threading
from collections.abc import AsyncIterator, Awaitable, Iterator

import pytest

from checks.probes import gauge as module
from checks.probes.gauge import Gauge, GaugeError
from checks.probes.trace import Recorder


def test_docstring() -> None:
    """The example in the docstring runs."""
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


def test_peak_is_what_was_inside_together() -> None:
    """The peak outlasts those who made it, and later smaller crowds do not move it."""
    gauge = Gauge()
    with gauge, gauge:
        pass
    with gauge:
        assert (gauge.now, gauge.peak) == (1, 2)
    assert gauge.now == 0


async def test_async_with() -> None:
    """It can stand in for a dependency that is entered with `async with`."""
    gauge = Gauge()
    async with gauge as entered:
        assert entered is gauge
        assert gauge.now == 1
    assert gauge.now == 0


def test_failure_leaves() -> None:
    """An exception inside leaves the gauge, and is not swallowed."""
    gauge = Gauge()

    @gauge.around
    def fail() -> None:
        raise KeyError("no such job")

    with pytest.raises(KeyError):
        fail()
    assert (gauge.now, gauge.peak) == (0, 1)


async def test_cancellation_leaves() -> None:
    """A cancelled call is no longer in flight."""
    gauge = Gauge()
    wait = gauge.around(asyncio.Event().wait)
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

    @gauge.around
    def work() -> None:
        barrier.wait(timeout=30)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (gauge.now, gauge.peak) == (0, 8)


class Client:
    """A dependency whose instances are called, like a function, and awaited."""

    async def __call__(self, url: str) -> str:
        """Fetch it."""
        await asyncio.sleep(0)
        return url.upper()

    async def get(self, prefix: str, url: str) -> str:
        """Fetch it from below a prefix."""
        await asyncio.sleep(0)
        return prefix + url


@pytest.mark.parametrize("call", [Client(), functools.partial(Client().get, "a")])
async def test_around_keeps_call_and_result(call: functools.partial[Awaitable[str]]) -> None:
    """Partial functions and callable objects with a coroutine inside count to their end."""
    gauge = Gauge()
    fetch = gauge.around(call)
    results = await asyncio.gather(fetch("b"), fetch("c"))
    assert [result[-1].lower() for result in results] == ["b", "c"]
    assert gauge.peak == 2


def test_around_keeps_the_name() -> None:
    """A wrapped function is still known by its own name and words."""

    @Gauge().around
    def fetch() -> None:
        """Fetch it."""

    assert (fetch.__name__, fetch.__doc__) == ("fetch", "Fetch it.")


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


def later() -> Awaitable[None]:
    """Return before the work is done, as a plain function that hands on a coroutine does."""
    return asyncio.sleep(0)


def rows() -> Iterator[int]:
    """Return before the work is done, as generators do."""
    yield 1


async def pages() -> AsyncIterator[int]:
    """Return before the work is done, as asynchronous generators do."""
    yield 1


@pytest.mark.parametrize(
    ("function", "kind"), [(later, "coroutine"), (rows, "generator"), (pages, "async_generator")]
)
def test_around_refuses_what_ends_later(function: functools.partial[object], kind: str) -> None:
    """A call whose work goes on after it returned cannot be counted: it says so."""
    gauge = Gauge()
    with pytest.raises(GaugeError, match=rf"\(\) returned a {kind}, so the end of its work"):
        gauge.around(function)()
    assert gauge.now == 0
