"""Turn-taking: of the loop and the jobs of its thread pools, one runs at a time."""

import asyncio
import functools
import itertools
import math
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from .asleep import Stillness, lock_wait
from .jobs import Closing, Job, Jobs, Pool, State, call_name, ending_of
from .real_work import ClockError, RealWork
from .trace import Recorder

_GLANCE = 0.01  # real seconds between two looks at a thread that has not answered


class Workers:
    """Holds the time, and grants turns to jobs: the earliest due, then the first submitted.

    A job's turn lasts until it parks, ends, begins real work or falls asleep on a lock.
    The loop's thread grants the turns. While that thread itself sleeps on a lock (as on leaving
    ``with ThreadPoolExecutor()`` in a coroutine) the jobs pass the turn on among themselves.
    """

    def __init__(self, trace: Recorder, real: RealWork, patience: float) -> None:
        self.now = 0.0
        self._trace, self._real, self._patience = trace, real, patience
        self._jobs = Jobs()
        # Two, for each look is compared with the last one: the loop's thread leaves out itself,
        # and would find all in motion for ever if the parked jobs, who count it, looked between.
        self._loop_looks, self._job_looks = Stillness(), Stillness()
        self._numbers = itertools.count()
        self._local = threading.local()
        self._loop_thread = 0
        self._loop_sleep = ""

    # On the loop's thread.

    def submit(self, executor: ThreadPoolExecutor, call: Callable[[], Any]) -> asyncio.Future[Any]:
        """Hand a call to a thread pool, and wait until a free worker, if any, has taken it."""
        self._loop_thread = threading.get_native_id()
        pool = self._jobs.pools.get(executor) or Pool(executor._max_workers)  # noqa: SLF001
        job = Job(next(self._numbers), pool)
        done = self._real.start(executor, self._work, job, call)
        job.lane = self._trace.lane(call_name(call), "thread")
        with self._jobs.lock:
            self._jobs.pools[executor] = pool
            pool.open += 1
        # The loop is told of the end first, so it has heard when the turn is over.
        future = asyncio.wrap_future(done, loop=self._real.loop)
        done.add_done_callback(functools.partial(self._done, job, executor))
        self._settle()
        return future

    def run_due(self) -> None:
        """Grant a turn, but no second one, to each job that is due; wait till it is over."""
        had: set[Job] = set()
        while job := self._due(had):
            had.add(job)
            job.grant()

    def pass_time(self, until: float) -> None:
        """Move the time while nothing of the loop runs, but jobs do as they fall due."""
        self.run_due()
        while due := [job.until for job in self._parked() if self.now < job.until <= until]:
            self.now = due[0]
            self.run_due()
        self.now = until

    def next_due(self) -> float:
        """Tell when the next parked job is due."""
        return next((job.until for job in self._parked()), math.inf)

    def described(self, state: State) -> list[str]:
        """Tell which jobs are in that state, and where."""
        with self._jobs.lock:
            return self._jobs.described(state)

    def close(self, executor: Executor | None = None) -> None:
        """Unwind the parked jobs of one pool, or of all."""
        with self._jobs.lock:
            for known, pool in self._jobs.pools.items():
                pool.closing |= executor in (None, known)
            for job in self._jobs.working:
                if job.pool.closing:
                    job.until = self.now
        while self.next_due() <= self.now:
            self.run_due()

    def _due(self, had: set[Job]) -> Job | None:
        if self._jobs.pools:
            self._settle()
        due = (job for job in self._parked() if job.until <= self.now and job not in had)
        return next(due, None)

    def _parked(self) -> list[Job]:
        if not self._jobs.pools:
            return []
        with self._jobs.lock:
            return self._jobs.parked()

    def _settle(self) -> None:
        """Wait till every turn is over and every free worker has taken its next job."""
        give_up = time.monotonic() + self._patience
        heard = True
        while True:
            with self._jobs.lock:
                if self._jobs.are_quiet(self.now):
                    return
                if time.monotonic() > give_up:
                    raise ClockError(
                        f"each turn should end within {self._patience:g} real seconds, but "
                        f"{self._jobs.give_up()}: let it wait in clock.block(), or do its real "
                        "work in `with clock.hold(...)`"
                    )
                if not heard:
                    self._jobs.look_for_sleepers(self._loop_looks, self.now)
            heard = self._jobs.hear(_GLANCE)

    # On a worker's thread.

    def current(self) -> Job | None:
        """Give the job that this thread works on."""
        job: Job | None = getattr(self._local, "job", None)
        return job

    def park(self, job: Job, until: float) -> None:
        """End the job's turn, until that time."""
        with self._jobs.lock:
            awaited = job.state is State.RUNNING
            if job.state is State.ASLEEP:
                job.rest(self.now)
            job.state, job.until = State.PARKED, self.now if job.pool.closing else until
            self._pass_on()
        if not awaited:
            self._real.wake_loop()
        while not job.turn.acquire(timeout=2 * _GLANCE):
            self._look_at_loop()
        if job.pool.closing:
            raise Closing

    @contextmanager
    def hold(self, what: str) -> Iterator[None]:
        """Keep the clock while real work goes on; a job's turn ends, and comes again."""
        job = self.current()
        with self._real.hold(what):
            if job is None:
                yield
                return
            with self._jobs.lock:
                job.state = State.HOLDING
                self._pass_on()
            try:
                yield
            finally:
                self.park(job, self.now)

    def _work(self, job: Job, call: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever it is
        self._real.adopt(threading.current_thread())
        with self._jobs.lock:
            job.thread, job.busy_from = threading.current_thread(), self.now
            job.state = State.RUNNING
            job.pool.inside += 1
            self._jobs.working.append(job)
        self._local.job = job
        try:
            self.park(job, self.now)
            return call()
        except Closing:
            self._trace.end(job.lane, "cancelled", "loop closed")
            return None
        finally:
            self._local.job = None
            job.rest(self.now)

    def _done(self, job: Job, executor: Executor, done: Future[Any]) -> None:
        with self._jobs.lock:
            self._trace.end(job.lane, *ending_of(done))
            job.pool.open -= 1
            if job.pool.open == 0:
                del self._jobs.pools[executor]
            if job.thread:
                job.pool.inside -= 1
                self._jobs.working.remove(job)
            self._pass_on()

    def _look_at_loop(self) -> None:
        with self._jobs.lock:
            sleeps = self._jobs.look_for_sleepers(self._job_looks, self.now)
            if sleep := sleeps.get(self._loop_thread):
                self._loop_sleep = sleep
                self._pass_on()

    def _pass_on(self) -> None:
        """Tell the loop's thread; if that still sleeps on a lock, grant the next turn here."""
        self._jobs.tell()
        if self._loop_sleep and self._loop_sleep == lock_wait(self._loop_thread):
            parked = self._jobs.parked()
            if parked and self._jobs.are_quiet(self.now):
                self.now = max(self.now, parked[0].until)
                parked[0].grant()
