"""Scenarios that leave one thing behind each, and clean ones that leave none."""

import asyncio
import os
import socket
import subprocess
import tempfile
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, aclosing, suppress

Scenario = Callable[[ExitStack], Awaitable[object]]
PLANTED: dict[Scenario, str] = {}


def leaves(what: str) -> Callable[[Scenario], Scenario]:
    """Enter a scenario into the list of what leaves exactly this behind."""

    def enter(scenario: Scenario) -> Scenario:
        PLANTED[scenario] = what
        return scenario

    return enter


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
    keep.enter_context(ThreadPoolExecutor(1, thread_name_prefix="export")).submit(int).result()


@leaves("thread asyncio at planted.py in read_rows")
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


@leaves("descriptor planted.py")
async def _file(keep: ExitStack) -> None:
    keep.callback(os.close, os.open(__file__, os.O_RDONLY))


@leaves("descriptor socket")
async def _socket(keep: ExitStack) -> None:
    keep.enter_context(socket.socket())


@leaves("temporary directory made at planted.py in _folder")
async def _folder(_keep: ExitStack) -> None:
    tempfile.mkdtemp()


@leaves("temporary file made at planted.py in _temporary_file")
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
    threading.Thread(target=sum, args=[range(1_000_000)]).start()


async def _files(_keep: ExitStack) -> None:
    with tempfile.TemporaryDirectory(), tempfile.TemporaryFile(), tempfile.NamedTemporaryFile():
        pass


CLEAN = [_awaited, _about_to_end, _closed_generators, _threads, _files]
