"""PCH017: digests of many files by four real threads, held until nobody can go on."""

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import ModuleType
from typing import Any, TypeVar

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.gauge import Gauge
from checks.probes.growth import growth
from checks.probes.parked import others_are_parked

T = TypeVar("T")
Digest = Callable[[str], str]
Digests = Callable[[ThreadPoolExecutor, Digest, Iterable[str]], Iterator[str]]
PENDING, THREADS = 20, 4


class Pool(ThreadPoolExecutor):
    """Counts the jobs that have been submitted and have not ended; `digest` waits for `go`."""

    def __init__(self) -> None:
        super().__init__(THREADS, thread_name_prefix="digest")
        self.pending = Gauge("pending", "jobs")
        self.go = threading.Event()

    def __exit__(self, *error: object) -> None:
        self.go.set()
        self.shutdown()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        """Count the job until its function returns, before anybody can hear of its end."""

        def job() -> Any:  # noqa: ANN401 - whatever the function returns
            try:
                return fn(*args, **kwargs)
            finally:
                self.pending.__exit__()

        self.pending.__enter__()
        return super().submit(job)

    def digest(self, file: str) -> str:
        """Return the digest when the job is let go."""
        self.go.wait()
        return f"digest of {file}"

    def watch(self, caller: ThreadPoolExecutor, call: Callable[[], T]) -> Future[T]:
        """Start the call on a thread; wait until it is over, or that and all jobs are asleep."""
        called = caller.submit(call)
        while not (wait([called], 0.01).done or others_are_parked()):
            pass
        return called


class Run:
    """All digests of so many files, taken one after the other by a thread of its own."""

    def __init__(self, digests: Digests, files: int) -> None:
        names = [f"file {n}" for n in range(files)]
        with ThreadPoolExecutor(1) as caller, Pool() as pool:
            taken = pool.watch(caller, lambda: list(digests(pool, pool.digest, iter(names))))
            waiting = pool._work_queue.qsize()  # noqa: SLF001 - as the page advises
            pool.go.set()
            self.complete = taken.result() == [f"digest of {name}" for name in names]
        self.waiting, self.peak = waiting, pool.pending.peak


async def test_pending_jobs_stay_bounded(example: ModuleType, observe: Observe) -> None:
    """Pending are the jobs that run, four at a time, and those that wait for a thread."""
    complete = True

    def peak(files: int) -> int:
        nonlocal complete
        run = Run(example.digests, files)
        complete &= run.complete
        return run.peak

    peaks = observe(await growth(peak, (10, 100, 1_000), name="pending", unit="jobs", over="files"))
    order = "all digests came in order" if complete else "not all digests came in order"
    most = peaks.points[-1][1]
    assert (most, peaks.bounded, complete) == (PENDING, True, True), f"{peaks}; {order}"


class Visit:
    """A caller who takes three digests and leaves, while the jobs of all other files are held."""

    def __init__(self, module: ModuleType, broken: str = "") -> None:
        self.listed: list[int] = []  # files, when each digest had been taken
        self.error: BaseException | None = None
        first = ("file 1", "file 2", "file 3")
        ran: list[str] = []
        files = 0

        def disk() -> Iterator[str]:
            nonlocal files
            for files in range(1, 1_001):
                yield f"file {files}"

        def digest(file: str) -> str:
            ran.append(file)
            if file == broken:
                raise OSError(file)
            return file if file in first else pool.digest(file)

        with ThreadPoolExecutor(1) as caller, Pool() as pool:
            digests = module.digests(pool, digest, disk())
            for _ in first:
                taken = pool.watch(caller, lambda: next(digests))
                if not taken.done():
                    pool.go.set()
                self.error = taken.exception()
                self.listed.append(files)
            digests.close()
            pool.submit(str)  # the pool is the caller's, and still open
        self.dropped = len(ran) <= len(first) + THREADS


def test_one_digest_costs_one_window(example: ModuleType) -> None:
    """Three digests are taken; in a second run the third file cannot be read."""
    visit, failed = Visit(example), Visit(example, broken="file 3")
    require(isinstance(failed.error, OSError), "the caller hears of a file that cannot be read")
    one, _, three = visit.listed
    dropped = visit.dropped and failed.dropped
    jobs = "the jobs that waited were dropped" if dropped else "the jobs that waited ran for nobody"
    assert (one, three, dropped) == (PENDING, PENDING + 2, True), (
        f"{one:,} of 1,000 files had been listed for one digest, and {three:,} for three; {jobs}"
    )


def with_buffersize(
    pool: ThreadPoolExecutor, digest: Digest, files: Iterable[str]
) -> Iterator[str]:
    """Take the digests with what Python 3.14 has for it."""
    return pool.map(digest, files, buffersize=PENDING)  # type: ignore[call-arg,unused-ignore]


def test_no_more_wait_than_with_buffersize(example: ModuleType) -> None:
    """A thousand files; where `map()` has no `buffersize`, what it promises stands in for it."""
    waiting = Run(example.digests, 1_000).waiting
    if sys.version_info >= (3, 14):
        bound = Run(with_buffersize, 1_000).waiting
        other = f"{bound} with map(buffersize={PENDING})"
    else:
        bound = PENDING
        other = "map() of this version has no buffersize"
    assert waiting <= bound, f"{waiting} jobs waited in the pool's queue; {other}"


def test_a_slow_file_holds_up_no_other(deviation: ModuleType) -> None:
    """The digest of the first of a hundred files is held; the caller takes what there is."""
    got: list[str] = []
    names = [f"file {n}" for n in range(100)]
    with ThreadPoolExecutor(1) as caller, Pool() as pool:

        def digest(file: str) -> str:
            return pool.digest(file) if file == "file 0" else f"digest of {file}"

        def take() -> None:
            for one in deviation.digests(pool, digest, iter(names)):
                got.append(one)  # noqa: PERF402 - it is looked at while it grows

        taken = pool.watch(caller, take)
        early = len(got)
        pool.go.set()
        taken.result()
        peak = pool.pending.peak
    require(Visit(deviation).dropped, "the jobs that wait are dropped when the caller leaves")
    complete = sorted(got) == sorted(f"digest of {name}" for name in names)
    # How many are pending is not the same on every run, since the jobs end as they like.
    pending = f"no more than {PENDING}" if peak <= PENDING else f"{peak}"
    assert (early, peak <= PENDING, complete) == (99, True, True), (
        f"while one file took long, the digests of {early} of the other 99 came; "
        f"{pending} jobs were pending"
    )
