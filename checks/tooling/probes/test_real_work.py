"""Processes and pools that are not of threads keep the clock."""

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

import pytest

from checks.probes.clock import ClockError, ClockLoop
from checks.tooling.probes.on_clock import run

T = TypeVar("T")
CHILD = "import sys, time; time.sleep(0.2); print('done'); sys.exit(3)"


def test_child_process_keeps_the_clock() -> None:
    """A process takes no time: no deadline passes while it runs."""

    async def main(clock: ClockLoop) -> tuple[int, bytes, float]:
        async with asyncio.timeout(0.001):
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-c", CHILD, stdout=asyncio.subprocess.PIPE
            )
            out, _ = await child.communicate()
            assert child.returncode is not None
        before = clock.time()
        await asyncio.sleep(5)
        return child.returncode, out, clock.time() - before

    assert run(main) == (3, b"done\n", 5)


def test_shell_keeps_the_clock() -> None:
    """So does a shell, one nobody waits for, too."""

    async def main(clock: ClockLoop) -> tuple[int | None, float]:
        child = await asyncio.create_subprocess_shell("sleep 0.1; exit 4")
        await asyncio.sleep(1)
        return child.returncode, clock.time()

    assert run(main) == (4, 1)


def test_pipe_of_a_grandchild_keeps_the_clock() -> None:
    """A pipe that outlives the child is still listened to."""

    async def main(clock: ClockLoop) -> tuple[bytes, float]:
        child = await asyncio.create_subprocess_shell(
            "(sleep 0.2; echo late) & exit 0", stdout=asyncio.subprocess.PIPE
        )
        assert child.stdout
        async with asyncio.timeout(0.001):
            return await child.stdout.read(), clock.time()

    assert run(main) == (b"late\n", 0)


def test_start_that_is_cancelled() -> None:
    """A process whose start was cancelled does not upset the clock."""

    async def main(clock: ClockLoop) -> float:
        task = asyncio.create_task(asyncio.create_subprocess_exec("sleep", "0.2"))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        await asyncio.sleep(1)
        return clock.time()

    assert run(main) == 1


def test_process_pool_keeps_the_clock() -> None:
    """A process pool's job takes no time, and its threads are no strangers afterwards."""

    async def main(clock: ClockLoop) -> tuple[int, float]:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            async with asyncio.timeout(0.001):
                child = await clock.run_in_executor(pool, os.getpid)
            await asyncio.sleep(5)
            return child, clock.time()

    child, seconds = run(main)
    assert child != os.getpid()
    assert seconds == 5


def test_abandoned_job_of_a_process_pool_keeps_the_clock() -> None:
    """Cancelled or not, somebody works: the time stands until it is over."""

    async def main(clock: ClockLoop) -> float:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            job = clock.run_in_executor(pool, time.sleep, 0.3)
            await asyncio.to_thread(time.sleep, 0.2)
            job.cancel()
            await asyncio.sleep(5)
        return clock.time()

    assert run(main) == 5


class OwnThreadExecutor(Executor):
    """A pool of another kind: a new thread for each call."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:  # noqa: ANN401 - as declared there
        """Call on a thread of its own."""
        future: Future[T] = Future()
        call = lambda: future.set_result(fn(*args, **kwargs))  # noqa: E731
        threading.Thread(target=call).start()
        return future


def test_other_executors_keep_the_clock() -> None:
    """Whatever implements the Executor interface is real work."""

    async def main(clock: ClockLoop) -> float:
        async with asyncio.timeout(0.001):
            await clock.run_in_executor(OwnThreadExecutor(), time.sleep, 0.1)
        return clock.time()

    assert run(main) == 0


@pytest.mark.skipif(sys.version_info < (3, 14), reason="interpreter pools came with 3.14")
def test_interpreter_pool_keeps_the_clock() -> None:
    """An interpreter pool's threads run what the clock cannot see."""
    from concurrent.futures import InterpreterPoolExecutor  # type: ignore[attr-defined,unused-ignore] # noqa: PLC0415

    async def main(clock: ClockLoop) -> tuple[int, float]:
        with InterpreterPoolExecutor(1) as pool:
            async with asyncio.timeout(0.001):
                result = await clock.run_in_executor(pool, max, 3, 4)
            await asyncio.sleep(5)
        return result, clock.time()

    assert run(main) == (4, 5)


def test_child_that_never_ends() -> None:
    """Real work that never shows is named."""

    async def main(_: ClockLoop) -> None:
        child = await asyncio.create_subprocess_exec("sleep", "60")
        try:
            await asyncio.sleep(1)
        finally:
            child.kill()
            await child.wait()

    with pytest.raises(ClockError, match="no sign of a child process"):
        run(main, patience=0.2)
