"""Every kind of leftover is found when planted, under its plain name, and none in clean code."""

import asyncio
import os
import re
import socket
import subprocess
import tempfile
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, aclosing, suppress
from pathlib import Path

import pytest

from checks.probes.clock import ClockLoop
from checks.probes.leftovers import Leftovers

Scenario = Callable[[ExitStack], Awaitable[object]]
MakeLoop = Callable[[], asyncio.AbstractEventLoop]
PLANTED: dict[Scenario, str] = {}


def leaves(what: str) -> Callable[[Scenario], Scenario]:
    """Enter a scenario into the list of what leaves exactly this behind."""

    def enter(scenario: Scenario) -> Scenario:
        PLANTED[scenario] = what
        return scenario

    return enter


def inside(make_loop: MakeLoop, scenario: Scenario) -> list[str]:
    """Watch from inside a running loop."""

    async def watched(keep: ExitStack) -> Leftovers:
        async with Leftovers() as left:
            await scenario(keep)
        left.clear()
        return left

    with asyncio.Runner(loop_factory=make_loop) as runner, ExitStack() as keep:
        return [str(one) for one in runner.run(watched(keep)).found]


def around(make_loop: MakeLoop, scenario: Scenario) -> list[str]:
    """Watch from outside, around a run of a loop that exists already."""

    async def watched(keep: ExitStack) -> None:
        await scenario(keep)

    with asyncio.Runner(loop_factory=make_loop) as runner, ExitStack() as keep:
        runner.get_loop()
        with Leftovers() as left:
            runner.run(watched(keep))
        left.clear()
        return [str(one) for one in left.found]


async def numbers() -> AsyncGenerator[int, None]:
    """Yield two numbers."""
    yield 1
    yield 2


async def fail() -> None:
    """Fail, after a moment."""
    await asyncio.sleep(0)
    raise ValueError("no such order")


def lose(what: str) -> None:
    """Fail at once."""
    raise KeyError(what)


@leaves("task sleep")
async def _task(_keep: ExitStack) -> None:
    asyncio.create_task(asyncio.sleep(3600))  # noqa: RUF006 - this is the fault to show


@leaves("task refresh")
async def _named_task(keep: ExitStack) -> None:
    keep.callback(asyncio.create_task(asyncio.sleep(3600), name="refresh").done)


@leaves("thread wait")
async def _thread(keep: ExitStack) -> None:
    bell = threading.Event()
    keep.callback(bell.set)
    threading.Thread(target=bell.wait).start()


@leaves("thread export")
async def _pool(keep: ExitStack) -> None:
    pool = keep.enter_context(ThreadPoolExecutor(1, thread_name_prefix="export"))
    pool.submit(int).result()


@leaves("thread asyncio at test_leftovers.py in read_rows")
async def _job(keep: ExitStack) -> None:
    bell = threading.Event()
    keep.callback(bell.set)

    def read_rows() -> None:
        bell.wait()

    asyncio.get_running_loop().run_in_executor(None, read_rows)


@leaves("child sleep")
async def _child(keep: ExitStack) -> None:
    keep.enter_context(subprocess.Popen(["/bin/sleep", "60"]))  # noqa: ASYNC220


@leaves("child true (ended, not waited for)")
async def _zombie(keep: ExitStack) -> None:
    keep.enter_context(subprocess.Popen(["/bin/true"]))  # noqa: ASYNC220


@leaves("descriptor test_leftovers.py")
async def _file(keep: ExitStack) -> None:
    keep.callback(os.close, os.open(__file__, os.O_RDONLY))


@leaves("descriptor socket")
async def _socket(keep: ExitStack) -> None:
    keep.enter_context(socket.socket())


@leaves("temporary directory made at test_leftovers.py in _folder")
async def _folder(_keep: ExitStack) -> None:
    tempfile.mkdtemp()


@leaves("temporary file made at test_leftovers.py in _temporary_file")
async def _temporary_file(_keep: ExitStack) -> None:
    with tempfile.NamedTemporaryFile(delete=False):
        pass


