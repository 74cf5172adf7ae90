"""Virtual time for tasks and worker threads, on one time line."""

import asyncio
import functools
import math
import selectors
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

from .trace import Lane, Recorder, Traced
from .waiting import task_waits_at
from .workers import ClockError, Workers

__all__ = ["ClockError", "ClockLoop", "Deadlock"]

T = TypeVar("T")
_Events = list[tuple[selectors.SelectorKey, int]]


class Deadlock(BaseException):  # noqa: N818 - a BaseException, or the code under test would eat it
    """Nothing is left to wait for: no timer, no thread, no process, no descriptor."""


class _Selector(selectors.DefaultSelector):
    """Asks the clock what a wait comes to; ``poll`` really waits."""

    def __init__(self, wait: Callable[[float | None], _Events]) -> None:
        super().__init__()
        self._wait = wait

    def select(self, timeout: float | None = None) -> _Events:
        return self._wait(timeout)

    def poll(self, timeout: float) -> _Events:
        return super().select(timeout)


class ClockLoop(asyncio.SelectorEventLoop):
    """An event loop on which time passes only when everybody waits.

    >>> async def main() -> float:
    ...     clock = asyncio.get_running_loop()
    ...     report = asyncio.create_task(asyncio.to_thread(clock.block, 2.5))
    ...     await asyncio.sleep(3600)
    ...     await report
    ...     return clock.time()
    >>> with asyncio.Runner(loop_factory=ClockLoop) as runner:
    ...     runner.run(main())
    3600.0
    """

    _scheduled: list[asyncio.TimerHandle]
    _clock_resolution: float

    def __init__(self, patience: float = 30.0) -> None:
        self.trace = Recorder(self.time)
        self._workers = Workers(self, self.trace, patience)
        self._patience = patience
        self._select = _Selector(self._wait)
        self._background: set[asyncio.TimerHandle] = set()
        self._children: list[asyncio.SubprocessTransport] = []
        self._watchers: list[Callable[[Deadlock], object]] = []
        super().__init__(self._select)
        self._own = set(self._select.get_map())
        self.set_default_executor(ThreadPoolExecutor(32, thread_name_prefix="asyncio"))

    # What a check calls.

    def time(self) -> float:
        """Tell the virtual time, in seconds since the loop was made."""
        return self._workers.now

    def block(self, seconds: float) -> None:
        """Block the calling thread for that long, as a slow call would.

        On the loop's thread the time moves and nothing of the loop runs; on a worker's thread
        the thread is parked. Elsewhere it is a ClockError.
        """
        if not 0 <= seconds < math.inf:
            raise ClockError(f"block() takes a finite number of seconds >= 0, not {seconds}")
        if job := self._workers.current():
            self._workers.park(job, self.time() + seconds)
        elif _running_loop() is self:
            self._workers.pass_time(self.time() + seconds)
        else:
            raise ClockError(
                "block() should be called on the loop's thread or in a job of run_in_executor() "
                "or to_thread(): the clock does not know this thread"
            )

    def hold(self, what: str) -> AbstractContextManager[None]:
        """Keep the clock while ``what``, real work that it cannot see, goes on."""
        return self._workers.hold(what)

    def background(self, timer: asyncio.TimerHandle) -> None:
        """Take this timer for no reason to go on: alone it does not keep off a Deadlock."""
        self._background = {handle for handle in self._background if handle in self._scheduled}
        self._background.add(timer)

    @contextmanager
    def watch_deadlock(self, callback: Callable[[Deadlock], object]) -> Iterator[None]:
        """Have a deadlock reported to ``callback``, which then resolves it, instead of raised."""
        self._watchers.append(callback)
        try:
            yield
        finally:
            self._watchers.remove(callback)

    def lane(self) -> Lane | None:
        """Give the lane of the running task or job."""
        if job := self._workers.current():
            return job.lane
        task = asyncio.current_task(self) if _running_loop() is self else None
        coro = task and task.get_coro()
        return coro.lane if isinstance(coro, Traced) else None

    def mark(self, text: str) -> None:
        """Put a word into the trace, at this moment of the running task or job."""
        lane = self.lane()
        if lane is None:
            raise ClockError(f"mark({text!r}) should be called in a task of this loop or in a job")
        self.trace.mark(lane, text)

    def observed(self) -> dict[str, object]:
        """Show the run so far."""
        return {"figures": [], "trace": self.trace.snapshot()}

    # What asyncio calls.

    def create_task(self, coro: Any, **kwargs: Any) -> asyncio.Task[Any]:
        """Make a task that keeps a lane in the trace."""
        return super().create_task(self.trace.task(coro), **kwargs)

    def run_in_executor(
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Have a pool call ``func``; jobs of thread pools take turns, others hold the clock."""
        executor, call = executor or self._pool, functools.partial(func, *args)
        if isinstance(executor, ThreadPoolExecutor):
            return self._workers.submit(executor, call)
        return self._workers.submit_elsewhere(executor, call)

    def set_default_executor(self, executor: ThreadPoolExecutor) -> None:
        """Use this pool for ``to_thread``; the first has 32 workers on every machine."""
        self._pool = executor
        super().set_default_executor(executor)

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ARG002
        """Unwind the parked jobs and shut down; a time-out could only be jumped."""
        self._workers.close(self._pool)
        with self.hold("shutdown of the default executor"):
            await super().shutdown_default_executor()

    async def subprocess_exec(self, *args: Any, **kwargs: Any) -> Any:
        """Start a process that holds the clock."""
        with self.hold(f"start of {args[1]!r}"):
            transport, protocol = await super().subprocess_exec(*args, **kwargs)
        self._children.append(transport)
        return transport, protocol

    async def subprocess_shell(self, *args: Any, **kwargs: Any) -> Any:
        """Start a shell that holds the clock."""
        with self.hold(f"start of {args[1]!r}"):
            transport, protocol = await super().subprocess_shell(*args, **kwargs)
        self._children.append(transport)
        return transport, protocol

    def close(self) -> None:
        """Unwind the parked jobs and close."""
        if not self.is_closed():
            self._workers.close()
            self._workers.run_due()
        super().close()

    # The clock.

    def _wait(self, timeout: float | None) -> _Events:
        while True:
            self._workers.run_due()
            events = self._select.poll(0)
            if events or timeout == 0:
                return events
            if real := self._at_work():
                return self._wait_for_real(real)
            self._refuse_strangers()
            if self._advance():
                return []

    def _advance(self) -> bool:
        """Move to the next moment; tell whether it is the loop's."""
        timer = self._scheduled[0].when() if self._scheduled else math.inf
        job = self._workers.next_due()
        alone = self._background and self._background.issuperset(self._scheduled)
        if job == math.inf and (timer == math.inf or alone):
            self._deadlock()
            return True
        self._workers.now = max(self.time(), min(timer, job))
        # With asyncio's own nanosecond a timer fires early, or, after some months, never.
        self._clock_resolution = math.ulp(self.time())
        return timer <= job

    def _at_work(self) -> list[str]:
        """Tell who really works, so that the clock has to wait."""
        self._children = [c for c in self._children if c.get_returncode() is None or self._pipes(c)]
        return [*self._workers.held, *("a child process" for _ in self._children)]

    def _pipes(self, child: asyncio.SubprocessTransport) -> set[int]:
        """Give the descriptors of the child's pipes that are still watched."""
        ends = [child.get_pipe_transport(fd) for fd in range(3)]
        files = [end.get_extra_info("pipe") for end in ends if end and not end.is_closing()]
        return {file.fileno() for file in files} & set(self._select.get_map())

    def _wait_for_real(self, real: list[str]) -> _Events:
        events = self._select.poll(self._patience)
        if not events:
            raise ClockError(
                f"real work should show within {self._patience:g} real seconds, but nothing came "
                f"from {'; '.join(real)}: end it, or prove this on a real loop"
            )
        return events

    def _refuse_strangers(self) -> None:
        if names := self._workers.strangers():
            raise ClockError(
                f"the time cannot move while thread {names[0]!r} runs, which the clock does not "
                "know: use to_thread() or run_in_executor(), or `with clock.hold(...)`"
            )
        foreign = [key for fd, key in self._select.get_map().items() if fd not in self._own]
        if foreign:
            raise ClockError(
                f"the time cannot move while a foreign descriptor is watched ({_watched(foreign[0])}): "
                "pass in a double, or `with clock.hold(...)`, or prove this on a real loop"
            )

    def _deadlock(self) -> None:
        waiting = [
            (task.get_name(), task_waits_at(task.get_coro())) for task in asyncio.all_tasks(self)
        ]
        lines = [f"  {name} waits at {place}" for name, place in sorted(waiting)]
        lines += [f"  {job}" for job in self._workers.asleep()]
        error = Deadlock(
            "\n".join([f"nothing is left to wait for at {self.time():.12g} s", *lines])
        )
        if not self._watchers:
            raise error
        self._watchers[-1](error)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _watched(key: selectors.SelectorKey) -> str:
    return ", ".join(str(handle) for handle in key.data if handle)
