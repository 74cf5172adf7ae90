"""What ran when: lanes of tasks and threads, gauges and marks on one time line."""

import asyncio
import itertools
import re
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

Kind = Literal["task", "thread"]
Ending = Literal["done", "failed", "cancelled", "refused", "alive"]
T = TypeVar("T")
R = TypeVar("R")

MAX_LANES, MAX_POINTS, MAX_MARKS, MAX_BUSY = 24, 200, 60, 200
_DEFAULT_TASK_NAME = re.compile(r"Task-\d+|None")
_LOOP_INTERNAL = ("BaseEventLoop.", "ClockLoop.", "BaseSubprocessTransport.")


@dataclass(slots=True, eq=False)
class Lane:
    """One task or worker thread on the time line, in seconds of the recorder's clock."""

    name: str
    kind: Kind
    number: int
    start: float
    end: float | None = None
    ending: Ending = "alive"
    note: str = ""
    busy: list[tuple[float, float]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class GaugeLine:
    """A number over time, as a step function; of several values at one instant the last counts."""

    name: str
    unit: str
    time: Callable[[], float]
    points: list[tuple[float, float]] = field(default_factory=list)

    def set(self, value: float) -> None:
        """Note that from now on the gauge shows ``value``."""
        now = self.time()
        if self.points and self.points[-1][0] == now:
            self.points.pop()
        self.points.append((now, value))


class Recorder:
    """Keeps the lanes, gauges and marks of one run on the clock ``time``.

    >>> seconds = iter([0.0, 0.5, 2.0, 2.0])
    >>> recorder = Recorder(lambda: next(seconds))
    >>> lane = recorder.lane("save_report", "thread")
    >>> recorder.mark(lane, "disk full")
    >>> recorder.end(lane, "failed", "OSError")
    >>> trace = recorder.snapshot()
    >>> trace["lanes"][0]["ending"], trace["end"], trace["marks"]
    ('failed', 2.0, [{'time': 0.5, 'lane': 0, 'text': 'disk full'}])

    Proves nothing by itself: it is what a reader sees of a run.
    Limits: the first 24 lanes are kept, the others only counted (their marks are left out);
    a gauge with more than 200 points keeps the highest of each group of neighbours and the last;
    of more than 60 marks every second, third, ... is kept;
    a lane that was busy more than 200 times has neighbouring spans joined.
    ``on_suspend(traced, awaited)``, if set, is called in a task whenever it is about to wait.
    Raises nothing.
    """

    def __init__(self, time: Callable[[], float]) -> None:
        self.time = time
        self.on_suspend: Callable[[Traced[Any], object], object] | None = None
        self._count = itertools.count()
        self.clear()

    def clear(self) -> None:
        """Forget what was recorded; tasks that still run are not shown again."""
        self._lanes: list[Lane] = []
        self._more_lanes = 0
        self._gauges: dict[str, GaugeLine] = {}
        self._marks: list[tuple[float, Lane, str]] = []

    def lane(self, name: str, kind: Kind = "task") -> Lane:
        """Open a lane that starts now."""
        lane = Lane(name, kind, next(self._count), self.time())
        if len(self._lanes) < MAX_LANES:
            self._lanes.append(lane)
        else:
            self._more_lanes += 1
        return lane

    def task(self, coro: Coroutine[Any, Any, T]) -> "Coroutine[Any, Any, T]":
        """Wrap a task's coroutine so that it keeps a lane; the loop's own errands have none."""
        if getattr(coro, "__qualname__", "").startswith(_LOOP_INTERNAL):
            return coro
        name = getattr(coro, "__name__", type(coro).__name__)
        return Traced(coro, self, self.lane("caller" if name.startswith("test_") else name))

    def end(self, lane: Lane, ending: Ending, note: str = "") -> None:
        """Close a lane now; the first ending stays, so "refused" outlives the task's own."""
        if lane.end is None:
            lane.end, lane.ending, lane.note = self.time(), ending, note

    def mark(self, lane: Lane, text: str) -> None:
        """Put a word at this moment of a lane."""
        self._marks.append((self.time(), lane, text))

    def gauge(self, name: str, unit: str) -> GaugeLine:
        """Give the gauge of that name, made at its first use."""
        return self._gauges.setdefault(name, GaugeLine(name, unit, self.time))

    def snapshot(self) -> dict[str, Any]:
        """Show the run so far as JSON-able data; lanes still open end now, as "alive"."""
        now = self.time()
        index = {id(lane): position for position, lane in enumerate(self._lanes)}
        marks = [
            (time, index[id(lane)], text) for time, lane, text in self._marks if id(lane) in index
        ]
        stride = -(-len(marks) // MAX_MARKS) or 1
        return {
            "end": _round(now),
            "lanes": [
                _lane(lane, name, now)
                for lane, name in zip(self._lanes, self._names(), strict=True)
            ],
            "more_lanes": self._more_lanes,
            "gauges": [_gauge(gauge) for gauge in self._gauges.values()],
            "marks": [
                {"time": _round(time), "lane": lane, "text": text}
                for time, lane, text in marks[::stride]
            ],
        }

    def _names(self) -> list[str]:
        seen: Counter[str] = Counter()
        names = []
        for lane in self._lanes:
            seen[lane.name] += 1
            names.append(f"{lane.name} {seen[lane.name]}" if seen[lane.name] > 1 else lane.name)
        return names


class Traced(Coroutine[Any, Any, R]):
    """A task's coroutine that tells the recorder when it runs, and how it ends.

    A class, not a generator: 3.12 refuses generators as coroutines.
    Everything else (``cr_frame``, ``cr_await``, ...) is that of the coroutine inside.
    """

    __slots__ = ("_coro", "_named", "_recorder", "lane")

    def __init__(self, coro: Coroutine[Any, Any, R], recorder: Recorder, lane: Lane) -> None:
        self._coro, self._recorder, self.lane = coro, recorder, lane
        self._named = False

    def send(self, value: Any, /) -> Any:
        """Run the task's next step."""
        return self._step(self._coro.send, value)

    def throw(self, *error: Any) -> Any:
        """Run the task's next step with an exception, as a cancellation does."""
        return self._step(self._coro.throw, *error)

    def close(self) -> None:
        """Close the coroutine."""
        self._coro.close()

    def __await__(self) -> Any:
        return self._coro.__await__()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._coro, name)

    def __del__(self) -> None:
        # A task that is garbage collected while it waits gets no further step.
        if self._named:
            self._recorder.end(self.lane, "failed", "garbage collected")

    def _step(self, resume: Callable[..., Any], *args: Any) -> Any:
        recorder, lane = self._recorder, self.lane
        if not self._named:
            self._take_name()
        start = recorder.time()
        try:
            awaited = resume(*args)
        except StopIteration:
            recorder.end(lane, "done")
            raise
        except asyncio.CancelledError:
            recorder.end(lane, "cancelled")
            raise
        except BaseException as error:
            recorder.end(lane, "failed", type(error).__name__)
            raise
        finally:
            if (now := recorder.time()) > start:
                lane.busy.append((start, now))
        if recorder.on_suspend is not None:
            recorder.on_suspend(self, awaited)
        return awaited

    def _take_name(self) -> None:
        # Up to 3.13 a task gets its name after it was made, so not before its first step.
        self._named = True
        task = asyncio.current_task()
        if task is not None and not _DEFAULT_TASK_NAME.fullmatch(task.get_name()):
            self.lane.name = task.get_name()


def _round(seconds: float) -> float:
    """Whole nanoseconds: 0.1 + 0.2 reads 0.3."""
    return round(seconds, 9)


def _lane(lane: Lane, name: str, now: float) -> dict[str, Any]:
    return {
        "name": name,
        "kind": lane.kind,
        "start": _round(lane.start),
        "end": _round(now if lane.end is None else lane.end),
        "ending": lane.ending,
        "note": lane.note,
        "busy": [
            [_round(group[0][0]), _round(group[-1][1])] for group in _groups(lane.busy, MAX_BUSY)
        ],
    }


def _gauge(gauge: GaugeLine) -> dict[str, Any]:
    groups = _groups(gauge.points[:-1], MAX_POINTS - 1)
    points = [max(group, key=lambda point: point[1]) for group in groups] + gauge.points[-1:]
    return {
        "name": gauge.name,
        "unit": gauge.unit,
        "points": [[_round(time), value] for time, value in points],
    }


def _groups(items: Sequence[T], limit: int) -> list[Sequence[T]]:
    """Cut into runs of neighbours, at most ``limit`` of them."""
    size = -(-len(items) // limit) or 1
    return [items[start : start + size] for start in range(0, len(items), size)]
