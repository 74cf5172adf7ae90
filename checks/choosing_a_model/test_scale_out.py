"""PCH005: one function, sent to threads, to processes, and to a cluster on loopback."""

import json
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from checks.choosing_a_model.programs import printed
from checks.harness.instruments import Observe
from checks.probes.growth import growth
from checks.probes.process_tree import ProcessTree

pytestmark = pytest.mark.skipif(
    find_spec("distributed") is None, reason="Dask's `distributed` is not installed"
)

# A valuation tells that it has begun, and does not end before it is let go.
BANK = """
import os
from pathlib import Path


def place(portfolio):
    return os.getpid()


def value(portfolio):
    night, number = Path(portfolio).parent, Path(portfolio).name
    os.write(os.open(night / "begun", os.O_RDWR), b"%d " % os.getpid())
    os.read(os.open(night / "go", os.O_RDWR), 1)
    return float(number)
"""

PROGRAM = """
import importlib, json, logging, os, select, signal, sys
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from multiprocessing import get_context
from pathlib import Path

import bank
from checks.choosing_a_model.programs import dask_cluster

example = importlib.import_module(sys.argv[1])
takes_a_pool = Executor in example.valuation.__annotations__.values()
members = set()
logging.basicConfig(filename="log")
log = logging.getLogger("bank")


@contextmanager
def cluster():
    with dask_cluster() as client:
        members.update(client.run(os.getpid).values())
        yield client.get_executor()


def sent_to(pool):
    # Who makes a pool of its own can only be told how large it shall be.
    return pool() if takes_a_pool else nullcontext(2)


def values(value, portfolios, pool):
    try:
        return example.valuation(value, portfolios, pool)
    except BrokenExecutor as error:
        log.error("one worker was lost, and the run with it: %r", error)
    except Exception:
        log.exception("no values")
    return []

"""

PLACES = """
pools = {
    "threads": lambda: ThreadPoolExecutor(2),
    "processes": lambda: ProcessPoolExecutor(2, get_context("spawn")),
    "cluster": cluster,
}


def kind(pid):
    if pid == os.getpid():
        return "threads"
    return "cluster" if pid in members else "processes"


ran = {}
for name, pool in pools.items():
    with sent_to(pool) as sent:
        first, again = ([f"{name} {number}" for number in pair] for pair in ((1, 2), (3, 4)))
        # Twice: whose pool is borrowed may go on to use it.
        places = [*values(bank.place, first, sent), *values(bank.place, again, sent)]
        ran[name] = sum(kind(pid) == name for pid in places)
print(json.dumps(ran))
"""

LOSS = """
def night(size, pool):
    folder = Path(str(size))
    folder.mkdir()
    for pipe in ("begun", "go"):
        os.mkfifo(folder / pipe)
    begun, go = (os.open(folder / pipe, os.O_RDWR) for pipe in ("begun", "go"))
    with ThreadPoolExecutor(1) as caller:
        portfolios = [str(folder / str(number)) for number in range(size)]
        call = caller.submit(values, bank.value, portfolios, pool)
        call.add_done_callback(lambda _: os.write(begun, b"end"))
        told = os.read(begun, 1000)
        if told != b"end":
            worker = os.pidfd_open(int(told.split()[0]))
            signal.pidfd_send_signal(worker, signal.SIGKILL)
            select.select([worker], [], [])  # it has ended, and nothing that it had begun
        os.write(go, bytes(size))
        while b"end" not in told:
            told += os.read(begun, 1000)
    back = sum(value == number for number, value in enumerate(call.result()))
    return {"back": back, "again": max(0, told.count(b" ") - size)}


with sent_to(cluster) as pool:
    print(json.dumps([night(int(size), pool) for size in sys.argv[2:]]))
"""


def run(example: ModuleType, body: str, folder: Path, *arguments: int) -> Any:  # noqa: ANN401 - JSON
    """Run a program that has the example and the bank, and return what it tells."""
    (folder / "bank.py").write_text(BANK)
    with ProcessTree(patience=50):
        return json.loads(printed(PROGRAM + body, folder, example.__name__, *map(str, arguments)))


def test_the_caller_says_where_it_runs(example: ModuleType, tmp_path: Path) -> None:
    """Two times two portfolios each are valued in threads, in processes, and on a cluster."""
    ran = run(example, PLACES, tmp_path)
    told = ", ".join(f"{jobs} of 4 to {place}" for place, jobs in ran.items())
    assert set(ran.values()) == {4}, f"jobs that ran where they were sent: {told}"


async def test_a_lost_worker_loses_no_work(
    example: ModuleType, tmp_path: Path, observe: Observe
) -> None:
    """Of two workers the one that begins first is killed while it is at it."""
    sizes = (2, 10, 50)
    nights = dict(zip(sizes, run(example, LOSS, tmp_path, *sizes), strict=True))

    def back(size: int) -> int:
        return int(nights[size]["back"])

    values = observe(await growth(back, sizes, name="came back", unit="values", over="portfolios"))
    lost = (tmp_path / "log").read_text().count("the run with it")
    again = max(night["again"] for night in nights.values())
    assert all(size == came for size, came in values.points), (
        f"{values}; lost runs in the log: {lost}; portfolios begun again in a run: {again}"
    )
