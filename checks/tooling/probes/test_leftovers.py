"""Every kind of leftover is found when planted, under its plain name, and none in clean code."""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context

import pytest

from checks.probes.clock import ClockLoop
from checks.probes.leftovers import Leftover, Leftovers
from checks.tooling.probes.planted import CLEAN, PLANTED, Scenario

MakeLoop = Callable[[], asyncio.AbstractEventLoop]
Watch = Callable[[MakeLoop, Scenario], list[str]]


def inside(make_loop: MakeLoop, scenario: Scenario) -> list[str]:
    """Watch from inside a running loop."""

    async def watched(keep: ExitStack) -> Leftovers:
        async with Leftovers() as left:
            await scenario(keep)
        left.clear()
        return left

    with asyncio.Runner(loop_factory=make_loop) as runner, ExitStack() as keep:
        return [str(one) for one in runner.run(watched(keep)).found]


def around(make_loop: MakeLoop, scenario: Scenario) -> list[str]:
    """Watch from outside, around a run of a loop that exists already."""

    async def watched(keep: ExitStack) -> None:
        await scenario(keep)

    with asyncio.Runner(loop_factory=make_loop) as runner, ExitStack() as keep:
        runner.get_loop()
        with Leftovers() as left:
            runner.run(watched(keep))
        left.clear()
        return [str(one) for one in left.found]


@pytest.mark.parametrize("watch", [inside, around])
@pytest.mark.parametrize("make_loop", [asyncio.SelectorEventLoop, ClockLoop])
@pytest.mark.parametrize("scenario", [*PLANTED, *CLEAN])
def test_what_was_planted_is_found(scenario: Scenario, watch: Watch, make_loop: MakeLoop) -> None:
    """Exactly that, on either loop, from inside and from outside; in clean code it is nothing."""
    found = [re.sub(r":\d+ in", " in", one) for one in watch(make_loop, scenario)]
    assert found == ([PLANTED[scenario]] if scenario in PLANTED else [])


async def test_subprocess_and_streams_are_clean() -> None:
    """A child that was awaited and connections that were closed leave no descriptor."""
    async with Leftovers() as left:
        child = await asyncio.create_subprocess_exec("/bin/cat", stdin=-1, stdout=-1)
        assert (await child.communicate(b"order"))[0] == b"order"

        async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"done\n")
            writer.close()
            await writer.wait_closed()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            assert await reader.readline() == b"done\n"
            writer.close()
            await writer.wait_closed()
    assert left.found == ()


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_process_pool_is_clean(method: str) -> None:
    """The helpers that multiprocessing starts with its first pool do not count."""
    with Leftovers() as left, ProcessPoolExecutor(1, mp_context=get_context(method)) as pool:
        pool.submit(int).result()
    assert left.found == ()


def test_process_pool_is_found() -> None:
    """Its workers do, whoever started them."""
    with Leftovers() as left:
        pool = ProcessPoolExecutor(1, mp_context=get_context("forkserver"))
        pool.submit(int).result()
    kinds = {one.kind for one in left.found}
    assert (kinds, Leftover("child", "python") in left.found) == (
        {"child", "descriptor", "thread"},
        True,
    )
    pool.shutdown()


def test_loop_in_the_scope() -> None:
    """A loop that was made, run and closed in the scope is clean; one left open is not."""
    with Leftovers() as left:
        asyncio.run(asyncio.sleep(0))
    assert left.found == ()
    with Leftovers() as left:
        loop = asyncio.new_event_loop()
        loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    assert [str(one) for one in left.found] == [
        "descriptor eventpoll",
        "descriptor socket",
        "descriptor socket",
    ]
