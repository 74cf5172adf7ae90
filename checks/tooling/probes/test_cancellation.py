"""The walk finds what does not stop when it is cancelled, and says where."""

import asyncio
import contextlib
import json
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from checks.probes.cancellation import walk
from checks.probes.passage import STUCK

Work = Callable[[], Coroutine[Any, Any, object]]
MODES = [{"late": late, "twice": twice} for late in (False, True) for twice in (False, True)]


async def heed() -> None:
    """Stop when cancelled."""
    await asyncio.sleep(1)
    await asyncio.sleep(1)


async def swallow() -> int:
    """Take a cancellation for an answer."""
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.sleep(1)
    return 3


async def confuse() -> None:
    """Report a cancellation as a failure."""
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError as error:
        raise ValueError("upload failed") from error


async def ignore() -> None:
    """Go on for ever once cancelled, whatever else comes."""
    with contextlib.suppress(asyncio.CancelledError):
        return await asyncio.sleep(1)
    while True:
        with contextlib.suppress(BaseException):
            await asyncio.sleep(1)


async def hang() -> None:
    """Wait for nothing once cancelled."""
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        await asyncio.Event().wait()


async def leave() -> None:
    """Wait for a task and leave it behind when cancelled."""
    await asyncio.wait([asyncio.create_task(asyncio.sleep(2), name="refresh")])


@pytest.mark.parametrize(
    ("work", "finding"),
    [
        (heed, ""),
        (swallow, "returned 3"),
        (confuse, "raised ValueError: upload failed"),
        (ignore, "was still running after 1000 s"),
        (hang, "deadlocked: hang waits at test_cancellation.py:{} in hang"),
        (leave, "left alive: refresh"),
    ],
)
def test_finding(work: Work, finding: str) -> None:
    """What is wrong is said in a few words."""
    assert walk(work).runs[0].finding == finding.format(work.__code__.co_firstlineno + 5)


@pytest.mark.parametrize("mode", MODES, ids=str)
@pytest.mark.parametrize("work", [ignore, hang])
def test_stuck_is_found(work: Work, mode: dict[str, bool]) -> None:
    """What never ends is a finding in every mode."""
    result = walk(work, **mode)
    assert {run.outcome.kind for run in result.runs} <= set(STUCK)
    assert result.findings == result.runs


def test_complaint() -> None:
    """The scenario's check sees the world of each run, when the subject has ended."""

    async def work(world: list[str]) -> None:
        world.append("opened")
        await asyncio.sleep(1)
        world.remove("opened")
        await asyncio.sleep(1)

    def scenario() -> tuple[Coroutine[Any, Any, None], Callable[[], str]]:
        world: list[str] = []
        return work(world), lambda: ", ".join(world)

    assert [run.complaint for run in walk(scenario).runs] == ["opened", ""]
    assert [run.finding for run in walk(scenario).findings] == ["opened"]


def test_twice_cancels_the_clean_up() -> None:
    """Only a second cancellation finds a clean-up that must not be cut short."""

    async def work(leased: list[str]) -> None:
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            await asyncio.sleep(1)
            leased.clear()
            raise

    def scenario() -> tuple[Coroutine[Any, Any, None], Callable[[], str]]:
        leased = ["build"]
        return work(leased), lambda: " ".join(leased)

    assert not walk(scenario).findings
    once, twice = walk(scenario, twice=True).runs
    line = work.__code__.co_firstlineno
    assert once.finding == ""
    assert str(twice) == (
        f"cancelled at test_cancellation.py:{line + 2} in work "
        f"and again at test_cancellation.py:{line + 4} in work: build"
    )


def test_late_comes_when_the_result_is_there() -> None:
    """Only a late cancellation finds what prefers a result to a cancellation."""

    async def work() -> object:
        answer = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(1, answer.set_result, 3)
        try:
            return await answer
        except asyncio.CancelledError:
            if answer.cancelled():
                raise
            return answer.result()

    assert not walk(work).findings
    assert [run.finding for run in walk(work, late=True).runs] == ["returned 3"]


def test_it_reads_as_a_sentence() -> None:
    """The text can stand in an assertion's message."""
    line = swallow.__code__.co_firstlineno + 3
    place = f"test_cancellation.py:{line} in swallow"
    assert str(walk(swallow)) == f"cancelled at {place}: returned 3"
    assert str(walk(heed)) == "cancelled at 2 awaits in turn, it stopped each time"


async def half() -> None:
    """Swallow the second of three possible cancellations."""
    await asyncio.sleep(1)
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.sleep(1)
    await asyncio.sleep(1)


def test_observed() -> None:
    """Shown are the number of awaits, and the trace of the first run with a finding."""
    figure = {"name": "awaits cancelled", "value": 3, "unit": "awaits"}
    lane = {"name": "half", "kind": "task", "start": 0.0, "end": 2.0, "ending": "done"}
    mark = {"time": 1.0, "lane": 0, "text": "cancelled"}
    observed: dict[str, Any] = walk(half).observed()
    assert observed["figures"] == [figure]
    assert lane.items() <= observed["trace"]["lanes"][0].items()
    assert observed["trace"]["marks"] == [mark]


def test_observed_shows_the_last_run_if_all_is_well() -> None:
    """Without a finding the last run is shown."""
    observed: dict[str, Any] = walk(heed).observed()
    assert observed["trace"]["lanes"][0]["ending"] == "cancelled"
    assert observed["trace"]["marks"][0]["time"] == 1.0


@pytest.mark.parametrize("work", [heed, ignore, hang, leave])
def test_observed_is_the_same_each_time(work: Work) -> None:
    """Two walks show the same, to the byte."""
    first, second = (json.dumps(walk(work).observed()) for _ in range(2))
    assert first == second
