"""What ran when: lanes of tasks and threads, gauges and marks on one time line."""

import asyncio
import itertools
import re
from collections import Counter
from collections.abc import Callable, Coroutine, Generator
from typing import Any, TypeVar

from .lanes import Ending, GaugeLine, Kind, Lane, groups, whole_ns

R = TypeVar("R")

MAX_LANES, MAX_MARKS = 24, 60
_CALLER = "caller"  # the lane of the check itself
_ERRANDS = ("BaseEventLoop.", "ClockLoop.", "BaseSubprocessTransport.")


class Recorder:
    """Keeps the lanes, gauges and marks of one run on the clock ``time``, in its seconds.

    >>> seconds = iter([0.0, 0.5, 2.0, 2.0])
    >>> recorder = Recorder(lambda: next(seconds))
    >>> lane = recorder.lane("save_report", "thread")
    >>> recorder.mark(lane, "disk full")
    >>> recorder.end(lane, "failed", "OSError")
    >>> trace = recorder.snapshot()
    >>> trace["lanes"][0]["ending"], trace["end"], trace["marks"]
    ('failed', 2.0, [{'time': 0.5, 'lane': 0, 'text': 'disk full'}])

    It proves nothing by itself; it is what a reader sees of a run. ``on_suspend``, if set, is
    called with the task's Traced and what it is about to wait for, at each suspension.

    Limits: the first 24 lanes are kept and the others only counted, without their marks.
    Of more than 200 points a gauge keeps the highest of each group of neighbours, and the last.
    Of more than 60 marks every second is kept, or every third, and so on.
    Of more than 200 busy spans neighbours are joined. It raises nothing.
    """

    def __init__(self, time: Callable[[], float]) -> None:
        self.time = time
        self.on_suspend: Callable[[Traced[Any], object], object] | None = None
        self._numbers = itertools.count()
        self._lanes: list[Lane] = []
        self._more_lanes = 0
        self._gauges: dict[str, GaugeLine] = {}
        self._marks: list[tuple[float, Lane, str]] = []

    def lane(self, name: str, kind: Kind = "task") -> Lane:
        """Open a lane that starts now."""
        lane = Lane(name, kind, next(self._numbers), self.time())
        if len(self._lanes) < MAX_LANES:
            self._lanes.append(lane)
        else:
            self._more_lanes += 1
        return lane

    def end(self, lane: Lane, ending: Ending, note: str = "") -> None:
        """Close a lane now; its first ending stays, so "refused" outlasts the task's own."""
        if lane.end is None:
            lane.end, lane.ending, lane.note = self.time(), ending, note

    def mark(self, lane: Lane, text: str) -> None:
        """Put a word at this moment of a lane."""
        self._marks.append((self.time(), lane, text))

    def gauge(self, name: str, unit: str) -> GaugeLine:
        """Give the gauge of that name, made at its first use."""
        return self._gauges.setdefault(name, GaugeLine(name, unit, self.time))

    def task(self, coro: Coroutine[Any, Any, R]) -> Coroutine[Any, Any, R]:
        """Wrap a task's coroutine so that it keeps a lane, unless nobody would see that.

        The loop's own errands get none, and the others none once there are enough.
        """
        if is_errand(coro):
            return coro
        name = coroutine_name(coro)
        if name.startswith("test_"):
            name = _CALLER
            self._lanes = [lane for lane in self._lanes if lane.end is None]  # no fixtures' tasks
        if len(self._lanes) >= MAX_LANES and self.on_suspend is None:
            self._more_lanes += 1
            return coro
        return Traced(coro, self, self.lane(name))

    def snapshot(self) -> dict[str, Any]:
        """Show the run so far as JSON-able data; a lane still open ends now, "alive"."""
        now = self.time()
        shown = {lane: index for index, lane in enumerate(self._lanes)}
        marks = [
            {"time": whole_ns(time), "lane": shown[lane], "text": text}
            for time, lane, text in self._marks
            if lane in shown
        ]
        return {
            "end": whole_ns(now),
            "lanes": [lane.shown(name, now) for lane, name in self._named()],
            "more_lanes": self._more_lanes,
            "gauges": [gauge.shown() for gauge in self._gauges.values()],
            "marks": [group[0] for group in groups(marks, MAX_MARKS)],
        }

    def _named(self) -> list[tuple[Lane, str]]:
        """Tell lanes of one name apart by a number, from the second on."""
        seen: Counter[str] = Counter()
        named = []
        for lane in self._lanes:
            seen[lane.name] += 1
            named.append((lane, f"{lane.name} {seen[lane.name]}".removesuffix(" 1")))
        return named


class Traced(Coroutine[Any, Any, R]):
    """A task's coroutine that tells a recorder when it runs, and how it ends.

    It is a class and not a generator, which 3.12 refuses as a task's coroutine.
    Whatever else is asked of it (``cr_frame``, ``cr_await``) the coroutine inside answers.
    """

    __slots__ = ("_coro", "_recorder", "_stepped", "lane")

    def __init__(self, coro: Coroutine[Any, Any, R], recorder: Recorder, lane: Lane) -> None:
        self._coro, self._recorder, self.lane = coro, recorder, lane
        self._stepped = False

    def send(self, value: object, /) -> object:
        """Take the task's next step."""
        return self._step(self._coro.send, value)

    def throw(self, *error: Any) -> object:  # noqa: ANN401 - (type, value, traceback) or (value)
        """Take the task's next step with an exception, such as a cancellation."""
        return self._step(self._coro.throw, *error)

    def close(self) -> None:
        """Close the coroutine inside."""
        self._coro.close()

    def __await__(self) -> Generator[Any, Any, R]:
        return self._coro.__await__()

    def __getattr__(self, name: str) -> object:
        return getattr(self._coro, name)

    def __del__(self) -> None:
        if self._stepped:  # and not ended: its task was garbage collected
            self._recorder.end(self.lane, "failed", "garbage collected")

    def _step(self, resume: Callable[..., object], *args: object) -> object:
        recorder, lane = self._recorder, self.lane
        if not self._stepped:
            self._begin()
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
            if lane.name == _CALLER and isinstance(error, AssertionError):
                recorder.end(lane, "done")  # a check's verdict is no event of the run
            else:
                recorder.end(lane, "failed", type(error).__name__)
            raise
        finally:
            if (now := recorder.time()) > start:
                lane.busy.append((start, now))
        if recorder.on_suspend is not None:
            recorder.on_suspend(self, awaited)
        return awaited

    def _begin(self) -> None:
        """Take over the name that the author gave the task, known no sooner than now."""
        self._stepped = True
        task = asyncio.current_task()
        self.lane.name = (task and given_name(task)) or self.lane.name


def is_errand(coro: object) -> bool:
    """Tell what a loop runs for itself from what a program has started."""
    named = getattr(coro, "__qualname__", "")
    return not asyncio.iscoroutine(coro) or named.startswith(_ERRANDS)


def coroutine_name(coro: object) -> str:
    """Return the name of a coroutine's function, else of its type."""
    return getattr(coro, "__name__", None) or type(coro).__name__


def given_name(task: asyncio.Task[Any]) -> str:
    """Return the name that its author gave the task; empty if it is asyncio's."""
    name = task.get_name()
    return "" if re.fullmatch(r"Task-\d+|None", name) else name
