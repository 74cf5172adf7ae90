"""Facts about threads and processes that pages state beside their claims, each to be tried."""

import multiprocessing
import re
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from concurrent import futures
from contextvars import ContextVar
from threading import Thread

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


@note("PCH002", "On free-threaded builds from 3.14 on, [a thread starts with a copy")
def thread_inherits_context() -> bool:
    """Tell whether a context variable of the starter is set in its thread."""
    user, seen = ContextVar("user", default="nobody"), list[str]()
    user.set("ada")
    thread = Thread(target=lambda: seen.append(user.get()))
    thread.start()
    thread.join()
    return seen == ["ada"]


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


@note("PCH005", "From 3.14 on, `Executor.map()` has [`buffersize`]")
@note("PCH017", "From 3.14 on, `pool.map(digest, files, buffersize=20)` keeps such a window")
def map_keeps_a_window() -> bool:
    """Look how much of a long input has been read when the first result is taken."""
    files = iter(range(1_000))
    with futures.ThreadPoolExecutor(1) as pool:
        try:
            next(pool.map(abs, files, buffersize=20))  # type: ignore[call-arg,unused-ignore]
        except TypeError:
            return False
    return next(files) == 21
