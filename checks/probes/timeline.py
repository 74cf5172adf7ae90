"""When the time moves: the half of the clock that stands in for a selector's wait."""

import asyncio
import math
import selectors
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from .jobs import State
from .real_work import ClockError, RealWork
from .trace import Recorder
from .waiting import tasks_waiting
from .workers import Workers

_Events = list[tuple[selectors.SelectorKey, int]]

_TURNS = 500_000  # without a wait; then somebody surely polls


class Deadlock(BaseException):
    """Nothing is left to wait for; ``waiting`` tells where each task and thread waits.

    A BaseException, or the ``except Exception`` of the code under test would eat it.
    """

    def __init__(self, time: float, waiting: list[str]) -> None:
        self.waiting = tuple(waiting)
        super().__init__(f"nothing is left to wait for at {time:.12g} s")

    def __str__(self) -> str:
        return "\n  ".join([str(self.args[0]), *self.waiting])


class Timeline(asyncio.SelectorEventLoop):
    """A loop whose time moves only when its tasks, its workers and all real work wait."""

    _scheduled: list[asyncio.TimerHandle]
    _clock_resolution: float
    _default_executor: ThreadPoolExecutor | None

    def __init__(self, patience: float = 30.0) -> None:
        self._really = _Selector(self._wait)
        super().__init__(self._really)
        self.trace = Recorder(self.time)
        self._real = RealWork(self, self._really)
        self._workers = Workers(self.trace, self._real, patience)
        self._patience, self._turns = patience, 0
        self._background: set[asyncio.TimerHandle] = set()
        self._watchers: list[tuple[asyncio.Task[Any] | None, Callable[[Deadlock], object]]] = []

    def time(self) -> float:
        """Tell the virtual time, in seconds since the loop was made."""
        return self._workers.now

    @contextmanager
    def watch_deadlock(self, callback: Callable[[Deadlock], object]) -> Iterator[None]:
        """Have the next deadlock reported, once, instead of raised; the innermost hears of it."""
        watcher = asyncio.current_task(self), callback
        self._watchers.append(watcher)
        try:
            yield
        finally:
            if watcher in self._watchers:
                self._watchers.remove(watcher)

    def background(self, timer: asyncio.TimerHandle) -> None:
        """Make a timer no reason to go on: where only such are left, it is a deadlock."""
        self._background = {t for t in self._background if t.when() > self.time()} | {timer}

    def _wait(self, timeout: float | None) -> _Events:
        """Stand in for a selector's wait: let the time pass instead of waiting for it."""
        while True:
            self._count_turn()
            self._workers.run_due()
            events = self._really.poll(0)
            if events or timeout == 0:
                return events
            if work := self._real.under_way():
                return self._wait_for(work)
            self._real.refuse_strangers()
            if self._advance():
                return []

    def _advance(self) -> bool:
        """Move to the next moment at which somebody is due; tell whether it is the loop."""
        timer = self._scheduled[0].when() if self._scheduled else math.inf
        job = self._workers.next_due()
        if job == math.inf and (timer == math.inf or self._in_background()):
            self._report_deadlock()
            return True
        if (moment := min(timer, job)) > self.time():
            self._workers.now, self._turns = moment, 0
        # With asyncio's own nanosecond a timer fires early or, some months on, never.
        self._clock_resolution = math.ulp(self.time())
        return timer <= job

    def _in_background(self) -> bool:
        return bool(self._background) and all(
            timer.cancelled() or timer in self._background for timer in self._scheduled
        )

    def _count_turn(self) -> None:
        self._turns += 1
        if self._turns > _TURNS:
            self._turns = 0
            raise ClockError(
                f"nobody waited in {_TURNS} turns at {self.time():.12g} s, and time passes only "
                "when everybody waits: wait for what is polled, or poll with a sleep"
            )

    def _wait_for(self, work: list[str]) -> _Events:
        if events := self._really.poll(self._patience):
            return events
        silent = "; ".join([*work, *self._workers.described(State.ASLEEP)])
        raise ClockError(
            f"real work should show within {self._patience:g} real seconds, but there is no sign "
            f"of {silent}: see that it ends, or prove this on a real loop"
        )

    def _report_deadlock(self) -> None:
        watching = {task for task, _ in self._watchers if task}
        waiting = tasks_waiting(self, watching) + self._workers.described(State.ASLEEP)
        deadlock = Deadlock(self.time(), waiting)
        if not self._watchers:
            raise deadlock
        self._watchers.pop()[1](deadlock)


class _Selector(selectors.DefaultSelector):
    """Hands each wait of the loop to the clock; ``poll`` really waits."""

    def __init__(self, wait: Callable[[float | None], _Events]) -> None:
        super().__init__()
        self._wait = wait

    def select(self, timeout: float | None = None) -> _Events:
        return self._wait(timeout)

    def poll(self, timeout: float) -> _Events:
        return super().select(timeout)
