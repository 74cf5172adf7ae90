"""PCH004: a program with one default after another, and then with threads that hold locks."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.growth import growth

METHODS = ("fork", "forkserver", "spawn")
SIZES = (1, 10)
ROOT = Path(__file__).parents[2]
KEEPS = "the rest of the program keeps its start method"

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

SERVE = """
shop.caller = os.getpid()
for default in words[:3]:
    say(starting_with(default).render_all(shop.origin, ["tea"]))


def tell() -> None:
    if threading.active_count() > 1:
        traceback.print_stack()


os.register_at_fork(before=tell)


def hold(lock):
    with lock:
        held.wait()
        done.wait()


example = starting_with("fork")
for threads in map(int, words[3:]):
    held, done = threading.Barrier(threads + 1), threading.Event()
    holders = [threading.Thread(target=hold, args=[lock]) for lock in shop.locks[:threads]]
    for holder in holders:
        holder.start()
    held.wait()
    try:
        say(example.render_all(shop.locked, ["tea"]))
    finally:
        done.set()
    for holder in holders:
        holder.join()
"""

BESIDE = """
example, shop.caller, done = starting_with("spawn"), os.getpid(), threading.Event()
say(example.render_all(shop.origin, ["tea"]))
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

sys.path[:0] = sys.argv[1:3]
module, *words = sys.argv[3:]
import shop


def starting_with(default):
    # As if the program had only now begun.
    multiprocessing.set_start_method(default, force=True)
    sys.modules.pop(module, None)
    return importlib.import_module(module)


def say(seen):
    print(json.dumps([*seen, multiprocessing.get_start_method()]))

"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a program says, each time with its default by then, and the stacks that it prints."""

    lines: list[list[str]]
    stacks: str


def run(module: str, body: str, folder: Path, *arguments: object) -> Said:
    """Run a program to its end."""
    (folder / "shop.py").write_text(SHOP)
    words = map(str, (ROOT, folder, module, *arguments))
    done = subprocess.run(  # noqa: S603 - a program of ours
        [sys.executable, "-ISB", "-c", PROGRAM + body, *words],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return Said([json.loads(line) for line in done.stdout.splitlines()], done.stderr)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Said]:
    """Return what runs the shop with the module of that name, once for three claims."""

    @cache
    def serve(module: str) -> Said:
        return run(module, SERVE, tmp_path_factory.mktemp("shop"), *METHODS, *SIZES)

    return serve


def test_workers_start_the_same_way(example: ModuleType, served: Callable[[str], Said]) -> None:
    """The same module is imported and used where each of the three methods is the default."""
    said = served(example.__name__).lines[: len(METHODS)]
    require([kept for _, kept in said] == [*METHODS], KEEPS)
    defaults: dict[str, list[str]] = {}
    for origin, default in said:
        defaults.setdefault(origin, []).append(default)
    told = ", ".join(f"{origin} with {' or '.join(on)}" for origin, on in defaults.items())
    assert list(defaults) == ["a new interpreter"], f"a worker was {told} as the default"


async def test_no_lock_is_inherited_locked(
    example: ModuleType, served: Callable[[str], Said], observe: Observe
) -> None:
    """Up to ten threads hold a lock each while the worker starts, where the default is fork."""
    said = served(example.__name__).lines[len(METHODS) :]
    require({kept for _, kept in said} == {"fork"}, KEEPS)
    locked = {threads: int(locks) for threads, (locks, _) in zip(SIZES, said, strict=True)}
    stuck = observe(
        await growth(
            locked.__getitem__,
            SIZES,
            name="found locked",
            unit="locks",
            over="threads that hold one",
        )
    )
    assert not any(locks for _, locks in stuck.points), f"a new worker {stuck}"


def test_the_hook_reports_a_fork_beside_threads(
    example: ModuleType, served: Callable[[str], Said]
) -> None:
    """The hook is called before each fork, and looks how many threads there are."""
    forks = served(example.__name__).stacks.count(", in render_all")
    assert forks == 0, f"while threads ran, the hook reported {forks} forks for {len(SIZES)} pools"


def test_loaded_data_is_there(deviation: ModuleType, tmp_path: Path) -> None:
    """The caller has set a global, as if it had loaded data: alone, and beside a thread."""
    said = run(deviation.__name__, BESIDE, tmp_path)
    (alone, _), (beside, _) = said.lines
    require({kept for _, kept in said.lines} == {"spawn"}, KEEPS)
    assert (alone, beside) == ("a copy of its caller", "RuntimeError"), (
        f"without a second thread a worker was {alone}; beside one the outcome was {beside}"
    )
