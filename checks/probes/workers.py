"""Turn-taking: of the loop and the jobs of its thread pools, one runs at a time."""

import asyncio
import enum
import functools
import itertools
import math
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

from .asleep import lock_wait
from .trace import Lane, Recorder
from .waiting import thread_waits_at

_GLANCE = 0.005  # real seconds between two looks at a thread that has not answered
_PLUMBING = ("QueueFeederThread", "waitpid-", "asyncio-waitpid-")  # threads without a say


class ClockError(RuntimeError):
    """The clock was asked for something that it could only guess."""


class Closing(BaseException):  # noqa: N818 - not an error; a BaseException, or jobs would eat it
    """Unwinds a job that is parked when its loop closes."""


class State(enum.Enum):
    """What a job does; the words are those of the messages."""

    QUEUED = "waits for a worker"
    PARKED = "parked until its time"
    RUNNING = "runs"
    ASLEEP = "waits for a lock"
    HOLDING = "does real work"


@dataclass(slots=True, eq=False)
class Pool:
    """A thread pool's jobs that are not done, and how many of these have a worker."""

    size: int
    open: int = 0
    inside: int = 0
    closing: bool = False


@dataclass(slots=True, eq=False)
class Job:
    """A call in a thread pool; ``turn`` is open only in the moment in which it is granted."""

    number: int
    lane: Lane
    pool: Pool
    state: State = State.QUEUED
    until: float = 0.0
    busy_from: float = 0.0
    thread: threading.Thread | None = None
    proof: str = ""
    turn: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.turn.acquire()

    def where(self) -> str:
        """Tell where the job is, for a message."""
        thread = self.thread
        place = thread_waits_at(thread.ident) if thread else "its pool"
        return f"{self.lane.name} (thread) {self.state.value} at {place}"


