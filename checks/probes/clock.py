"""Virtual time for tasks and worker threads, on one time line."""

import asyncio
import functools
import math
from asyncio import _get_running_loop  # as documented for loops: None where there is none
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from .lanes import Lane
from .real_work import ClockError
from .timeline import Deadlock, Timeline
from .trace import Traced

__all__ = ["ClockError", "ClockLoop", "Deadlock"]

T = TypeVar("T")


class ClockLoop(Timeline):
    """An event loop on which time passes only when everybody waits.

    >>> async def main():
    ...     clock = asyncio.get_running_loop()
    ...     report = asyncio.create_task(asyncio.to_thread(clock.block, 2.5))
    ...     await asyncio.sleep(3600)
    ...     await report
    ...     return clock.time()
    >>> with asyncio.Runner(loop_factory=ClockLoop) as runner:
    ...     runner.run(main())
    3600.0

    Sleeps, timeouts and calls of `block()` cost no real time, and `time()`, in seconds from 0,
    is the same on every run, whatever the machine is busy with. Tasks and the jobs of thread
    pools take turns, one runs at a time; a job's turn ends when it blocks, ends, or sleeps on a
    lock that another has to open. What happens at one moment happens in the order of submission.

    The clock refuses rather than guesses. Other pools' jobs, child processes, the block of
    `hold()` keep it: they take no time at all. `ClockError` is raised where the time would have
    to move while an unknown thread lives or the loop watches a foreign descriptor; for real work
    of which nothing was heard for `patience` real seconds; for half a million turns of the loop
    without a wait; for `block()` on an unknown thread. `Deadlock` is raised when nothing is left
    to wait for; a task that sleeps again and again keeps it off.

    Limits: code that reads `time.monotonic()` has to be given `time` instead. A wait with a limit
    in real seconds (`lock.acquire(timeout=1)`) takes them, and keeps the clock. A job that another
    one wakes by a lock runs beside it until that one's turn ends. Jobs that are submitted to a
    pool past the loop go unseen on its old threads. Sleeps on locks are seen on Linux only.
    When the loop closes, parked jobs are unwound by an exception and not waited for.
    """

    # What a check calls.

    def block(self, seconds: float) -> None:
        """Block the calling thread, as a slow call would: the loop's own, or a worker."""
        if not 0 <= seconds < math.inf:
            raise ClockError(f"block() should get a finite time of at least 0 s, not {seconds}")
        if job := self._workers.current():
            self._workers.park(job, self.time() + seconds)
        elif _get_running_loop() is self:
            self._workers.pass_time(self.time() + seconds)
        else:
            raise ClockError(
                "block() should be called on the loop's thread while it runs, or in a job of "
                "to_thread() or run_in_executor(): the clock does not know this thread"
            )

    def hold(self, what: str) -> AbstractContextManager[None]:
        """Keep the clock while ``what`` goes on, real work that it cannot see."""
        return self._workers.hold(what)

    def mark(self, text: str) -> None:
        """Put a word into the trace, at this moment of the running task or job, if that is kept."""
        if lane := self.lane():
            self.trace.mark(lane, text)
        elif self._current_task() is None:
            raise ClockError(f"mark({text!r}) should be called in a task of this loop or in a job")

    def lane(self) -> Lane | None:
        """Give the trace's lane of the running task or job, if it has one: the first ones have."""
        if job := self._workers.current():
            return job.lane
        task = self._current_task()
        coro = task.get_coro() if task else None
        return coro.lane if isinstance(coro, Traced) else None

    def _current_task(self) -> asyncio.Task[Any] | None:
        return asyncio.current_task(self) if _get_running_loop() is self else None

    def observed(self) -> dict[str, object]:
        """Show the run so far."""
        return {"figures": [], "trace": self.trace.snapshot()}

    # What asyncio calls.

    def create_task(self, coro: Coroutine[Any, Any, T], **kwargs: Any) -> asyncio.Task[T]:  # type: ignore[override] # noqa: ANN401
        """Make a task that keeps a lane in the trace."""
        return super().create_task(self.trace.task(coro), **kwargs)

    def run_in_executor(
        self, executor: Executor | None, func: Callable[..., T], *args: object
    ) -> asyncio.Future[T]:
        """Have a pool call ``func``: jobs of thread pools take turns, others keep the clock."""
        executor = executor or self._default_executor or self._make_pool()
        if isinstance(executor, ThreadPoolExecutor) and not _shares_nothing(executor):
            return self._workers.submit(executor, functools.partial(func, *args))
        return self._real.submit(executor, func, *args)

    def _make_pool(self) -> ThreadPoolExecutor:
        # At its first use: to end a pool takes a thread, and many loops never have one.
        # Of 32 workers, so that a run is the same however many processors there are.
        pool = ThreadPoolExecutor(32, thread_name_prefix="asyncio")
        self.set_default_executor(pool)
        return pool

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Unwind the parked jobs and end the pool; any timeout could only be jumped."""
        if self._default_executor is not None:
            self._workers.close(self._default_executor)
        with self.hold("the shutdown of the default executor"):
            await super().shutdown_default_executor()

    async def subprocess_exec(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Start a process that keeps the clock while it lives."""
        return await self._real.child(super().subprocess_exec(*args, **kwargs))

    async def subprocess_shell(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """Start a shell that keeps the clock while it lives."""
        return await self._real.child(super().subprocess_shell(*args, **kwargs))

    def close(self) -> None:
        """Unwind the parked jobs of other pools, too, and close."""
        try:
            if not self.is_closed():
                self._workers.close()
        finally:
            super().close()


def _shares_nothing(pool: ThreadPoolExecutor) -> bool:
    """Tell the pool of interpreters (3.14), whose calls travel to another interpreter."""
    return type(pool).__module__ == "concurrent.futures.interpreter"
