"""The installed probes, tried on what others wrote; `nox -s probes` has all that this needs."""

import asyncio
import contextlib
import threading

import httpx
import tenacity
from handbook_probes.cancellation import walk
from handbook_probes.clock import ClockLoop
from handbook_probes.gauge import Gauge
from handbook_probes.leftovers import Leftovers
from handbook_probes.outcome import outcome_of
from handbook_probes.turns import LoopGate
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route


class Reports:
    """A service on Starlette whose disk is busy: one endpoint is a function, one a coroutine."""

    def __init__(self) -> None:
        self.disk = threading.Event()
        routes = [Route("/function", self.function), Route("/coroutine", self.coroutine)]
        self.app = Starlette(routes=routes)

    def function(self, request: Request) -> PlainTextResponse:
        """Answer from a thread: Starlette sees to that."""
        self.disk.wait()
        return PlainTextResponse("done")

    async def coroutine(self, request: Request) -> PlainTextResponse:
        """Answer from the loop, and block it."""
        self.disk.wait()
        return PlainTextResponse("done")

    async def asked(self, path: str) -> LoopGate:
        """Ask for one report; give the gate that kept the disk busy."""
        async with (
            httpx.AsyncClient(
                transport=httpx.ASGITransport(self.app), base_url="http://shop"
            ) as client,
            LoopGate(release=self.disk.set) as gate,
        ):
            assert (await client.get(path)).text == "done"
        return gate


def test_endpoint_that_is_a_function_leaves_the_loop_free() -> None:
    """Starlette calls it in a thread; nothing is left of that when the loop has ended."""
    with Leftovers() as left:
        gate = asyncio.run(Reports().asked("/function"))
    assert (gate.turned, gate.parked) == (50, False)
    assert left.found == ()


def test_endpoint_that_is_a_coroutine_blocks_the_loop() -> None:
    """It is called where it stands."""
    gate = asyncio.run(Reports().asked("/coroutine"))
    assert (gate.turned, gate.parked) == (0, True)


class Bank:
    """A bank that is down."""

    def __init__(self) -> None:
        self.calls = Gauge("in flight", "calls")
        self.tried = 0

    @tenacity.retry(wait=tenacity.wait_fixed(600), stop=tenacity.stop_after_attempt(8))
    async def charge(self) -> None:
        """Try eight times, ten minutes apart."""
        with self.calls:
            self.tried += 1
            await asyncio.sleep(1)
            raise ConnectionError("the bank is down")


def test_retries_of_an_hour_take_no_time() -> None:
    """Tenacity waits seven times between eight tries, and has one call under way at most."""
    bank = Bank()
    with asyncio.Runner(loop_factory=ClockLoop) as runner:
        outcome = runner.run(outcome_of(bank.charge()))
    assert (outcome.kind, outcome.seconds) == ("raised", 7 * 600 + 8)
    assert (bank.tried, bank.calls.peak) == (8, 1)


def test_retries_end_when_they_are_cancelled() -> None:
    """At each of the 15 awaits; none is taken for a failure of the bank."""

    async def order() -> None:
        with contextlib.suppress(tenacity.RetryError):
            await Bank().charge()

    runs = walk(order).runs
    assert len(runs) == 15
    assert [run.finding for run in runs if run.finding] == []
