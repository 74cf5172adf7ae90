"""Facts about what waits for a pool, and who waits with it, that pages state."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from checks.tooling.page_facts import note


@note("PCH002", "shared by everything that runs on the loop")
@note("PCH017", "`asyncio.to_thread()` and `run_in_executor()` fill a queue of the same kind")
def default_pool_queues_everything() -> bool:
    """Keep the only worker of the loop's pool busy, and make ten calls of each kind."""

    async def queued() -> int:
        loop, pool = asyncio.get_running_loop(), ThreadPoolExecutor(1)
        begun, go = asyncio.Event(), threading.Event()
        loop.set_default_executor(pool)
        pool.submit(lambda: (loop.call_soon_threadsafe(begun.set), go.wait()))
        await begun.wait()
        calls = [asyncio.create_task(asyncio.to_thread(int)) for _ in range(10)]
        others = [loop.run_in_executor(None, int) for _ in range(10)]
        await asyncio.sleep(0)
        waiting = pool._work_queue.qsize()  # noqa: SLF001 - as the page advises
        go.set()
        await asyncio.gather(*calls, *others)
        return waiting

    return asyncio.run(queued()) == 20


@note("PCH017", "an endless input never yields a result")
def map_reads_on_and_on() -> bool:
    """Give up when so much has been read that a result would long have come."""

    def files() -> Iterator[int]:
        yield from range(1_000)
        raise EOFError

    with ThreadPoolExecutor(1) as pool:
        try:
            pool.map(abs, files())
        except EOFError:
            return True
    return False


@note("PCH005", "From 3.14 on, `Executor.map()` has [`buffersize`]")
@note("PCH017", "From 3.14 on, `pool.map(digest, files, buffersize=20)` keeps such a window")
def map_keeps_a_window() -> bool:
    """Look how much of a long input has been read when the first result is taken."""
    files = iter(range(1_000))
    with ThreadPoolExecutor(1) as pool:
        try:
            next(pool.map(abs, files, buffersize=20))  # type: ignore[call-arg,unused-ignore]
        except TypeError:
            return False
    return next(files) == 21


WINDOW = (
    "From 3.14 on, `pool.map(digest, files, buffersize=20)` keeps such a window, and the function"
)


@note("PCH017", f"{WINDOW} needs nothing more. It submits the next job before it waits")
def map_submits_before_it_waits() -> bool:
    """Let the first job end only when the twenty-first is asked for."""
    asked = threading.Event()

    def files() -> Iterator[int]:
        yield from range(20)
        asked.set()
        yield 20

    with ThreadPoolExecutor(1) as pool:
        try:
            digests = pool.map(lambda n: n > 0 or asked.wait(10), files(), buffersize=20)  # type: ignore[call-arg,unused-ignore]
        except TypeError:
            return False
        return next(digests)


@note("PCH021", "`list(pool.map(...))` and `.result()` hold the loop until the process is done")
def waiting_for_a_pool_holds_the_loop() -> bool:
    """Another callback is ready before the calls; a thread stands for the process."""
    ran: list[str] = []

    async def calls() -> None:
        with ThreadPoolExecutor(1) as pool:
            asyncio.get_running_loop().call_soon(ran.append, "other")
            ran.extend(pool.map(str, ["map"]))
            ran.append(pool.submit(str, "submit").result())
        await asyncio.sleep(0)

    asyncio.run(calls())
    return ran == ["map", "submit", "other"]
