"""PCH004: programs of their own, each with another default, and with threads that hold locks."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.growth import growth

METHODS = ("fork", "forkserver", "spawn")

# What the caller and its workers both import; a worker that is a copy has the caller's values.
SHOP = """
import multiprocessing
import os
import threading

caller = 0
locks = [threading.Lock() for _ in range(10)]


def origin(order):
    if caller == multiprocessing.parent_process().pid:
        return "a copy of its caller"
    started_by_caller = os.getppid() == multiprocessing.parent_process().pid
    return "a new interpreter" if started_by_caller else "a copy of a fork server"


def locked(order):
    # Who finds one locked would wait for ever: the thread that holds it is not in this process.
    return str(sum(not lock.acquire(blocking=False) for lock in locks))
"""

ORIGIN = """
shop.caller = os.getpid()
say(example.render_all(shop.origin, ["tea"]))
"""

LOCKED = """
held, done = threading.Barrier(int(threads) + 1), threading.Event()


def hold(lock):
    with lock:
        held.wait()
        done.wait()


holders = [threading.Thread(target=hold, args=[lock]) for lock in shop.locks[: int(threads)]]
for holder in holders:
    holder.start()
held.wait()


def tell() -> None:
    if threading.active_count() > 1:
        traceback.print_stack()


os.register_at_fork(before=tell)
try:
    say(example.render_all(shop.locked, ["tea"]))
finally:
    done.set()
"""

BESIDE = """
shop.caller = os.getpid()
done = threading.Event()
threading.Thread(target=done.wait).start()
try:
    say(example.render_all(shop.origin, ["tea"]))
except RuntimeError as error:
    say([type(error).__name__])
finally:
    done.set()
"""

PROGRAM = """
import importlib, json, multiprocessing, os, sys, threading, traceback
import shop

module, default, threads = sys.argv[1:]
multiprocessing.set_start_method(default)
example = importlib.import_module(module)


def say(seen):
    print(json.dumps([*seen, multiprocessing.get_start_method()]))

"""


def run(
    example: ModuleType, body: str, default: str, folder: Path, threads: int = 0
) -> tuple[str, str]:
    """Run a program where that start method is the default; return what it says, and its errors."""
    (folder / "shop.py").write_text(SHOP)
    root = Path(str(example.__file__)).parents[3]
    done = subprocess.run(  # noqa: S603 - a program of ours
        [sys.executable, "-c", PROGRAM + body, example.__name__, default, str(threads)],
        env={**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{folder}"},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    said, kept = json.loads(done.stdout)
    require(kept == default, "the rest of the program keeps its start method")
    return str(said), done.stderr


def test_workers_start_the_same_way(example: ModuleType, tmp_path: Path) -> None:
    """The same program runs where each of the three methods is the default."""
    defaults: dict[str, list[str]] = {}
    for default in METHODS:
        origin, _ = run(example, ORIGIN, default, tmp_path)
        defaults.setdefault(origin, []).append(default)
    told = ", ".join(f"{origin} with {' or '.join(on)}" for origin, on in defaults.items())
    assert list(defaults) == ["a new interpreter"], f"a worker was {told} as the default"


async def test_no_lock_is_inherited_locked(
    example: ModuleType, tmp_path: Path, observe: Observe
) -> None:
    """Up to ten threads hold a lock each while the worker starts, where the default is fork."""

    def locked(threads: int) -> int:
        return int(run(example, LOCKED, "fork", tmp_path, threads)[0])

    stuck = observe(
        await growth(
            locked, (1, 2, 10), name="found locked", unit="locks", over="threads that hold one"
        )
    )
    assert not any(locks for _, locks in stuck.points), f"a new worker {stuck}"


def test_the_hook_reports_a_fork_beside_threads(example: ModuleType, tmp_path: Path) -> None:
    """The hook is called before each fork, and looks how many threads there are."""
    _, stacks = run(example, LOCKED, "fork", tmp_path, threads=1)
    forks = stacks.count(", in render_all")
    assert forks == 0, f"while a second thread ran, the hook reported {forks} forks"


def test_loaded_data_is_there(deviation: ModuleType, tmp_path: Path) -> None:
    """The caller has set a global, as if it had loaded data: alone, and beside a thread."""
    alone, _ = run(deviation, ORIGIN, "spawn", tmp_path)
    beside, _ = run(deviation, BESIDE, "spawn", tmp_path)
    assert (alone, beside) == ("a copy of its caller", "RuntimeError"), (
        f"without a second thread a worker was {alone}; beside one the outcome was {beside}"
    )
