"""Facts about threads that pages state beside their claims."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from functools import partial

from checks.probes.outcome import outcome_of
from checks.tooling.page_facts import note, told

FREE = "On free-threaded builds from 3.14 on, [a thread starts with a copy"
COPY = (
    " of its starter's context](https://docs.python.org/3/library/threading.html#threading.Thread)."
)


@note("PCH002", FREE)
def thread_inherits_context() -> bool:
    """Tell whether a context variable of the starter is set in its thread."""
    user, seen = ContextVar("user", default="nobody"), list[str]()
    user.set("ada")
    thread = threading.Thread(target=lambda: seen.append(user.get()))
    thread.start()
    thread.join()
    return seen == ["ada"]


@note("PCH002", f"{FREE}{COPY} A pool's worker keeps that copy")
def worker_keeps_its_first_user() -> bool:
    """Submit a job for one user, then a job for another."""
    user = ContextVar("user", default="nobody")

    async def users() -> list[str]:
        loop, seen = asyncio.get_running_loop(), list[str]()
        with ThreadPoolExecutor(1) as pool:
            for name in ("ada", "bob"):
                user.set(name)
                seen.append(await loop.run_in_executor(pool, user.get))
        return seen

    return asyncio.run(users()) == ["ada", "ada"]


@note("PCH002", "every call then comes from the same thread, with its caller's context")
def single_worker_sees_each_user() -> bool:
    """Submit two jobs as the page says, each for a user of its own."""
    user, seen = ContextVar[str]("user"), list[tuple[int, str]]()

    def job() -> None:
        seen.append((threading.get_ident(), user.get()))

    async def call() -> None:
        with ThreadPoolExecutor(1) as pool:
            for name in ("ada", "bob"):
                user.set(name)
                submit = partial(asyncio.get_running_loop().run_in_executor, pool)
                await submit(copy_context().run, job)

    asyncio.run(call())
    (first, ada), (second, bob) = seen
    return (first == second, ada, bob) == (True, "ada", "bob")


@note("PCH001", "whereas a thread cannot be stopped from outside")
@note("PCH002", "Cancelling the `await` does not stop the thread")
@note("PCH019", "cancelling the await [does not end the request]")
@note("PCH020", "its thread runs to the end")
@note("PCH024", "cancelling the task, which a mail server, a thread")
def cancelled_call_runs_on() -> bool:
    """Cancel the await while its call waits, and let the call go on after that."""
    go, ended = threading.Event(), threading.Event()

    async def cancel() -> str:
        loop, begun = asyncio.get_running_loop(), asyncio.Event()

        def call() -> None:
            loop.call_soon_threadsafe(begun.set)
            go.wait()
            ended.set()

        calling = asyncio.create_task(asyncio.to_thread(call))
        await begun.wait()
        calling.cancel()
        return (await outcome_of(calling)).kind + " early" * (not ended.is_set())

    with asyncio.Runner() as runner:
        kind = runner.run(cancel())
        go.set()
    return (kind, ended.is_set()) == ("cancelled early", True)


@note("PCH018", "`kill -USR1` prints the stack of every thread, even while the loop is blocked")
def dump_shows_the_blocked_loop() -> bool:
    """Send the signal from a second thread, for which a coroutine waits without an await."""
    program = """if True:
        import asyncio, faulthandler, signal, threading
        faulthandler.register(signal.SIGUSR1)
        sent = threading.Event()
        def send():
            signal.raise_signal(signal.SIGUSR1)
            sent.set()
        async def blocks():
            threading.Thread(target=send).start()
            sent.wait()
        asyncio.run(blocks())"""
    dump = told(program)
    stacks = dump.count("(most recent call first)")
    return (stacks, " in send\n" in dump, " in blocks\n" in dump) == (2, True, True)
