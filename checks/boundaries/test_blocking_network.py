"""PCH019: slow requests on the clock, and a real server that answers when the loop has turned."""

import asyncio
from collections.abc import Callable
from types import ModuleType
from typing import Protocol

import httpx
import pytest

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.heartbeat import Heartbeat
from checks.probes.outcome import outcome_of

WAIT = 30.0
URL, FAILING = "http://rates.example/today", "http://rates.example/failing"
RATES = {"USD": 1.25}


class SlowServer(Protocol):
    """The fixture ``slow_server``."""

    url: str

    @property
    def turned(self) -> int:
        """The turns of the loop while the request was open."""

    def observed(self) -> dict[str, object]:
        """Return the turns as a figure."""


@pytest.fixture
def slow_network(clock: ClockLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each request take half a minute: to a blocking client it blocks, to an async one not."""

    def answer(_: object, request: httpx.Request) -> httpx.Response:
        clock.block(WAIT)
        return _answer(request)

    async def answer_async(_: object, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(WAIT)
        return _answer(request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", answer)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer_async)


def _answer(request: httpx.Request) -> httpx.Response:
    """Answer, unless the client has given up by now or the server has failed."""
    if request.extensions["timeout"]["read"] < WAIT:
        raise httpx.ReadTimeout("the client's timeout is shorter than the wait")
    return httpx.Response(500 if request.url == FAILING else 200, json=RATES)


@pytest.mark.usefixtures("slow_network")
async def test_others_run_during_slow_requests(
    example: ModuleType, clock: ClockLoop, observe: Observe
) -> None:
    """Three customers at once; a heartbeat tells whether others run."""
    async with observe(Heartbeat(beat=1.0)) as heart, asyncio.TaskGroup() as customers:
        told = [customers.create_task(example.rates(URL)) for _ in range(3)]
    require(all(each.result() == RATES for each in told), "each customer is told the rates")
    silence, took = heart.longest_silence, round(clock.time())
    assert (silence, took) == (1, WAIT), (
        f"the heartbeat was silent for {silence:g} s; three requests of {WAIT:g} s took {took} s"
    )


async def test_the_loop_turns_while_a_request_is_open(
    example: ModuleType, slow_server: SlowServer, observe: Observe
) -> None:
    """A real server, which answers when the loop has turned 50 times, or provably cannot."""
    await asyncio.create_task(example.rates(observe(slow_server).url))
    turned = slow_server.turned
    assert turned >= 50, f"the loop turned {turned} times while the server kept the request open"


@pytest.mark.usefixtures("slow_network")
async def test_debug_mode_logs_no_slow_step(
    example: ModuleType, clock: ClockLoop, slow_steps: Callable[[], str]
) -> None:
    """The log of asyncio's debug mode, which times each step by the loop's clock."""
    await asyncio.create_task(example.rates(URL))
    told = slow_steps()
    failed = await outcome_of(example.rates(FAILING))
    require(failed.kind == "raised", "a failure of the server is raised")
    assert told == "no slow step", f"debug mode logged {told}"
