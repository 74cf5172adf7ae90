"""An outcome tells what became of an awaitable, without returning or raising it."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from checks.probes.clock import ClockLoop, Deadlock
from checks.probes.heartbeat import Heartbeat
from checks.probes.outcome import Outcome, outcome_of
from checks.tooling.probes.on_clock import run


async def returning() -> int:
    """Return after 2 s."""
    await asyncio.sleep(2)
    return 3


async def raising() -> None:
    """Raise after 1 s."""
    await asyncio.sleep(1)
    raise ValueError("no such album")


async def cancelling() -> None:
    """End as cancelled, at once."""
    raise asyncio.CancelledError


async def stuck() -> None:
    """Wait for nothing."""
    await asyncio.Event().wait()


STUCK_AT = f"stuck waits at test_outcome.py:{stuck.__code__.co_firstlineno + 2} in stuck"


@pytest.mark.parametrize(
    ("subject", "kind", "seconds", "text"),
    [
        (returning, "returned", 2, "returned 3"),
        (raising, "raised", 1, "raised ValueError: no such album"),
        (cancelling, "cancelled", 0, "was cancelled"),
        (stuck, "deadlocked", 0, f"deadlocked: {STUCK_AT}"),
    ],
)
@pytest.mark.parametrize("within", [None, 30])
def test_kinds(
    subject: Callable[[], Coroutine[Any, Any, object]],
    kind: str,
    seconds: float,
    text: str,
    within: float | None,
) -> None:
    """Each end has its kind, its time and its words; a limit changes none of them."""
    outcome = run(lambda _: outcome_of(subject(), within))
    assert (outcome.kind, outcome.seconds, str(outcome)) == (kind, seconds, text)


def test_value_and_error() -> None:
    """What was returned or raised is there."""
    assert run(lambda _: outcome_of(returning())).value == 3
    assert isinstance(run(lambda _: outcome_of(raising())).error, ValueError)
    assert isinstance(run(lambda _: outcome_of(stuck())).error, Deadlock)


def test_still_running() -> None:
    """A subject that outlasts the limit is left as it is, and can be waited for."""

    async def main(_: ClockLoop) -> tuple[str, float, int]:
        outcome = await outcome_of(returning(), within=1.5)
        assert outcome.task
        return str(outcome), outcome.seconds, await outcome.task

    assert run(main) == ("was still running after 1.5 s", 1.5, 3)


def test_deadlocked_subject_is_left() -> None:
    """So is one in a deadlock; whoever asked goes on and may end it."""

    async def main(_: ClockLoop) -> tuple[str, bool]:
        outcome = await outcome_of(stuck())
        await asyncio.sleep(5)
        assert outcome.task
        assert not outcome.task.done()
        outcome.task.cancel()
        return outcome.kind, (await outcome_of(outcome.task)).kind == "cancelled"

    assert run(main) == ("deadlocked", True)


def test_deadlock_beside_a_heartbeat() -> None:
    """Neither a heartbeat nor the limit of an outcome hides a deadlock."""

    async def main(_: ClockLoop) -> tuple[str, float]:
        async with Heartbeat():
            await asyncio.sleep(2.5)
            outcome = await outcome_of(stuck(), within=100)
        return outcome.kind, outcome.seconds

    assert run(main) == ("deadlocked", 0)


def test_nested() -> None:
    """The innermost outcome hears of the deadlock, and the outer one of a normal return."""
    outcome = run(lambda _: outcome_of(outcome_of(stuck())))
    assert outcome.kind == "returned"
    assert outcome.value.kind == "deadlocked"


def test_side_by_side() -> None:
    """Of several subjects in one deadlock each hears of it."""

    async def main(_: ClockLoop) -> list[str]:
        outcomes = await asyncio.gather(*(outcome_of(stuck()) for _ in range(3)))
        return [outcome.kind for outcome in outcomes]

    assert run(main) == ["deadlocked"] * 3


def test_cancelled_caller_cancels_the_subject() -> None:
    """The subject is cancelled with its caller, and has ended when that goes on."""
    ended: list[float] = []

    async def slow_to_end() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(3)
            ended.append(asyncio.get_running_loop().time())

    async def main(_: ClockLoop) -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await outcome_of(slow_to_end())
        return asyncio.get_running_loop().time()

    assert run(main) == 4
    assert ended == [4]


def test_future() -> None:
    """Any awaitable will do."""

    async def main(_: ClockLoop) -> Outcome:
        clock = asyncio.get_running_loop()
        future = clock.create_future()
        clock.call_later(1, future.set_exception, OSError())
        return await outcome_of(future)

    outcome = run(main)
    assert str(outcome) == "raised OSError"
    assert outcome.seconds == 1


def test_real_loop() -> None:
    """It works on any loop, where it cannot tell a deadlock."""

    async def main() -> list[str]:
        ends = [await outcome_of(subject()) for subject in (raising_now, cancelling)]
        ends.append(await outcome_of(stuck(), within=0.01))
        assert ends[-1].task
        ends[-1].task.cancel()
        return [end.kind for end in ends]

    async def raising_now() -> None:
        raise ValueError

    assert asyncio.run(main()) == ["raised", "cancelled", "still running"]


def test_no_addresses() -> None:
    """Words that end up in evidence are the same on every run."""
    thing = object()
    assert str(Outcome("returned", 0, value=thing)) == "returned <object object>"
    assert str(Outcome("raised", 0, error=KeyError(thing))) == "raised KeyError: <object object>"


def test_interrupts_pass_through() -> None:
    """Ctrl-C and sys.exit() are nobody's outcome."""

    async def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(lambda _: outcome_of(interrupted()))
