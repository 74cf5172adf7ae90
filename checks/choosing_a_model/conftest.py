"""A real HTTP server on loopback that keeps its clients waiting, to see how many come."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import cast

import pytest

from checks.probes.parked import is_parked, others_are_parked

HOST = "127.0.0.1"
HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"


@dataclass(slots=True)
class Held:
    """What the server saw while it answered nobody; known when the block has ended."""

    urls: list[str]
    opened: int = 0
    stayed: int = 0


class Server:
    """Answers nobody before all requests have come, or no more can.

    No more can once every thread of this process sleeps, the server's own included: then there
    is nobody who could send one, and none that is sent but not read. The kernel's counters tell.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, judge: ThreadPoolExecutor) -> None:
        self.loop, self.judge = loop, judge
        self.url = ""
        self.connections: set[Connection] = set()
        self.open: set[Connection] = set()
        self.answers = False
        self.nobody = asyncio.Event()
        self.nobody.set()

    async def listen(self) -> asyncio.Server:
        """Listen on a free port; nobody waits for a place in the queue."""
        server = await asyncio.get_running_loop().create_server(
            lambda: Connection(self), HOST, 0, backlog=1_000
        )
        self.url = "http://{}:{}".format(*server.sockets[0].getsockname())
        return server

    @asynccontextmanager
    async def holding(
        self, requests: int, meanwhile: Callable[[], object] | None = None
    ) -> AsyncIterator[Held]:
        """Keep the clients in the block waiting until no more can come, then answer them all.

        Between the two ``meanwhile`` is called, on a thread, and all that it causes awaited.
        """
        self.answers = False
        held = Held([f"{self.url}/{number}" for number in range(requests)])
        judged = self.judge.submit(self._judge, held, meanwhile)
        try:
            yield held
        finally:
            await asyncio.wrap_future(judged)
            gone = asyncio.run_coroutine_threadsafe(self.nobody.wait(), self.loop)
            await asyncio.wrap_future(gone)

    def _judge(self, held: Held, meanwhile: Callable[[], object] | None) -> None:
        while len(self.open) < len(held.urls) and not others_are_parked():
            time.sleep(0.02)
        held.opened = len(self.open)
        if meanwhile:
            meanwhile()
            while not others_are_parked():
                time.sleep(0.02)
        held.stayed = len(self.open)
        asyncio.run_coroutine_threadsafe(self._answer(), self.loop).result()

    async def _answer(self) -> None:
        self.answers = True
        for connection in list(self.open):
            connection.answer()


class Connection(asyncio.Protocol):
    """One request: open until it is answered, or until its client has gone."""

    transport: asyncio.Transport

    def __init__(self, server: Server) -> None:
        self.server = server
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take notice of a client."""
        self.transport = cast("asyncio.Transport", transport)
        self.server.connections.add(self)
        self.server.nobody.clear()

    def data_received(self, data: bytes) -> None:
        """Count the request as open once it is here to its last line."""
        self.received += data
        if self.received.endswith(b"\r\n\r\n"):
            self.server.open.add(self)
            if self.server.answers:
                self.answer()

    def answer(self) -> None:
        """Send the path that was asked for, and close."""
        path = self.received.split()[1]
        self.transport.write(HEAD % len(path) + path)
        self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the client."""
        self.server.open.discard(self)
        self.server.connections.remove(self)
        if not self.server.connections:
            self.server.nobody.set()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Return a server that runs on a thread of its own, whatever the check's loop does."""
    monkeypatch.setenv("NO_PROXY", HOST)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="server")
    thread.start()
    with ThreadPoolExecutor(1, thread_name_prefix="judge") as judge:
        # Its thread is there before the check is, and a system that cannot tell says so now.
        judge.submit(is_parked).result()
        server = Server(loop, judge)
        listening = asyncio.run_coroutine_threadsafe(server.listen(), loop).result()
        yield server
        loop.call_soon_threadsafe(listening.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
