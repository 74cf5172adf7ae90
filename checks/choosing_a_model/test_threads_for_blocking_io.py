"""PCH002: real databases whose queries take 20 s on the clock, and an audit log."""

import asyncio
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from contextvars import ContextVar
from pathlib import Path
from types import ModuleType

import pytest

from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.heartbeat import Heartbeat
from checks.probes.outcome import outcome_of
from checks.probes.real_work import ClockError

SHOPS = ("north", "south", "west")
QUERY = 20.0
Connect = Callable[[str], sqlite3.Connection]
Watch = Callable[[Callable[[str], object]], Connect]

user: ContextVar[str] = ContextVar("user", default="nobody")


def opened(path: Path) -> sqlite3.Connection:
    """Open a database that need not survive a power cut, so that no disk is waited for."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA synchronous = OFF")
    return database


def is_closed(database: sqlite3.Connection) -> bool:
    """Tell whether a connection is closed, also one of a thread that has gone."""
    try:
        return database.total_changes < 0
    except sqlite3.ProgrammingError:
        return True


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watch]:
    """Return what makes a way to connect that tells each statement before it is run."""
    for shop in SHOPS:
        with closing(opened(tmp_path / f"{shop}.db")) as database, database:
            database.execute("CREATE TABLE sales (article TEXT)")
            database.execute("INSERT INTO sales VALUES ('tea')")

    connections: list[sqlite3.Connection] = []

    def watch(tell: Callable[[str], object]) -> Connect:
        def connect(shop: str) -> sqlite3.Connection:
            connections.append(opened(tmp_path / f"{shop}.db"))
            connections[-1].set_trace_callback(tell)
            return connections[-1]

        return connect

    yield watch
    require(all(map(is_closed, connections)), "each connection is closed")


@pytest.fixture
def slow(clock: ClockLoop, watched: Watch) -> Iterator[Connect]:
    """Return a way to connect to databases whose queries take their time."""
    refused: list[ClockError] = []

    def be_slow(statement: str) -> None:
        if statement.startswith(("SELECT", "DELETE")):
            try:
                clock.block(QUERY)
            except ClockError as error:  # which sqlite3 would pass over
                refused.append(error)

    yield watched(be_slow)
    for error in refused:
        raise error


async def test_blocking_calls_overlap(example: ModuleType, slow: Connect, clock: ClockLoop) -> None:
    """Three shops, with one sale each, are asked at once, beside a heartbeat."""
    async with Heartbeat(beat=5):
        outcome = await outcome_of(example.sales(slow, SHOPS))
    spent = outcome.seconds
    assert (spent, outcome.value) == (QUERY, len(SHOPS)), (
        f"with three queries of {QUERY:g} s the call {outcome} after {spent:g} s"
    )


async def test_no_step_holds_the_loop(
    example: ModuleType, slow: Connect, clock: ClockLoop, caplog: pytest.LogCaptureFixture
) -> None:
    """The same and a new day in asyncio's debug mode, which logs steps longer than 0.1 s."""
    loop = asyncio.get_running_loop()
    loop.set_debug(enabled=True)
    with caplog.at_level(logging.WARNING, "asyncio"):
        await outcome_of(example.sales(slow, SHOPS))
        await outcome_of(example.start_day(slow, "north"))
    loop.set_debug(enabled=False)
    steps = [float(seconds) for seconds in re.findall(r"took ([\d.]+) seconds", caplog.text)]
    told = f"{len(steps)} steps of up to {max(steps):g} s" if steps else "no step"
    assert not steps, f"debug mode reported {told} that held the loop"


async def test_context_reaches_the_thread(example: ModuleType, watched: Watch) -> None:
    """An audit log notes whose request each statement is; one worker serves Ada, then Ben."""
    audit: list[str] = []

    def note(statement: str) -> None:
        if statement.startswith("DELETE"):
            audit.append(user.get())

    pool = ThreadPoolExecutor(1, thread_name_prefix="asyncio")
    asyncio.get_running_loop().set_default_executor(pool)
    for name in ("Ada", "Ben"):
        user.set(name)
        await example.start_day(watched(note), "north")
    left = await asyncio.to_thread(example.count, watched(str), "north")
    require(left == 0, "a shop begins its day with no sales")
    noted = " and ".join(audit)
    assert noted == "Ada and Ben", f"requests of Ada and Ben were logged as those of {noted}"
