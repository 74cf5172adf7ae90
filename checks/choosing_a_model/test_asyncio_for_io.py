"""PCH001: feeds of a real server that answers nobody until no more requests can come."""

import asyncio
import logging
import ssl
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from types import ModuleType
from typing import Protocol

import httpx
import pytest

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.growth import growth
from checks.probes.outcome import outcome_of

log = logging.getLogger("feeds")
FEEDS = 200
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
async def client(example: ModuleType) -> AsyncIterator[Client]:
    """Open the kind of client that the example takes."""
    kind = example.refresh.__annotations__["client"]
    limits = httpx.Limits(max_connections=FEEDS)
    # The server speaks plain HTTP: no certificates are read for it.
    client = kind(limits=limits, timeout=60, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    yield client
    if isinstance(client, httpx.AsyncClient):
        await client.aclose()
    else:
        client.close()


async def test_all_requests_are_open_at_once(
    example: ModuleType, client: Client, server: Server, observe: Observe
) -> None:
    """Requests that can be open together before the first answer are; each is answered."""
    unread = 0

    async def opened(feeds: int) -> int:
        nonlocal unread
        async with server.holding(feeds) as held:
            outcome = await outcome_of(example.refresh(client, held.urls))
        read = outcome.value or ()
        unread += feeds - len(read)
        require(all(map(str.endswith, held.urls, read)), "the feeds come in their order")
        return held.opened

    at_once = observe(
        await growth(opened, (10, 50, FEEDS), name="open at once", unit="requests", over="feeds")
    )
    all_open = all(feeds == opened for feeds, opened in at_once.points)
    read = f"{unread} feeds were not read" if unread else "every feed was read"
    assert (all_open, unread) == (True, 0), f"{at_once}; {read}"


async def test_one_thread_serves_them_all(
    example: ModuleType, client: Client, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """A line is logged before the requests, and one while none of them has been answered."""
    loop = asyncio.get_running_loop()
    caplog.set_level(logging.INFO, log.name)

    async def report() -> None:
        tasks = len(asyncio.all_tasks())
        threads = threading.active_count()
        log.info("%d tasks, %d threads", tasks, threads)

    def report_meanwhile() -> None:
        asyncio.run_coroutine_threadsafe(report(), loop).result()

    await report()
    async with server.holding(FEEDS, report_meanwhile) as held:
        await outcome_of(example.refresh(client, held.urls))
    before, meanwhile = (int(line.split()[2]) for line in caplog.messages if "tasks" in line)
    more = meanwhile - before
    assert (held.opened, more) == (FEEDS, 0), (
        f"while {held.opened} requests were open, the log had {more} threads more"
    )


async def test_a_cancelled_caller_closes_its_requests(
    example: ModuleType, client: Client, server: Server
) -> None:
    """The reader is closed while no request has been answered."""
    loop = asyncio.get_running_loop()

    def close_reader() -> None:
        loop.call_soon_threadsafe(refresh.cancel)

    async with server.holding(50, meanwhile=close_reader) as held:
        refresh = asyncio.create_task(example.refresh(client, held.urls))
        await asyncio.wait([refresh])
    require(refresh.cancelled(), "a caller that is cancelled ends so")
    opened, stayed = held.opened, held.stayed
    assert stayed == 0, (
        f"{opened} requests were open when the caller was cancelled, {stayed} stayed"
    )
