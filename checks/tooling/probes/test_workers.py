"""Jobs of thread pools take turns, in an order that is the same on every run."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from checks.probes.clock import ClockError, ClockLoop
from checks.probes.jobs import Job
from checks.probes.workers import Workers
from checks.soak.late import be_busy, begin_late
from checks.tooling.probes.on_clock import run


def test_five_jobs_two_workers() -> None:
    """Five jobs of a second each take two workers three seconds."""

    async def main(clock: ClockLoop) -> tuple[float, list[list[float]]]:
        with ThreadPoolExecutor(2) as pool:
            await asyncio.gather(*(clock.run_in_executor(pool, clock.block, 1) for _ in range(5)))
        lanes = clock.trace.snapshot()["lanes"][1:]
        return clock.time(), [lane["busy"][0] for lane in lanes]

    assert run(main) == (3, [[0, 1], [0, 1], [1, 2], [1, 2], [2, 3]])


def test_one_at_a_time_in_order_of_submission() -> None:
    """Jobs due at one moment run one after the other, though each has its thread."""
    steps: list[tuple[float, int, str]] = []

    async def main(clock: ClockLoop) -> None:
        def job(number: int) -> None:
            for _ in range(3):
                steps.append((clock.time(), number, "in"))
                sum(range(1000))
                steps.append((clock.time(), number, "out"))
                clock.block(1)

        await asyncio.gather(*(asyncio.to_thread(job, number) for number in range(20)))

    run(main)
    assert steps == [
        (second, number, step)
        for second in range(3)
        for number in range(20)
        for step in ("in", "out")
    ]


def test_jobs_run_while_the_loop_is_busy() -> None:
    """Jobs get their turns between those of a loop that has always something to do."""

    async def main(clock: ClockLoop) -> tuple[float, int]:
        job = asyncio.ensure_future(asyncio.to_thread(sum, range(10)))
        turns = 0
        while not job.done():
            turns += 1
            await asyncio.sleep(0)
        return clock.time(), turns

    seconds, turns = run(main)
    assert seconds == 0
    assert turns < 10


def test_job_that_yields_without_time() -> None:
    """block(0) ends a turn: neither the loop nor another job is starved."""

    async def main(clock: ClockLoop) -> float:
        stop = threading.Event()

        def spin() -> None:
            while not stop.is_set():
                clock.block(0)

        spinning = asyncio.create_task(asyncio.to_thread(spin))
        await asyncio.to_thread(sum, range(10))
        stop.set()
        await spinning
        return clock.time()

    assert run(main) == 0


def test_blocked_loop_lets_jobs_run_at_their_own_times() -> None:
    """While the loop blocks, parked jobs go on, each when it is due."""
    steps: list[tuple[str, float]] = []

    async def main(clock: ClockLoop) -> None:
        def job(name: str, pause: float) -> None:
            for _ in range(3):
                clock.block(pause)
                steps.append((name, clock.time()))

        jobs = [
            asyncio.ensure_future(asyncio.to_thread(job, *each)) for each in (("a", 1), ("b", 0.75))
        ]
        await asyncio.sleep(0)
        clock.block(2)
        steps.append(("loop", clock.time()))
        await asyncio.gather(*jobs)

    run(main)
    assert steps == [
        ("b", 0.75), ("a", 1), ("b", 1.5), ("a", 2), ("loop", 2), ("b", 2.25), ("a", 3),
    ]  # fmt: skip


def test_queued_job_starts_while_the_loop_is_blocked() -> None:
    """A worker that becomes free takes the next job at once."""

    async def main(clock: ClockLoop) -> list[float]:
        pool = ThreadPoolExecutor(1)
        jobs = [clock.run_in_executor(pool, clock.block, 1) for _ in range(3)]
        clock.block(10)
        await asyncio.gather(*jobs)
        pool.shutdown()
        return [lane["end"] for lane in clock.trace.snapshot()["lanes"][1:]]

    assert run(main) == [1, 2, 3]


def test_worker_that_is_slow_to_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has taken its job, and gets no processor before the first turn: no deadlock."""
    park = Workers.park

    def park_late(workers: Workers, job: Job, until: float) -> None:
        be_busy(0.1)
        park(workers, job, until)

    monkeypatch.setattr(Workers, "park", park_late)

    async def main(clock: ClockLoop) -> float:
        await asyncio.to_thread(clock.block, 1)
        return clock.time()

    assert run(main) == 1


class NeverIdle(threading.Semaphore):
    """Of a pool whose workers are slow to say that they are free, so that it starts another."""

    def acquire(self, *_: object, **__: object) -> bool:
        """Tell that no worker is free."""
        return False


def test_worker_that_gets_no_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was started for one that an older worker has taken, and is no stranger to the clock."""
    monkeypatch.setattr(threading.Thread, "_bootstrap", begin_late(0.1))

    async def main(clock: ClockLoop) -> tuple[float, int]:
        with ThreadPoolExecutor(2) as pool:
            pool._idle_semaphore = NeverIdle()  # noqa: SLF001 - there is no other way in
            workers = [await clock.run_in_executor(pool, worker, clock) for _ in range(2)]
        return clock.time(), len(set(workers))

    def worker(clock: ClockLoop) -> int:
        clock.block(1)
        return threading.get_ident()

    assert run(main) == (2, 1)


def test_job_that_never_ends_its_turn() -> None:
    """A job that works for real without end is named, with its line and the ways out."""
    stop = threading.Event()

    async def main(_: ClockLoop) -> None:
        def grind() -> None:
            while not stop.is_set():
                time.sleep(0.01)

        task = asyncio.create_task(asyncio.to_thread(grind))
        try:
            await task
        finally:
            stop.set()

    with pytest.raises(
        ClockError, match=r"0.2 real seconds, but grind \(thread\) runs at test_wor"
    ):
        run(main, patience=0.2)


def test_worker_busy_with_something_else() -> None:
    """A pool whose worker does not take the next job, for it was given one past the loop."""
    stop = threading.Event()

    async def main(clock: ClockLoop) -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(stop.wait)
            try:
                await clock.run_in_executor(pool, print)
            finally:
                stop.set()

    with pytest.raises(ClockError, match="a worker does what the loop did not ask for"):
        run(main, patience=0.2)
