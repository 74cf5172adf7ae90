"""What a trace keeps of a long run, and of its gauges."""

import asyncio

from checks.probes.clock import ClockLoop
from checks.probes.trace import Recorder
from checks.tooling.probes.on_clock import lanes, traced


class Time:
    """A clock to set by hand."""

    now = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def test_more_lanes_than_are_kept() -> None:
    """The first 24 lanes are kept, the others counted; marks of the others are left out."""

    async def worker(clock: ClockLoop) -> None:
        await asyncio.sleep(1)
        clock.mark("done")

    async def main(clock: ClockLoop) -> None:
        await asyncio.gather(*(worker(clock) for _ in range(99)))

    trace = traced(main)
    assert (len(trace["lanes"]), trace["more_lanes"]) == (24, 76)
    assert {mark["lane"] for mark in trace["marks"]} == set(range(1, 24))


def test_more_points_than_are_kept() -> None:
    """A thinned gauge keeps its peak and its last value, in order."""
    time = Time()
    gauge = Recorder(time).gauge("depth", "items")
    for now in range(10_001):
        time.now = now
        gauge.set(9999 if now == 5003 else now % 100)
    points = gauge.shown()["points"]
    assert len(points) <= 200
    assert [5003, 9999] in points
    assert points[-1] == [10_000, 0]
    assert points == sorted(points)


def test_more_marks_than_are_kept() -> None:
    """Of too many marks every second, third, ... is kept."""
    recorder = Recorder(Time())
    lane = recorder.lane("loop")
    for number in range(150):
        recorder.mark(lane, f"{number}")
    texts = [int(mark["text"]) for mark in recorder.snapshot()["marks"]]
    assert texts == list(range(0, 150, 3))


def test_more_busy_spans_than_are_kept() -> None:
    """Neighbouring spans are joined, and their ends stay."""

    async def chew(clock: ClockLoop) -> None:
        for _ in range(1000):
            clock.block(1)
            await asyncio.sleep(1)

    async def main(clock: ClockLoop) -> None:
        await asyncio.gather(chew(clock))

    ((busy,),) = lanes(traced(main), "busy")
    assert len(busy) == 200
    assert busy[:2] == [[0, 9], [10, 19]]
    assert busy[-1] == [1990, 1999]


def test_gauge_is_a_step_function() -> None:
    """Of several values at one instant the last counts; names are made once."""
    time = Time()
    recorder = Recorder(time)
    for now, value in ((0, 0), (1, 5), (1, 2), (2.5, 2)):
        time.now = now
        recorder.gauge("in flight", "calls").set(value)
    assert recorder.snapshot()["gauges"] == [
        {"name": "in flight", "unit": "calls", "points": [[0, 0], [1, 2], [2.5, 2]]}
    ]


def test_whole_nanoseconds() -> None:
    """What is shown is free of the floats' last digits."""

    async def main(_: ClockLoop) -> None:
        for _step in range(3):
            await asyncio.sleep(0.1)

    assert traced(main)["end"] == 0.3
