"""One run of a scenario on a clock of its own, cancelled at chosen awaits."""

import asyncio
import ctypes
import functools
import inspect
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, NoReturn

from .clock import ClockLoop, Deadlock
from .lanes import Lane
from .outcome import Outcome, outcome_at
from .trace import Traced
from .waiting import task_waits_at

Subject = Coroutine[Any, Any, object]
Check = Callable[[], str | None]
Scenario = Callable[[], Subject | tuple[Subject, Check]]

STUCK = ("deadlocked", "still running")


class CancellationError(RuntimeError):
    """A walk was asked for that could not show anything."""


class Passage:
    """Runs a scenario to its end and keeps what became of it.

    >>> async def work():
    ...     await asyncio.sleep(1)
    ...     await asyncio.sleep(2)
    >>> passage = Passage(work, plan=[1])
    >>> print(passage.outcome, "after", passage.outcome.seconds, "s")
    was cancelled after 1.0 s

    `plan` numbers the awaits at which to cancel the subject, from 0. `awaits` says where each
    await was, `came` how many there had been at each cancellation that came. `left` names the
    tasks that were alive at the moment in which the subject ended.
    """

    def __init__(
        self,
        scenario: Scenario,
        plan: Sequence[int] = (),
        limit: int = 1_000,
        *,
        late: bool = False,
    ) -> None:
        self.awaits: list[str] = []
        self.came: list[int] = []
        self.left: tuple[str, ...] = ()
        self.complaint = ""
        self.plan, self._late, self._limit = plan, late, limit
        self._budget, self._ended = limit, False
        self._apart = _file(scenario)
        subject, check = _make(scenario)
        self._loop = ClockLoop()
        try:
            self.outcome = self._run(subject)
            self.trace = self._loop.trace.snapshot()
            self.complaint = (check() if self.came else "") or ""
        finally:
            self._end()

    # The run.

    def _run(self, subject: Subject) -> Outcome:
        loop, deadlock = self._loop, None
        loop.set_exception_handler(lambda *_: None)  # tasks left with an error would be logged
        loop.trace.on_suspend = self._suspended
        self._root = loop.create_task(self._main(subject), name=getattr(subject, "__name__", None))
        try:
            loop.run_forever()
        except Deadlock as error:
            deadlock = error.with_traceback(None)
        return outcome_at(self._root, round(loop.time(), 9), deadlock)

    async def _main(self, subject: Subject) -> object:
        try:
            return await subject
        finally:
            if not self._ended:
                self._ended = True
                self.left = tuple(lane.name for lane in _lanes(asyncio.all_tasks() - {self._root}))
                self._loop.stop()

    def _suspended(self, task: Traced[Any], awaited: object) -> None:
        self._budget -= 1
        if self._ended:
            if self._budget < 0:
                _abandon(task)
            return
        self.awaits.append(task_waits_at(task, self._apart))
        if len(self.awaits) - 1 in self.plan:
            self._aim(awaited)
        elif self._budget < 0:
            self._loop.stop()

    def _aim(self, awaited: object) -> None:
        if not self._late:
            self._cancel()
        elif asyncio.isfuture(awaited):
            awaited.add_done_callback(self._cancel)  # ahead of the task's own callback
        else:
            self._loop.call_soon(self._cancel)

    def _cancel(self, _: object = None) -> None:
        if not self._ended and self._root.cancel():
            for lane in _lanes({self._root}):
                self._loop.trace.mark(lane, "cancelled again" if self.came else "cancelled")
            self.came.append(len(self.awaits))
            self._budget = self._limit

    # The end of what is left.

    def _end(self) -> None:
        self._ended, self._budget = True, self._limit
        try:
            self._end_tasks()
            with suppress(Deadlock):
                self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._budget = 0
            self._end_tasks()
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
        finally:
            self._loop.close()

    def _end_tasks(self) -> None:
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        with suppress(Deadlock):
            if tasks:
                self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))


def _make(scenario: Scenario) -> tuple[Subject, Check]:
    made = scenario()
    subject, check = made if isinstance(made, tuple) else (made, str)
    if not inspect.iscoroutine(subject) or subject.cr_frame is None or subject.cr_suspended:
        raise CancellationError(
            "a scenario should return a coroutine that has not begun, or that and a check, "
            f"not {subject!r}"
        )
    return subject, check


def _file(scenario: Scenario) -> str:
    """Name the file of the scenario, unless it is itself the subject."""
    function = scenario.func if isinstance(scenario, functools.partial) else scenario
    if inspect.iscoroutinefunction(function):
        return ""
    return getattr(getattr(function, "__code__", None), "co_filename", "")


def _lanes(tasks: set[asyncio.Task[Any]]) -> list[Lane]:
    """Give the lanes of the tasks, in the order in which these were made."""
    coroutines = [task.get_coro() for task in tasks]
    lanes = [coroutine.lane for coroutine in coroutines if isinstance(coroutine, Traced)]
    return sorted(lanes, key=lambda lane: lane.number)


def _abandon(task: Traced[Any]) -> NoReturn:
    """End a task over the head of its coroutine, which goes on whatever is thrown at it."""
    # So it would at GeneratorExit. In its finaliser, where no loop runs, each of its awaits would
    # fail at once, for ever, and even at exit: see to it that it is never finalised.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(task))
    raise asyncio.CancelledError