@leaves("async generator numbers")
async def _generator(keep: ExitStack) -> None:
    generator = numbers()
    keep.callback(lambda: generator)
    await anext(generator)


@leaves("async generator numbers (not closed)")
async def _abandoned_generator(_keep: ExitStack) -> None:
    async for _number in numbers():
        break


@leaves("lost exception ValueError: no such order in task fail")
async def _task_exception(_keep: ExitStack) -> None:
    asyncio.create_task(fail())  # noqa: RUF006 - this is the fault to show


@leaves("lost exception OSError: disk full")
async def _future_exception(_keep: ExitStack) -> None:
    asyncio.get_running_loop().create_future().set_exception(OSError("disk full"))


@leaves("lost exception KeyError: 'order'")
async def _callback_exception(_keep: ExitStack) -> None:
    asyncio.get_running_loop().call_soon(lose, "order")


@leaves("lost exception KeyError: 'order' in thread parser")
async def _thread_exception(_keep: ExitStack) -> None:
    thread = threading.Thread(target=lose, args=["order"], name="parser")
    thread.start()
    thread.join()


@leaves("lost exception RuntimeError: not closed")
async def _destructor_exception(_keep: ExitStack) -> None:
    class Session:
        def __del__(self) -> None:
            raise RuntimeError("not closed")

    session = Session()
    session.itself = session  # type: ignore[attr-defined]


@leaves("lost exception RuntimeWarning: coroutine 'fail' was never awaited")
async def _coroutine(_keep: ExitStack) -> None:
    fail()  # type: ignore[unused-coroutine]


@pytest.mark.parametrize("watch", [inside, around])
@pytest.mark.parametrize("make_loop", [asyncio.SelectorEventLoop, ClockLoop])
@pytest.mark.parametrize("scenario", PLANTED)
def test_planted_leftover_is_found(
    scenario: Scenario,
    watch: Callable[[MakeLoop, Scenario], list[str]],
    make_loop: MakeLoop,
) -> None:
    """Exactly what was planted is found, on either loop, from inside and from outside."""
    found = [re.sub(r":\d+ in", " in", one) for one in watch(make_loop, scenario)]
    assert found == [PLANTED[scenario]]


async def _awaited(_keep: ExitStack) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(0.01), asyncio.TaskGroup() as tasks:
            tasks.create_task(asyncio.Event().wait())
    await asyncio.gather(fail(), fail(), return_exceptions=True)
    task = asyncio.create_task(asyncio.sleep(3600))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])


async def _about_to_end(_keep: ExitStack) -> None:
    async def linger() -> None:
        for _ in range(30):
            await asyncio.sleep(0)

    asyncio.create_task(linger())  # noqa: RUF006 - it ends by itself


async def _closed_generators(_keep: ExitStack) -> None:
    async for _number in numbers():
        pass
    async with aclosing(numbers()) as closed:
        await anext(closed)
    numbers()


async def _threads(_keep: ExitStack) -> None:
    await asyncio.to_thread(int)
    with ThreadPoolExecutor(2) as pool:
        await asyncio.wrap_future(pool.submit(int))
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


async def _thread_about_to_end(_keep: ExitStack) -> None:
    threading.Thread(target=sum, args=[range(1_000_000)]).start()


async def _files(_keep: ExitStack) -> None:
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as file:
        file.write(Path(folder).name.encode())
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"order")


CLEAN = [_awaited, _about_to_end, _closed_generators, _threads, _thread_about_to_end, _files]


@pytest.mark.parametrize("watch", [inside, around])
@pytest.mark.parametrize("make_loop", [asyncio.SelectorEventLoop, ClockLoop])
@pytest.mark.parametrize("scenario", CLEAN)
def test_clean_code_leaves_nothing(
    scenario: Scenario,
    watch: Callable[[MakeLoop, Scenario], list[str]],
    make_loop: MakeLoop,
) -> None:
    """What is ended, or ends by itself, is no leftover."""
    assert watch(make_loop, scenario) == []
