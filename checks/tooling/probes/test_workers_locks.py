"""A job or a loop that sleeps on a lock lets the others go on."""

import asyncio
import queue
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from checks.probes.clock import ClockLoop, Deadlock
from checks.probes.jobs import Jobs
from checks.tooling.probes.on_clock import run


def test_threads_that_share_a_lock() -> None:
    """A job that sleeps on a lock lets the others go on; its lane shows it waiting."""

    async def main(clock: ClockLoop) -> list[list[list[float]]]:
        lock = threading.Lock()

        def save() -> None:
            with lock:
                clock.block(1)

        await asyncio.gather(*(asyncio.to_thread(save) for _ in range(3)))
        lanes = [lane for lane in clock.trace.snapshot()["lanes"] if lane["kind"] == "thread"]
        return [lane["busy"] for lane in lanes]

    assert run(main) == [[[0, 1]], [[1, 2]], [[2, 3]]]


def test_thread_that_waits_for_the_loop() -> None:
    """A job may call back into the loop and wait for the answer."""

    async def answer() -> str:
        await asyncio.sleep(5)
        return "yes"

    async def main(clock: ClockLoop) -> tuple[str, float]:
        def ask() -> str:
            clock.block(1)
            return asyncio.run_coroutine_threadsafe(answer(), clock).result()

        return await asyncio.to_thread(ask), clock.time()

    assert run(main) == ("yes", 6)


def test_threads_that_talk_through_a_queue() -> None:
    """Producer and consumer threads meet at the producer's times."""

    async def main(clock: ClockLoop) -> list[float]:
        items = queue.Queue[int](1)

        def produce() -> None:
            for item in range(4):
                clock.block(1)
                items.put(item)

        def consume() -> list[float]:
            times = []
            for _ in range(4):
                items.get()
                times.append(clock.time())
                clock.block(0.5)
            return times

        times, _ = await asyncio.gather(asyncio.to_thread(consume), asyncio.to_thread(produce))
        return times

    assert run(main) == [1, 2, 3, 4]


def test_event_set_by_the_loop() -> None:
    """A job may wait for a signal that a task gives later."""

    async def main(clock: ClockLoop) -> float:
        signal = threading.Event()

        def work() -> float:
            signal.wait()
            return clock.time()

        task = asyncio.create_task(asyncio.to_thread(work))
        await asyncio.sleep(7)
        signal.set()
        return await task

    assert run(main) == 7


def test_lock_that_nobody_opens() -> None:
    """A thread that sleeps for ever is part of the deadlock."""
    signal = threading.Event()

    async def main(_: ClockLoop) -> None:
        def work() -> None:
            signal.wait()

        try:
            await asyncio.to_thread(work)
        finally:
            signal.set()

    with pytest.raises(Deadlock) as caught:
        run(main)
    assert caught.value.waiting[-1].startswith(
        "work (thread) waits for a lock at test_workers_locks.py:"
    )
    assert caught.value.waiting[-1].endswith("in work")


def test_loop_that_sleeps_in_a_pool_exit() -> None:
    """Leaving a pool's with-block stops the loop for as long as its jobs take, exactly."""

    async def main(clock: ClockLoop) -> list[float]:
        ticks: list[float] = []

        async def tick() -> None:
            while True:
                await asyncio.sleep(1)
                ticks.append(clock.time())

        ticking = asyncio.create_task(tick())
        await asyncio.sleep(0)
        with ThreadPoolExecutor(2) as pool:
            for _ in range(5):
                clock.run_in_executor(pool, clock.block, 1.5)
        ticks.append(clock.time())
        await asyncio.sleep(2)
        ticking.cancel()
        return ticks

    assert run(main) == [4.5, 4.5, 5.5]


def test_lock_shared_with_the_loop() -> None:
    """The loop's thread that takes a thread's lock is silent until the thread lets go."""

    async def main(clock: ClockLoop) -> float:
        lock = threading.Lock()

        def work() -> None:
            with lock:
                clock.block(4)

        task = asyncio.create_task(asyncio.to_thread(work))
        await asyncio.sleep(1)
        with lock:
            taken = clock.time()
        await task
        return taken

    assert run(main) == 4


def test_same_order_on_every_run() -> None:
    """Jobs that contend for a lock get it in one order, at the same times, on every run."""

    async def main(clock: ClockLoop) -> tuple[tuple[float, int], ...]:
        lock, order = threading.Lock(), []

        def save(number: int) -> None:
            clock.block(number % 2)
            with lock:
                clock.block(1)
                order.append((clock.time(), number))

        await asyncio.gather(*(asyncio.to_thread(save, number) for number in range(4)))
        return tuple(order)

    assert {run(main) for _ in range(10)} == {((1, 0), (2, 2), (3, 1), (4, 3))}


def test_looks_of_parked_jobs_do_not_put_off_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sleeper is found although a parked job looks round between any two looks of the loop."""
    waited = Jobs.hear

    async def main(clock: ClockLoop) -> float:
        lock = threading.Lock()

        def hear(jobs: Jobs, timeout: float) -> bool:
            heard = waited(jobs, timeout)
            time.sleep(2 * sys.getswitchinterval())  # so that the next look is a fresh one
            clock._workers._look_at_loop()  # noqa: SLF001 - there is no other way in
            time.sleep(2 * sys.getswitchinterval())
            return heard

        def save() -> None:
            with lock:
                clock.block(1)

        monkeypatch.setattr(Jobs, "hear", hear)
        await asyncio.gather(asyncio.to_thread(save), asyncio.to_thread(save))
        return clock.time()

    assert run(main, patience=5) == 2
