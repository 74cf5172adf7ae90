"""The books of worker jobs: what each does, in which pool, and whose turn is next."""

import enum
import functools
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextvars import Context
from dataclasses import dataclass, field

from .asleep import PatientLock, Stillness, lock_wait
from .lanes import Ending, Lane
from .waiting import thread_waits_at


class Closing(BaseException):
    """Unwinds a job that is parked when its pool closes."""


class State(enum.Enum):
    """What a job does; the values are words for messages."""

    QUEUED = "waits for a worker"
    PARKED = "is parked"
    RUNNING = "runs"
    ASLEEP = "waits for a lock"
    HOLDING = "does real work"


@dataclass(slots=True, eq=False)
class Pool:
    """How many jobs of a thread pool are not done, and how many of these have a worker."""

    size: int
    open: int = 0
    inside: int = 0
    closing: bool = False

    def is_settled(self) -> bool:
        """Tell whether every free worker has taken a job, as far as there are jobs."""
        return self.inside >= min(self.size, self.open)


@dataclass(slots=True, eq=False)
class Job:
    """A call in a thread pool; ``turn`` is unlocked to grant it a turn."""

    number: int
    pool: Pool
    lane: Lane = field(init=False)
    state: State = State.QUEUED
    until: float = 0.0
    busy_from: float = 0.0
    thread: threading.Thread | None = None
    sleep: str = ""
    turn: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.turn.acquire()

    def __str__(self) -> str:
        place = thread_waits_at(self.thread.ident) if self.thread else "its pool"
        return f"{self.lane.name} (thread) {self.state.value} at {place}"

    @property
    def native_id(self) -> int:
        """The kernel's number of its thread, 0 before it has one."""
        return (self.thread and self.thread.native_id) or 0

    def rest(self, now: float) -> None:
        """Note in the lane that the job kept its thread busy up to now, unless it slept."""
        if now > self.busy_from and self.state is not State.ASLEEP:
            self.lane.busy.append((self.busy_from, now))
        self.busy_from = now

    def grant(self) -> None:
        """Give it a turn."""
        self.state = State.RUNNING
        self.turn.release()


class Jobs:
    """The jobs that have a worker, and their pools; to be used under the lock."""

    def __init__(self) -> None:
        self.lock = PatientLock()
        self.pools: dict[Executor, Pool] = {}
        self.working: list[Job] = []
        self._news = threading.Lock()

    def tell(self) -> None:
        """Tell the loop's thread that something has changed."""
        if self._news.locked():
            self._news.release()

    def hear(self, timeout: float) -> bool:
        """Wait for news; without the lock, and for so many real seconds at most."""
        return self._news.acquire(timeout=timeout)

    def parked(self) -> list[Job]:
        """Give the parked jobs in the order of their turns."""
        parked = (job for job in self.working if job.state is State.PARKED)
        return sorted(parked, key=lambda job: (job.until, job.number))

    def described(self, state: State) -> list[str]:
        """Tell which jobs are in that state, and where."""
        return [str(job) for job in self.working if job.state is state]

    def give_up(self) -> str:
        """Tell who kept the others waiting, and let nobody wait for them any more."""
        overdue = "; ".join(self.described(State.RUNNING))
        for job in self.working:
            if job.state is State.RUNNING:
                job.state = State.HOLDING
        for pool in self.pools.values():
            pool.size = pool.inside
        return overdue or "a worker does what the loop did not ask for"

    def are_quiet(self, now: float) -> bool:
        """Tell whether every turn is over and every free worker has taken its next job."""
        for job in self.working:
            if job.state is State.ASLEEP and lock_wait(job.native_id) != job.sleep:
                job.rest(now)
                job.state = State.RUNNING
        settled = all(pool.is_settled() for pool in self.pools.values())
        return settled and all(job.state is not State.RUNNING for job in self.working)

    def look_for_sleepers(self, stillness: Stillness, now: float) -> dict[int, str]:
        """Find the jobs that sleep on a lock when nobody moves; describe all such sleeps."""
        sleeps = stillness.look({job.native_id for job in self.parked()})
        for job in self.working:
            if job.state is State.RUNNING and (sleep := sleeps.get(job.native_id)):
                job.rest(now)
                job.state, job.sleep = State.ASLEEP, sleep
        return sleeps


def call_name(call: Callable[..., object]) -> str:
    """Name the function that a pool is asked to call, also through ``asyncio.to_thread``."""
    while isinstance(call, functools.partial):
        in_context = isinstance(getattr(call.func, "__self__", None), Context)
        call = call.args[0] if in_context else call.func
    return getattr(call, "__name__", type(call).__name__)


def ending_of(done: Future[object]) -> tuple[Ending, str]:
    """Tell how a pool's call ended, and the name of its error."""
    if done.cancelled():
        return "cancelled", ""
    error = done.exception()
    return ("failed", type(error).__name__) if error else ("done", "")
