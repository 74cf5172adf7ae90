"""What became of an awaitable: returned, raised, cancelled, deadlocked or still running."""

import asyncio
import re
from collections.abc import Awaitable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Literal

from .clock import ClockLoop, Deadlock

Kind = Literal["returned", "raised", "cancelled", "deadlocked", "still running"]

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an awaitable ended, and after how many seconds of its loop's clock.

    ``value`` is what it returned, ``error`` what it raised, or the Deadlock it was in.
    ``task`` is the subject, if it has not ended. As text it fits in after a subject:

    >>> print("the upload", Outcome("raised", 2.0, error=TimeoutError("no answer")))
    the upload raised TimeoutError: no answer
    """

    kind: Kind
    seconds: float
    value: Any = None
    error: BaseException | None = None
    task: "asyncio.Future[Any] | None" = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        match self.kind:
            case "returned":
                text = f"returned {self.value!r}"
            case "raised":
                text = f"raised {type(self.error).__name__}: {self.error}".removesuffix(": ")
            case "cancelled":
                text = "was cancelled"
            case "deadlocked":
                waiting = self.error.waiting if isinstance(self.error, Deadlock) else ()
                text = f"deadlocked: {'; '.join(waiting)}".removesuffix(": ")
            case "still running":
                text = f"was still running after {self.seconds:.12g} s"
        return _ADDRESS.sub("", text)


async def outcome_of(awaitable: Awaitable[Any], within: float | None = None) -> Outcome:
    """Await something, and tell what became of it instead of returning or raising.

    >>> async def main():
    ...     print(await outcome_of(asyncio.sleep(2, "done")))
    ...     print((await outcome_of(asyncio.Event().wait(), within=30)).kind)
    ...     print(await outcome_of(asyncio.sleep(60), within=30))
    >>> with asyncio.Runner(loop_factory=ClockLoop) as runner:
    ...     runner.run(main())
    returned 'done'
    deadlocked
    was still running after 30 s

    ``within`` is in seconds of the loop's clock. A subject that has not ended is left as it is.
    Limits: only a ClockLoop can tell a deadlock, and a heartbeat or a limit of ours does not
    count as something left to wait for. KeyboardInterrupt and SystemExit pass through.
    When the caller is cancelled, it cancels the subject and waits for its end.
    """
    loop = asyncio.get_running_loop()
    start = loop.time()
    subject = asyncio.ensure_future(awaitable)
    stop: asyncio.Future[Deadlock | None] = loop.create_future()
    limit = None if within is None else loop.call_later(within, _stop, stop, None)
    try:
        with _watch(loop, stop, limit):
            await asyncio.wait({subject, stop}, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        subject.cancel()
        await asyncio.wait({subject})
        raise
    finally:
        if limit:
            limit.cancel()
    deadlock = stop.result() if stop.done() else None
    return outcome_at(subject, round(loop.time() - start, 9), deadlock)


def outcome_at(
    subject: "asyncio.Future[Any]", seconds: float, deadlock: Deadlock | None
) -> Outcome:
    """Tell what has become of a task or future by now, which may be in a deadlock."""
    if not subject.done():
        kind: Kind = "deadlocked" if deadlock else "still running"
        return Outcome(kind, seconds, error=deadlock, task=subject)
    if subject.cancelled():
        return Outcome("cancelled", seconds)
    if error := subject.exception():
        return Outcome("raised", seconds, error=error)
    return Outcome("returned", seconds, value=subject.result())


def _watch(
    loop: asyncio.AbstractEventLoop,
    stop: "asyncio.Future[Deadlock | None]",
    limit: asyncio.TimerHandle | None,
) -> AbstractContextManager[None]:
    if not isinstance(loop, ClockLoop):
        return nullcontext()
    if limit:
        loop.background(limit)
    return loop.watch_deadlock(lambda deadlock: _stop(stop, deadlock))


def _stop(stop: "asyncio.Future[Deadlock | None]", deadlock: Deadlock | None) -> None:
    if not stop.done():
        stop.set_result(deadlock)