class Workers:
    """Holds the time, and grants turns to jobs in the order in which they are due.

    A job's turn lasts until it parks, ends, begins real work or falls asleep on a lock.
    The loop's thread grants the turns. While that thread is itself asleep on a lock (leaving
    ``with ThreadPoolExecutor()`` in a coroutine, say) the parked jobs go on by themselves.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, trace: Recorder, patience: float) -> None:
        self.now = 0.0
        self.held: list[str] = []
        self._loop, self._trace, self._patience = loop, trace, patience
        self._loop_thread = 0
        self._changed = threading.Condition()
        self._pools: weakref.WeakKeyDictionary[Executor, Pool] = weakref.WeakKeyDictionary()
        self._jobs: list[Job] = []
        self._numbers = itertools.count()
        self._local = threading.local()
        self._known: weakref.WeakSet[threading.Thread] = weakref.WeakSet(threading.enumerate())

    # On the loop's thread.

    def submit(self, executor: ThreadPoolExecutor, call: Callable[[], Any]) -> asyncio.Future[Any]:
        """Hand a call to a thread pool, and wait until a free worker, if any, has taken it."""
        self._loop_thread = threading.get_native_id()
        if executor not in self._pools:
            self._pools[executor] = Pool(executor._max_workers)  # noqa: SLF001 (nowhere public)
        pool = self._pools[executor]
        job = Job(next(self._numbers), self._trace.lane(call_name(call), "thread"), pool)
        done = executor.submit(self._work, job, call)
        with self._changed:
            pool.open += 1
        # First the loop hears of the end, then we: so the loop has seen it when the turn ends.
        future = asyncio.wrap_future(done, loop=self._loop)
        done.add_done_callback(functools.partial(self._done, job))
        self._settle()
        return future

    def submit_elsewhere(self, executor: Executor, call: Callable[[], Any]) -> asyncio.Future[Any]:
        """Hand a call to another kind of pool: real work, for which the clock waits."""
        what = f"{call_name(call)} in a {type(executor).__name__}"
        before = set(threading.enumerate())
        done = executor.submit(call)
        self._known.update(set(threading.enumerate()) - before)
        self.held.append(what)
        future = asyncio.wrap_future(done, loop=self._loop)
        done.add_done_callback(lambda _: self._release(what))
        return future

    def run_due(self) -> None:
        """Grant a turn to each job that is due, earliest first, and wait till it is over."""
        if self._pools:
            self._settle()
            while (job := self._first()) and job.until <= self.now:
                self._grant(job)
                self._settle()

    def pass_time(self, until: float) -> None:
        """Move the time while nothing of the loop runs; jobs do, each at its own time."""
        self.run_due()
        while (job := self._first()) and job.until <= until:
            self.now = job.until
            self.run_due()
        self.now = max(self.now, until)

    def next_due(self) -> float:
        """Tell when the next parked job is due."""
        job = self._first()
        return job.until if job else math.inf

    def asleep(self) -> list[str]:
        """Tell which jobs sleep on a lock, and where."""
        return [job.where() for job in self._jobs if job.state is State.ASLEEP]

    def strangers(self) -> list[str]:
        """Name the threads that came to life after the loop and are none of its workers."""
        known = {*self._known, threading.current_thread()}
        names = [thread.name for thread in threading.enumerate() if thread not in known]
        return [name for name in names if not name.startswith(_PLUMBING)]

    def close(self, executor: Executor | None = None) -> None:
        """Make parked jobs due, to be unwound; those of one pool, or all."""
        for known, pool in self._pools.items():
            pool.closing |= executor in (None, known)
        for job in self._jobs:
            if job.pool.closing:
                job.until = self.now

    # On a worker's thread.

    def current(self) -> Job | None:
        """Give the job that this thread works on."""
        job: Job | None = getattr(self._local, "job", None)
        return job

    def park(self, job: Job, until: float) -> None:
        """End the job's turn until that time."""
        with self._changed:
            unexpected = job.state not in (State.QUEUED, State.RUNNING)
            job.state, job.until = State.PARKED, self.now if job.pool.closing else until
            self._changed.notify_all()
        if unexpected:
            self._wake()
        self._wait_for_turn(job)
        if job.pool.closing:
            raise Closing

    @contextmanager
    def hold(self, what: str) -> Iterator[None]:
        """Keep the clock while real work goes on; a job's turn ends and comes again."""
        job = self.current()
        with self._changed:
            self.held.append(what)
            if job:
                job.state = State.HOLDING
            self._changed.notify_all()
        try:
            yield
        finally:
            self._release(what)
            if job:
                self.park(job, self.now)

    def _work(self, job: Job, call: Callable[[], Any]) -> Any:
        with self._changed:
            self._jobs.append(job)
            job.thread, job.busy_from = threading.current_thread(), self.now
            self._known.add(job.thread)
            job.pool.inside += 1
        self._local.job = job
        try:
            self.park(job, self.now)
            return call()
        except Closing:
            return None
        finally:
            self._local.job = None
            self._idle(job)

    def _wait_for_turn(self, job: Job) -> None:
        before = ""
        while not job.turn.acquire(timeout=10 * _GLANCE):
            proof = lock_wait(self._loop_thread)
            if proof and proof == before:
                self._go_on_alone()
            before = proof

    def _go_on_alone(self) -> None:
        with self._changed:
            if self._quiet() and (job := self._first()):
                self.now = max(self.now, job.until)
                self._grant(job)

    def _done(self, job: Job, done: Future[Any]) -> None:
        error = None if done.cancelled() else done.exception()
        with self._changed:
            job.pool.open -= 1
            if job.thread:
                job.pool.inside -= 1
                self._jobs.remove(job)
            ending = "cancelled" if done.cancelled() else "failed" if error else "done"
            self._trace.end(job.lane, ending, type(error).__name__ if error else "")
            self._changed.notify_all()

    # On any thread.

    def _release(self, what: str) -> None:
        self.held.remove(what)
        self._wake()

    def _wake(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(lambda: None)

    def _first(self) -> Job | None:
        parked = (job for job in self._jobs if job.state is State.PARKED)
        return min(parked, key=lambda job: (job.until, job.number), default=None)

    def _grant(self, job: Job) -> None:
        job.state = State.RUNNING
        job.turn.release()

    def _idle(self, job: Job) -> None:
        if self.now > job.busy_from:
            job.lane.busy.append((job.busy_from, self.now))
        job.busy_from = self.now

    def _settle(self) -> None:
        """Wait till every turn is over and every free worker has taken its next job."""
        give_up = time.monotonic() + self._patience
        with self._changed:
            while not self._quiet():
                if not self._changed.wait(_GLANCE):
                    self._look_for_sleepers()
                if time.monotonic() > give_up:
                    raise ClockError(self._impatience())

    def _quiet(self) -> bool:
        for job in self._jobs:
            if job.state is State.ASLEEP and lock_wait(_native(job)) != job.proof:
                job.state, job.busy_from = State.RUNNING, self.now
        taken = all(pool.inside >= min(pool.size, pool.open) for pool in self._pools.values())
        return taken and all(job.state is not State.RUNNING for job in self._jobs)

    def _look_for_sleepers(self) -> None:
        for job in self._jobs:
            if job.state is State.RUNNING:
                before, job.proof = job.proof, lock_wait(_native(job))
                if job.proof and job.proof == before:
                    job.state = State.ASLEEP
                    self._idle(job)

    def _impatience(self) -> str:
        running = [job.where() for job in self._jobs if job.state is State.RUNNING]
        return (
            f"a turn should end within {self._patience:g} real seconds, but "
            f"{'; '.join(running) or 'a free worker has not taken its next job'}: "
            "let it wait in clock.block(), or do its real work in `with clock.hold(...)`"
        )


def call_name(call: Callable[..., Any]) -> str:
    """Name the function that a pool is asked to call, also through ``asyncio.to_thread``."""
    while isinstance(call, functools.partial):
        in_context = isinstance(getattr(call.func, "__self__", None), Context)
        call = call.args[0] if in_context else call.func
    return getattr(call, "__name__", type(call).__name__)


def _native(job: Job) -> int:
    return (job.thread and job.thread.native_id) or 0
