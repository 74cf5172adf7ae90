"""What became of an awaitable: returned, raised, cancelled, deadlocked or still running."""

import asyncio
import re
from collections.abc import Awaitable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, Literal

from .clock import ClockLoop, Deadlock

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")

Kind = Literal["returned", "raised", "cancelled", "deadlocked", "still running"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an awaitable ended, and after how many seconds of its loop's clock.

    ``value`` is what it returned, ``error`` what it raised (or the Deadlock);
    ``task`` is the subject itself, left as it is if it has not ended.
    """

    kind: Kind
    seconds: float
    value: Any = None
    error: BaseException | None = None
    task: "asyncio.Future[Any] | None" = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        match self.kind:
            case "returned":
                return f"returned {_ADDRESS.sub('', repr(self.value))}"
            case "raised" | "deadlocked":
                return f"{self.kind}{_error(self.error)}"
            case "cancelled":
                return "was cancelled"
            case "still running":
                return f"was still running after {self.seconds:.12g} s"


async def outcome_of(awaitable: Awaitable[Any], within: float | None = None) -> Outcome:
    """Await something, and tell what became of it instead of returning or raising.

    >>> async def main() -> None:
    ...     print(await outcome_of(asyncio.sleep(2, "done")))
    ...     print(await outcome_of(asyncio.sleep(60), within=30))
    ...     print((await outcome_of(asyncio.Event().wait())).kind)
    >>> with asyncio.Runner(loop_factory=ClockLoop) as runner:
    ...     runner.run(main())
    returned 'done'
    was still running after 30 s
    deadlocked

    ``within`` is in seconds of the loop's clock. It works on any loop, but only a ClockLoop can
    tell a deadlock. A subject that has not ended is left as it is, in ``Outcome.task``.
    If the caller is cancelled, so is the subject. KeyboardInterrupt and SystemExit pass through.
    """
    loop = asyncio.get_running_loop()
    start = loop.time()
    task = asyncio.ensure_future(awaitable)
    stop: asyncio.Future[Deadlock | None] = loop.create_future()
    limit = None if within is None else loop.call_later(within, _settle, stop, None)
    watch = nullcontext()
    if isinstance(loop, ClockLoop):
        watch = loop.watch_deadlock(lambda deadlock: _settle(stop, deadlock))
        if limit:
            loop.background(limit)
    try:
        with watch:
            await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.wait({task})
        raise
    finally:
        if limit:
            limit.cancel()
    seconds = round(loop.time() - start, 9)
    if task.done():
        return _ended(task, seconds)
    deadlock = stop.result()
    return Outcome(
        "deadlocked" if deadlock else "still running", seconds, error=deadlock, task=task
    )


def _settle(stop: "asyncio.Future[Deadlock | None]", deadlock: Deadlock | None) -> None:
    if not stop.done():
        stop.set_result(deadlock)


def _ended(task: "asyncio.Future[Any]", seconds: float) -> Outcome:
    if task.cancelled():
        return Outcome("cancelled", seconds, error=asyncio.CancelledError(), task=task)
    if error := task.exception():
        return Outcome("raised", seconds, error=error, task=task)
    return Outcome("returned", seconds, value=task.result(), task=task)


def _error(error: BaseException | None) -> str:
    text = _ADDRESS.sub("", str(error))
    if isinstance(error, Deadlock):
        return f": {text}"
    return f" {type(error).__name__}: {text}" if text else f" {type(error).__name__}"
