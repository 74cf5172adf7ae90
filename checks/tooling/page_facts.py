"""What pages state beside their claims, to be tried: the registry, and facts on processes."""

import asyncio
import multiprocessing
import re
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Coroutine
from concurrent import futures
from contextlib import suppress
from typing import Any

from checks.probes.clock import ClockLoop
from checks.probes.outcome import Outcome, outcome_of

FREE_THREADED = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
Fact = Callable[[], bool]
FACTS: dict[tuple[str, str], Fact] = {}


def note(guideline: str, words: str) -> Callable[[Fact], Fact]:
    """Keep a function as the proof of what a page says, of the versions that its words name."""

    def keep(fact: Fact) -> Fact:
        FACTS[guideline, words] = fact
        return fact

    return keep


def named(words: str) -> bool:
    """Tell whether the words are about the running version: "From 3.13 on", "Up to 3.12".

    Words that name none are said of all.
    """
    bound = re.search(r"(up to|from) 3\.(\d+)", words, re.IGNORECASE)
    if bound is None:
        return True
    here, minor = sys.version_info.minor, int(bound[2])
    holds = here <= minor if bound[1].lower() == "up to" else here >= minor
    return holds and (FREE_THREADED or "free-threaded builds from" not in words)


def told(program: str, *options: str) -> str:
    """Return what a program of its own prints as warnings and errors."""
    command = [sys.executable, *options, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr  # noqa: S603


def outcome(scenario: Coroutine[Any, Any, Any]) -> Outcome:
    """Run a coroutine on the clock, and tell what became of it."""
    with asyncio.Runner(loop_factory=ClockLoop) as runner:
        return runner.run(outcome_of(scenario))


@note("PCH003", "From 3.14 on, [`kill_workers()`]")
def hanging_worker_can_be_killed() -> bool:
    """End a job that would last an hour."""
    program = """if True:
        import time
        from concurrent.futures import ProcessPoolExecutor
        pool = ProcessPoolExecutor(1)
        job = pool.submit(time.sleep, 3600)
        pool.kill_workers()
        job.result()"""
    there = hasattr(futures.ProcessPoolExecutor, "kill_workers")
    return there and "BrokenProcessPool" in told(program)


@note("PCH004", "Up to 3.13, the default on Linux is `fork`")
def default_is_fork() -> bool:
    """Look at the first start method that is listed: it is the default."""
    return multiprocessing.get_all_start_methods()[0] == "fork"


@note("PCH004", "From 3.14 on, it is `forkserver`")
def default_is_forkserver() -> bool:
    """Look at the same."""
    return multiprocessing.get_all_start_methods()[0] == "forkserver"


@note("PCH004", "From 3.12 on, a fork beside threads raises")
def fork_beside_threads_warns_when_asked() -> bool:
    """Have `multiprocessing` fork beside a thread: silently by default, and when asked not."""
    program = """if True:
        import multiprocessing, threading
        gate = threading.Event()
        threading.Thread(target=gate.wait).start()
        child = multiprocessing.get_context("fork").Process(target=int)
        child.start()
        child.join()
        gate.set()"""
    shown = "DeprecationWarning" in told(program, "-W", "always::DeprecationWarning")
    return shown and told(program) == ""


@note("PCH006", "Up to 3.12, there is no `sys._is_gil_enabled()`")
def gil_cannot_be_asked_for() -> bool:
    """Miss the function that tells."""
    return not hasattr(sys, "_is_gil_enabled")


@note("PCH006", "From 3.13 on, there are free-threaded builds")
def build_tells_whether_it_is_free_threaded() -> bool:
    """Look for an entry in the build's variables."""
    return sysconfig.get_config_var("Py_GIL_DISABLED") is not None


@note("PCH006", "From 3.14 on, there is [`InterpreterPoolExecutor`]")
def there_is_an_interpreter_pool() -> bool:
    """Look for it in concurrent.futures."""
    return hasattr(futures, "InterpreterPoolExecutor")


@note("PCH003", "after 5 ms by default")
def threads_take_turns_of_five_ms() -> bool:
    """Ask for the interval, which nothing here has changed."""
    return sys.getswitchinterval() == 0.005


@note("PCH003", "fails every job in the pool that has not finished, and the pool accepts no more")
@note(
    "PCH005",
    "as soon as one of its workers dies, no matter who created it, and its unfinished jobs",
)
def dead_worker_breaks_its_pool() -> bool:
    """One job ends its worker; one would last an hour, one waits, and one comes too late."""
    program = """if True:
        import os, sys, time
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context
        pool = ProcessPoolExecutor(2, get_context("fork"))
        jobs = [pool.submit(*job) for job in [(time.sleep, 3600), (os._exit, 1), (int,)]]
        print(*(type(job.exception()).__name__ for job in jobs), file=sys.stderr)
        pool.submit(int)"""
    first, *_, last = told(program).splitlines()
    return first.split() == ["BrokenProcessPool"] * 3 and "BrokenProcessPool" in last


@note("PCH006", "A free-threaded build says so in the first line")
def build_says_that_it_is_free_threaded() -> bool:
    """Look into what `python -VV` prints."""
    return ("free-threading" in sys.version) == FREE_THREADED


@note("PCH024", "or a child process does not notice")
def child_outlives_a_timeout() -> bool:
    """Have a deadline pass while a child is waited for, then have the child echo a line."""

    async def echo() -> bytes:
        pipe = asyncio.subprocess.PIPE
        child = await asyncio.create_subprocess_exec("cat", stdin=pipe, stdout=pipe)
        with suppress(TimeoutError):
            async with asyncio.timeout(0):
                await child.wait()
        echoed, _ = await child.communicate(b"alive")
        return echoed

    return asyncio.run(echo()) == b"alive"
