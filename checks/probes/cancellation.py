"""Cancel a coroutine at every await in turn, and see what becomes of it."""

import functools
from asyncio import _get_running_loop
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .outcome import Outcome
from .passage import STUCK, CancellationError, Passage, Scenario

__all__ = ["CancellationError", "Run", "Walk", "walk"]


@dataclass(frozen=True, slots=True)
class Run:
    """What became of the subject when it was cancelled at one await, or at two.

    `index` counts the awaits of the undisturbed run from 1. `where` and `again` name the
    awaits, "jobs.py:12 in work"; `again` is empty if it was cancelled once. `left` names the
    tasks that were alive when the subject ended; `complaint` is what the scenario's check said.
    """

    index: int
    where: str
    again: str
    outcome: Outcome
    left: tuple[str, ...]
    complaint: str

    @property
    def finding(self) -> str:
        """What is wrong with this run, empty if nothing is."""
        stopped = self.outcome.kind == "cancelled"
        said = ["" if stopped else str(self.outcome).partition("\n")[0]]
        said += ["left alive: " + ", ".join(self.left) if self.left else "", self.complaint]
        return "; ".join(filter(None, said))

    def __str__(self) -> str:
        again = f" and again at {self.again}" if self.again else ""
        return f"cancelled at {self.where}{again}: {self.finding or 'stopped'}"


@dataclass(frozen=True, slots=True)
class Walk:
    """All runs of a walk, and the trace of the first with a finding, else of the last."""

    runs: tuple[Run, ...]
    trace: dict[str, Any]

    @property
    def findings(self) -> tuple[Run, ...]:
        """The runs in which something was wrong."""
        return tuple(run for run in self.runs if run.finding)

    def __str__(self) -> str:
        awaits = len({run.index for run in self.runs})
        clean = f"cancelled at {awaits} awaits in turn, it stopped each time"
        return "\n".join(map(str, self.findings)) or clean

    def observed(self) -> dict[str, object]:
        """Return how many awaits were tried as a figure, and the trace."""
        awaits = len({run.index for run in self.runs})
        figure = {"name": "awaits cancelled", "value": awaits, "unit": "awaits"}
        return {"figures": [figure], "trace": self.trace}


def walk(
    scenario: Scenario, *, late: bool = False, twice: bool = False, limit: int = 1_000
) -> Walk:
    """Run a scenario once for each of its awaits, and cancel it there.

    `scenario` makes a fresh world and returns the coroutine to cancel, or that and a check: a
    function that looks at the world after the run and returns a complaint, or "".

    >>> import asyncio
    >>> async def transfer(book):
    ...     book["a"] -= 5
    ...     await asyncio.sleep(1)
    ...     book["b"] += 5
    >>> def scenario():
    ...     book = {"a": 5, "b": 0}
    ...     return transfer(book), lambda: "" if sum(book.values()) == 5 else "money is lost"
    >>> [run.finding for run in walk(scenario).runs]
    ['money is lost']

    An await counts each time it suspends, in whichever task of the run; cancelled is always the
    subject's own task. With `late` the cancellation comes when the await is over and the task
    has not gone on yet; what is never over before the subject ends is left out. With `twice`
    each run is repeated with a second cancellation at each await that came after the first.

    It proves what the subject does at the awaits of this scenario, on a `ClockLoop`. An await
    that does not suspend cannot be cancelled and does not count. Nor does a cancellation before
    the first step: the coroutine never begins then, so nothing in it could act differently.
    (Tasks that the subject starts are caught in that state, at its next await.)

    A subject that goes on for more than `limit` awaits after the last cancellation is "still
    running". The trace shows them all, so a low limit makes the better picture; the undisturbed
    run has to keep within it, too. Code that loops without an await hangs the walk, as it would
    any loop.

    `CancellationError` is raised inside a running loop, and for a scenario that never suspends,
    does not return undisturbed, or takes another course each time.
    """
    if _get_running_loop():
        raise CancellationError("walk() runs loops of its own: call it from a plain function")
    passages = _passages(functools.partial(Passage, scenario, limit=limit, late=late), twice=twice)
    seen = [(_report(passage), passage.trace) for passage in passages]
    if not seen:
        raise CancellationError(
            "the scenario should suspend where a cancellation can come, but it never does: "
            "let its doubles await something"
        )
    _, trace = next((pair for pair in seen if pair[0].finding), seen[-1])
    return Walk(tuple(run for run, _ in seen), trace)


def _passages(run: Callable[..., Passage], *, twice: bool) -> Iterator[Passage]:
    """Give the runs in which all planned cancellations came."""
    course = run()
    _refuse_unended(course)
    for first in range(len(course.awaits)):
        once = run((first,))
        _refuse_other_course(course, once, first)
        if once.came:
            yield once
        if once.came and twice and once.outcome.kind not in STUCK:
            for second in range(once.came[0], len(once.awaits)):
                again = run((first, second))
                _refuse_other_course(once, again, second)
                if len(again.came) == 2:
                    yield again


def _report(passage: Passage) -> Run:
    first, *second = passage.plan
    return Run(
        index=first + 1,
        where=passage.awaits[first],
        again=passage.awaits[second[0]] if second else "",
        outcome=passage.outcome,
        left=passage.left,
        complaint=passage.complaint,
    )


def _refuse_unended(course: Passage) -> None:
    if course.outcome.kind != "returned":
        raise CancellationError(
            "the scenario should return when nobody cancels it, "
            f"but it {course.outcome}: give it an end, or a higher limit"
        ) from course.outcome.error


def _refuse_other_course(expected: Passage, passage: Passage, last: int) -> None:
    if passage.awaits[: last + 1] != expected.awaits[: last + 1]:
        raise CancellationError(
            f"the scenario should take the same course each time, but the way to await {last + 1}, "
            f"{expected.awaits[last]}, was another one the next time: "
            "make a fresh world in it, without real input or random numbers"
        )
