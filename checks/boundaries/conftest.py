"""A real HTTP server that answers when the caller's loop has turned; the log of slow steps."""

import asyncio
import logging
import re
import socketserver
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from checks.probes.clock import ClockLoop
from checks.probes.parked import ParkedUnsupported, others_are_parked

TURNS = 50
PATIENCE = 20.0  # real seconds; only a loop that spins or polls in a blocked call takes them


class SlowServer(socketserver.ThreadingTCPServer):
    """Keeps each request open until the loop has turned 50 times or provably cannot turn.

    The request asks the loop for its turns, so a byte waits in the loop's self-pipe: if its
    thread is asleep all the same, and so are all others that are not the server's, it is parked
    in the call. The server then answers anyway.
    ``turned`` counts the turns that the loop made meanwhile, the fewest of any request.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/rates"
        self._turned: list[int] = []
        self._loop = asyncio.get_running_loop()
        self._own: set[int] = set()

    def serve_forever(self, poll_interval: float = 0.01) -> None:
        """Serve, on a thread of the server's own."""
        self._own.add(threading.get_native_id())
        super().serve_forever(poll_interval)

    @property
    def turned(self) -> int:
        """The turns of the loop while a request was open; 0 if there was none."""
        return min(self._turned, default=0)

    def observed(self) -> dict[str, object]:
        """Return the turns as a figure."""
        figure = {"name": "turns of the loop during the request", "value": self.turned}
        return {"figures": [{**figure, "unit": "turns"}]}

    def wait_for_turns(self) -> None:
        """Return when the loop has turned or cannot, and keep the count as it is then."""
        self._own.add(threading.get_native_id())
        turns: list[float] = []
        enough = threading.Event()

        def turn() -> None:
            turns.append(self._loop.time())
            if len(turns) < TURNS:
                self._loop.call_soon(turn)
            else:
                enough.set()

        self._loop.call_soon_threadsafe(turn)
        give_up = time.monotonic() + PATIENCE
        while not (enough.wait(0.01) or self._is_stopped() or time.monotonic() > give_up):
            pass
        self._turned.append(len(turns))

    def _is_stopped(self) -> bool:
        try:
            return others_are_parked(self._own)
        except ParkedUnsupported:
            return False


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # so it is for the client to close the connection
    server: SlowServer

    def do_GET(self) -> None:
        self.server.wait_for_turns()
        body = b'{"USD": 1.25}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Log nothing."""


@pytest.fixture
async def slow_server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SlowServer]:
    """Serve on loopback, to code on the loop of the check."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with SlowServer() as server:
        thread = threading.Thread(target=server.serve_forever, name="slow server")
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def slow_steps(clock: ClockLoop, caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], str]]:
    """Switch debug mode on, and return what tells which steps it has logged as slow."""
    clock.set_debug(True)
    with caplog.at_level(logging.WARNING, "asyncio"):
        yield lambda: " and ".join(map(_step, caplog.messages)) or "no slow step"
    clock.set_debug(False)


def _step(message: str) -> str:
    told = re.search(r"coro=<(\w+)\(\).* took ([\d.]+) seconds", message)
    return f"a step of {told[1]}() that took {float(told[2]):g} s" if told else message
