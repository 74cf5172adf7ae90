"""PCH005: one function, sent to threads, to processes, and to a cluster on loopback."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from types import ModuleType

import pytest

from checks.choosing_a_model.programs import printed
from checks.harness.instruments import Observe
from checks.probes.growth import growth
from checks.probes.process_tree import ProcessTree

pytestmark = pytest.mark.skipif(
    find_spec("distributed") is None, reason="Dask's `distributed` is not installed"
)

SIZES = (2, 20)

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

example = importlib.import_module(sys.argv[1])
takes_a_pool = Executor in example.valuation.__annotations__.values()
members = set()
logging.basicConfig(filename="log")
log = logging.getLogger("bank")


@contextmanager
def cluster():
    from checks.choosing_a_model.engine import dask_cluster

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


pools = {
    "threads": lambda: ThreadPoolExecutor(2),
    "processes": lambda: ProcessPoolExecutor(2, get_context("spawn")),
    "cluster": cluster,
}


def kind(pid):
    if pid == os.getpid():
        return "threads"
    return "cluster" if pid in members else "processes"


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
    # Results of this night that are lost in another one are worked out again; nobody waits then.
    os.write(go, bytes(size))
    back = sum(value == number for number, value in enumerate(call.result()))
    return {"back": back, "again": max(0, told.count(b" ") - size)}


places, nights = {}, []
for name, pool in pools.items():
    with sent_to(pool) as sent:
        if takes_a_pool:  # whoever lends one may go on to use it
            values(bank.place, [f"{name} before"], sent)
        places[name] = "".join(map(kind, values(bank.place, [name], sent)))
        if name == "cluster":
            nights = [night(int(size), sent) for size in sys.argv[2:]]
print(json.dumps([places, nights]))
"""


@dataclass(frozen=True, slots=True)
class Bank:
    """Where a job ran, by where it was sent; how the nights went, by their size."""

    places: dict[str, str]
    nights: dict[int, dict[str, int]]
    lost_runs: int


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Bank]:
    """Return what runs the bank with the module of that name; the claims share its cluster."""

    @cache
    def run(module: str) -> Bank:
        folder = tmp_path_factory.mktemp("bank")
        (folder / "bank.py").write_text(BANK)
        with ProcessTree(patience=50):
            places, nights = json.loads(printed(PROGRAM, folder, module, *map(str, SIZES)))
        lost_runs = (folder / "log").read_text().count("the run with it")
        return Bank(places, dict(zip(SIZES, nights, strict=True)), lost_runs)

    return run


def test_the_caller_says_where_it_runs(example: ModuleType, bank: Callable[[str], Bank]) -> None:
    """A portfolio is valued in threads, another in processes, and one on a cluster."""
    ran = bank(example.__name__).places
    told = ", ".join(f"{place or 'nothing'} when sent to {sent}" for sent, place in ran.items())
    assert all(place == sent for sent, place in ran.items()), f"the job ran on {told}"


async def test_a_lost_worker_loses_no_work(
    example: ModuleType, bank: Callable[[str], Bank], observe: Observe
) -> None:
    """Of two workers the one that begins first is killed while it is at it."""
    ran = bank(example.__name__)

    def back(size: int) -> int:
        return ran.nights[size]["back"]

    values = observe(await growth(back, SIZES, name="came back", unit="values", over="portfolios"))
    again = max(night["again"] for night in ran.nights.values())
    assert all(size == came for size, came in values.points), (
        f"{values}; lost runs in the log: {ran.lost_runs}; portfolios begun again in a run: {again}"
    )
