"""PCH020: a slow query on the clock, a locked database and a FIFO that block for real."""

import asyncio
import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from types import ModuleType

import pytest

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.heartbeat import Heartbeat
from checks.probes.outcome import outcome_of
from checks.probes.turns import LoopGate

Connect = Callable[[], sqlite3.Connection]
QUERY = 30.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the file of a real database."""
    path = tmp_path / "shop.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE orders (name TEXT UNIQUE)")
    return path


@pytest.fixture
def slow_database(path: Path, clock: ClockLoop) -> Connect:
    """Return what connects to a database in which an insert takes half a minute."""

    def be_slow(statement: str) -> None:
        if statement.startswith("INSERT"):
            clock.block(QUERY)

    def connect() -> sqlite3.Connection:
        database = sqlite3.connect(path)
        database.set_trace_callback(be_slow)
        return database

    return connect


def is_closed(database: sqlite3.Connection) -> bool:
    """Tell whether a connection is closed, also one of a thread that has gone."""
    try:
        return database.total_changes < 0
    except sqlite3.ProgrammingError:
        return True


async def test_others_run_during_a_slow_query(
    example: ModuleType, slow_database: Connect, clock: ClockLoop, observe: Observe
) -> None:
    """A heartbeat tells whether others run meanwhile."""
    opened: list[sqlite3.Connection] = []

    def connect() -> sqlite3.Connection:
        opened.append(slow_database())
        return opened[-1]

    async with observe(Heartbeat(beat=1.0)) as heart:
        await example.book_order(connect, "tea")
    require(all(map(is_closed, opened)), "each connection is closed")
    with closing(slow_database()) as database:
        orders = database.execute("SELECT name FROM orders").fetchall()
    require(orders == [("tea",)], "the order is booked")
    require(clock.time() >= QUERY, "the query is waited for, where the clock sees it")
    silence = heart.longest_silence
    assert silence <= 1, f"the heartbeat was silent for {silence:g} s of a {QUERY:g} s query"


async def test_a_lock_is_waited_for(example: ModuleType, path: Path) -> None:
    """Another task has the database locked, and commits when it gets its turn."""
    loop, begun = asyncio.get_running_loop(), asyncio.Event()
    of_the_loop = threading.get_ident()

    def connect() -> sqlite3.Connection:
        loop.call_soon_threadsafe(begun.set)
        # The lock is let go of on the loop's thread: to wait for that on this very thread is vain.
        vain = threading.get_ident() == of_the_loop
        return sqlite3.connect(path, timeout=0 if vain else 60)

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        order = asyncio.create_task(outcome_of(example.book_order(connect, "tea")))
        await begun.wait()
        for _ in range(50):
            await asyncio.sleep(0)
        other.execute("COMMIT")
        outcome = await order
        booked = other.execute("SELECT name FROM orders").fetchall()
    told = "the order was booked" if booked else f"booking {outcome}"
    assert booked == [("tea",)], f"with the database locked by another task, {told}"


async def test_the_loop_turns_while_a_file_blocks(
    example: ModuleType, tmp_path: Path, observe: Observe
) -> None:
    """A FIFO keeps its writer waiting until somebody opens it for reading."""
    receipt = tmp_path / "receipt"
    os.mkfifo(receipt)
    with ExitStack() as readers:
        opened: list[int] = []

        def open_for_reading() -> None:
            opened.append(os.open(receipt, os.O_RDONLY | os.O_NONBLOCK))
            readers.callback(os.close, opened[0])

        async with observe(LoopGate(release=open_for_reading)) as gate:
            await example.write_receipt(receipt, "tea")
        require(os.read(opened[0], 10) == b"tea", "the receipt is written")
    assert not gate.parked, f"the loop turned {gate.turned} times while the file kept its writer"


async def test_debug_mode_logs_no_slow_step(
    example: ModuleType, slow_database: Connect, clock: ClockLoop, slow_steps: Callable[[], str]
) -> None:
    """The log of asyncio's debug mode, which times each step by the loop's clock."""
    await asyncio.create_task(example.book_order(slow_database, "tea"))
    told = slow_steps()
    again = await outcome_of(example.book_order(slow_database, "tea"))
    require(again.kind == "raised", "an order that is refused is an error")
    assert told == "no slow step", f"debug mode logged {told}"
