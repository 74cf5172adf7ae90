"""What asyncio promises holds on the clock."""

import asyncio
import contextvars
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from checks.probes.clock import ClockLoop
from checks.tooling.probes.on_clock import run

ROOT = Path(__file__).parents[3]


def test_context_reaches_the_thread() -> None:
    """to_thread carries context variables as on any loop."""
    user = contextvars.ContextVar[str]("user")

    async def main(_: ClockLoop) -> str:
        user.set("ada")
        return await asyncio.to_thread(user.get)

    assert run(main) == "ada"


def test_task_arguments_pass_through() -> None:
    """Name and context of a task are the author's."""
    user = contextvars.ContextVar("user", default="nobody")

    async def name() -> str:
        task = asyncio.current_task()
        assert task
        return f"{task.get_name()} of {user.get()}"

    async def main(clock: ClockLoop) -> list[str]:
        context = contextvars.copy_context()
        context.run(user.set, "ada")
        return [
            await clock.create_task(name(), name="direct", context=context),
            await asyncio.create_task(name(), name="asyncio"),
        ]

    assert run(main) == ["direct of ada", "asyncio of nobody"]


@pytest.mark.parametrize("what", [None, 3, "text"])
def test_no_coroutine(what: Any) -> None:  # noqa: ANN401 - anything
    """The complaint about something that is no coroutine is asyncio's own."""

    async def main(clock: ClockLoop) -> None:
        with pytest.raises(TypeError, match="a coroutine was expected"):
            clock.create_task(what)

    run(main)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="eager tasks came with 3.12")
def test_eager_tasks() -> None:
    """Tasks that start at once keep lanes, too."""

    async def at_once() -> int:
        return 3

    async def main(clock: ClockLoop) -> list[str]:
        clock.set_task_factory(asyncio.eager_task_factory)  # type: ignore[attr-defined,unused-ignore]
        assert await asyncio.create_task(at_once(), name="eager") == 3
        assert await asyncio.create_task(asyncio.sleep(2, 4)) == 4
        return [lane["name"] for lane in clock.trace.snapshot()["lanes"]]

    assert len(run(main)) == 3


def test_errors_and_results_pass_through() -> None:
    """A job's result and its exception reach the caller."""

    async def main(clock: ClockLoop) -> int:
        with pytest.raises(ZeroDivisionError):
            await asyncio.to_thread(divmod, 1, 0)
        return await clock.run_in_executor(None, max, 3, 4)

    assert run(main) == 4


def test_default_executor_can_be_replaced() -> None:
    """The author's own default pool is used, and has its size."""

    async def main(clock: ClockLoop) -> float:
        clock.set_default_executor(ThreadPoolExecutor(1))
        await asyncio.gather(*(asyncio.to_thread(clock.block, 1) for _ in range(3)))
        return clock.time()

    assert run(main) == 3


def test_default_executor_has_32_workers_everywhere() -> None:
    """A run is the same on a machine with two processors and with two hundred."""

    async def main(clock: ClockLoop) -> float:
        await asyncio.gather(*(asyncio.to_thread(clock.block, 1) for _ in range(33)))
        return clock.time()

    assert run(main) == 2


def test_pool_that_refuses() -> None:
    """A pool that was shut down refuses as ever, and leaves no lane."""

    async def main(clock: ClockLoop) -> dict[str, Any]:
        pool = ThreadPoolExecutor(1)
        pool.shutdown()
        with pytest.raises(RuntimeError, match="after shutdown"):
            clock.run_in_executor(pool, print)
        await asyncio.sleep(1)
        return clock.trace.snapshot()

    assert [lane["name"] for lane in run(main)["lanes"]] == ["main"]


def test_a_loop_on_another_thread() -> None:
    """It need not be the main thread's."""

    async def main(clock: ClockLoop) -> float:
        task = asyncio.create_task(asyncio.to_thread(clock.block, 2))
        await asyncio.sleep(1)
        clock.block(0.5)
        await task
        return clock.time()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(run, main).result() == 2


def test_several_runs_share_a_time() -> None:
    """The time goes on from one run of a loop to its next."""
    with asyncio.Runner(loop_factory=ClockLoop) as runner:
        for expected in (1, 2):
            runner.run(asyncio.sleep(1))
            assert runner.get_loop().time() == expected


def test_under_pytest_asyncio(tmp_path: Path) -> None:
    """The clock can be any pytest-asyncio test's loop; a deadlock is a failure like others."""
    (tmp_path / "conftest.py").write_text(
        "from checks.probes.clock import ClockLoop\n"
        "def pytest_asyncio_loop_factories():\n"
        "    return {'clock': ClockLoop}\n"
    )
    (tmp_path / "test_it.py").write_text(
        "import asyncio, pytest\n"
        "@pytest.fixture\n"
        "async def clock():\n"
        "    await asyncio.sleep(1)\n"
        "    yield asyncio.get_running_loop()\n"
        "    await asyncio.sleep(1)\n"
        "async def test_time(clock):\n"
        "    await asyncio.gather(asyncio.to_thread(clock.block, 2), asyncio.sleep(5))\n"
        "    lanes = [lane['name'] for lane in clock.trace.snapshot()['lanes']]\n"
        "    assert (clock.time(), lanes) == (6, ['caller', 'to_thread', 'sleep', 'block'])\n"
        "async def test_deadlock(clock):\n"
        "    await asyncio.Event().wait()\n"
        "async def test_parked(clock):\n"
        "    asyncio.create_task(asyncio.to_thread(clock.block, 60))\n"
        "    await asyncio.sleep(1)\n"
    )
    settings = {"pythonpath": ROOT, "asyncio_mode": "auto", "filterwarnings": "error"}
    settings |= {"asyncio_default_fixture_loop_scope": "function", "timeout": 20}
    options = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, tmp_path],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed, 2 passed" in done.stdout, done.stdout
    assert "caller waits at test_it.py:12 in test_deadlock" in done.stdout
