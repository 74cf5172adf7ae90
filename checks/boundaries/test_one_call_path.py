"""PCH018: a façade that is called on the loop's own thread, in a worker thread and in a script."""

import asyncio
import faulthandler
import re
import shutil
import subprocess
import sys
import threading
from concurrent.futures import Future
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.heartbeat import Heartbeat
from checks.probes.outcome import outcome_of
from checks.probes.turns import LoopGate


class Restarted(Exception):  # noqa: N818 - how the wait ends, as the picture names it
    """Somebody has restarted the service that hung."""


async def test_the_loop_goes_on(
    example: ModuleType, clock: ClockLoop, observe: Observe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handler calls the façade at 2 s. Who waits on the loop's thread waits for the restart."""
    loop_thread, result = threading.get_ident(), Future.result

    def wait(call: Future[Any], timeout: float | None = None) -> object:
        if call.done() or threading.get_ident() != loop_thread:
            return result(call, timeout)
        clock.block(60)
        raise Restarted

    async def ask(sku: str) -> int:
        await asyncio.sleep(1)
        return 350

    async def handler() -> int:
        await asyncio.sleep(2)
        await asyncio.sleep(0)  # the heartbeat's turn at this moment comes first
        clock.mark("calls the façade")
        price: int = example.price(ask, "tea")
        return price

    monkeypatch.setattr(Future, "result", wait)
    async with observe(Heartbeat(beat=1.0)) as heart:
        outcome = await outcome_of(handler())
        await asyncio.sleep(8)
    require(outcome.kind == "raised", "on the loop's own thread the façade gives no price")
    silence = heart.longest_silence
    assert silence <= 1, f"a handler called the façade; the heartbeat was silent for {silence:g} s"


async def ask_at_once(sku: str) -> int:
    """Answer without delay."""
    await asyncio.sleep(0)
    return {"tea": 350}[sku]


SCRIPT = """
import asyncio
from facade import price

async def ask(sku):
    await asyncio.sleep(0)
    return 350

try:
    print("was told", price(ask, "tea"))
except RuntimeError:
    print("met a RuntimeError")
"""


def first_call(example: ModuleType, folder: Path) -> str:
    """Tell what becomes of the first call of a script, in a process that has had no loop yet."""
    shutil.copy(str(example.__file__), folder / "facade.py")
    (folder / "script.py").write_text(SCRIPT)
    command = [sys.executable, "-W", "ignore", str(folder / "script.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    return done.stdout.strip()


def test_sync_callers_get_their_price(example: ModuleType, tmp_path: Path) -> None:
    """A plug-in in a worker thread; a script's first call, and one after an `asyncio.run()`."""

    def call(sku: str = "tea") -> str:
        try:
            return f"was told {example.price(ask_at_once, sku)}"
        except (LookupError, RuntimeError) as error:
            return f"met a {type(error).__name__}"

    async def application() -> str:
        return await asyncio.to_thread(call)

    plugin = asyncio.run(application())
    first, later = first_call(example, tmp_path), call()
    require(call("gold").startswith("met"), "a failure of the service reaches the caller")
    assert plugin == first == later == "was told 350", (
        f"a plug-in in a worker thread {plugin}; "
        f"a script's first call {first}, and its call after an asyncio.run() {later}"
    )


async def test_a_thread_dump_finds_nobody_waiting(
    example: ModuleType, tmp_path: Path, observe: Observe, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service answers, and waits are given up, when the loop has turned or is parked."""
    dump, answer, released = tmp_path / "dump", threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    submit, calls = asyncio.run_coroutine_threadsafe, list[Future[Any]]()

    def note(*call: Any) -> Future[Any]:  # noqa: ANN401 - whatever is submitted
        calls.append(submit(*call))
        return calls[-1]

    async def ask(sku: str) -> int:
        await asyncio.to_thread(answer.wait)
        return 350

    async def handler() -> int:
        price: int = example.price(ask, "tea")
        return price

    def release() -> None:
        with dump.open("w") as file:
            faulthandler.dump_traceback(file)
        answer.set()
        for call in calls:
            call.cancel()
        loop.call_soon_threadsafe(released.set)

    monkeypatch.setattr(asyncio, "run_coroutine_threadsafe", note)
    async with observe(LoopGate(release)):
        await outcome_of(handler())
        await released.wait()
    facade = re.escape(f'{Path(str(example.__file__)).name}"')
    waits = re.search(rf"{facade}, line \d+ in price$", dump.read_text(), re.MULTILINE)
    where = "the loop's own thread waiting in price()" if waits else "no thread in price()"
    assert not waits, f"after the handler's call, a thread dump showed {where}"
