"""PCH001: feeds of a real server that answers nobody until no more requests can come."""

import asyncio
import logging
import ssl
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol

import httpx
import pytest

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.growth import growth
from checks.probes.outcome import outcome_of

log = logging.getLogger("feeds")
SIZES = FEW, _, FEEDS = 10, 50, 200
Client = httpx.AsyncClient | httpx.Client


class Held(Protocol):
    """What the server saw while it answered nobody."""

    urls: list[str]
    opened: int
    stayed: int


class Server(Protocol):
    """The fixture ``server``."""

    def holding(
        self, requests: int, meanwhile: Callable[[], object] | None = None
    ) -> AbstractAsyncContextManager[Held]:
        """Keep the clients in the block waiting until no more can come, then answer them all."""


@pytest.fixture(autouse=True)
async def largest_default_pool() -> None:
    """Give the loop as many workers as a default pool has at most, whatever the machine."""
    pool = ThreadPoolExecutor(32, thread_name_prefix="asyncio")
    asyncio.get_running_loop().set_default_executor(pool)


@pytest.fixture
async def client(example: ModuleType, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    """Open the kind of client that the example takes."""
    # Where it is not installed, httpcore would look for it all over the path at each request.
    monkeypatch.setitem(sys.modules, "sniffio", None)
    kind = example.refresh.__annotations__["client"]
    limits = httpx.Limits(max_connections=FEEDS)
    # The server speaks plain HTTP: no certificates are read for it.
    client = kind(limits=limits, timeout=60, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    yield client
    if isinstance(client, httpx.AsyncClient):
        await client.aclose()
    else:
        client.close()


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many requests were open, by how many feeds; and what was logged on the way."""

    opened: dict[int, int]
    unread: int
    lines: list[str]


Refresh = Callable[[ModuleType], Awaitable[Refreshed]]


@pytest.fixture(scope="module")
def seen() -> dict[str, Refreshed]:
    """Keep what was seen of each module: two claims are about the same run."""
    return {}


@pytest.fixture
def refreshed(
    client: Client, server: Server, seen: dict[str, Refreshed], caplog: pytest.LogCaptureFixture
) -> Refresh:
    """Return what refreshes many feeds, then fewer, and logs how many threads there are."""
    caplog.set_level(logging.INFO, log.name)

    async def report() -> None:
        tasks = len(asyncio.all_tasks())
        threads = threading.active_count()
        log.info("%d tasks, %d threads", tasks, threads)

    async def refresh(example: ModuleType) -> Refreshed:
        loop, opened, unread = asyncio.get_running_loop(), {}, 0

        def report_meanwhile() -> None:
            asyncio.run_coroutine_threadsafe(report(), loop).result()

        await report()
        for feeds in reversed(SIZES):  # the most first: its threads are started for it
            async with server.holding(feeds, report_meanwhile) as held:
                outcome = await outcome_of(example.refresh(client, held.urls))
            read, opened[feeds] = outcome.value or (), held.opened
            unread += feeds - len(read)
            require(all(map(str.endswith, held.urls, read)), "the feeds come in their order")
        return Refreshed(opened, unread, [line for line in caplog.messages if "tasks" in line])

    async def refresh_once(example: ModuleType) -> Refreshed:
        if example.__name__ not in seen:
            seen[example.__name__] = await refresh(example)
        return seen[example.__name__]

    return refresh_once


async def test_all_requests_are_open_at_once(
    example: ModuleType, refreshed: Refresh, observe: Observe
) -> None:
    """Requests that can be open together before the first answer are; each is answered."""
    ran = await refreshed(example)
    unread, opened = ran.unread, ran.opened.__getitem__
    at_once = observe(
        await growth(opened, SIZES, name="open at once", unit="requests", over="feeds")
    )
    all_open = all(feeds == opened for feeds, opened in at_once.points)
    read = f"{unread} feeds were not read" if unread else "every feed was read"
    assert (all_open, unread) == (True, 0), f"{at_once}; {read}"


async def test_one_thread_serves_them_all(example: ModuleType, refreshed: Refresh) -> None:
    """A line is logged before the requests, and one while none of them has been answered."""
    ran = await refreshed(example)
    before, meanwhile, *_ = (int(line.split()[2]) for line in ran.lines)
    opened, more = ran.opened[FEEDS], meanwhile - before
    assert (opened, more) == (FEEDS, 0), (
        f"while {opened} requests were open, the log had {more} threads more"
    )


async def test_a_cancelled_caller_closes_its_requests(
    example: ModuleType, client: Client, server: Server
) -> None:
    """The reader is closed while no request has been answered."""
    loop = asyncio.get_running_loop()

    def close_reader() -> None:
        loop.call_soon_threadsafe(refresh.cancel)

    async with server.holding(FEW, meanwhile=close_reader) as held:
        refresh = asyncio.create_task(example.refresh(client, held.urls))
        await asyncio.wait([refresh])
    require(refresh.cancelled(), "a caller that is cancelled ends so")
    opened, stayed = held.opened, held.stayed
    assert stayed == 0, (
        f"{opened} requests were open when the caller was cancelled, {stayed} stayed"
    )
