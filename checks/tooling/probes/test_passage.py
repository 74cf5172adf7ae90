"""A passage counts awaits, says where they are, and cancels at some of them."""

import asyncio
import functools
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, cast

import pytest

from checks.probes.passage import CancellationError, Passage

SUBJECT: dict[str, Any] = {}
exec(compile("async def work(fetch):\n    await fetch()", "subject.py", "exec"), SUBJECT)  # noqa: S102


def test_each_suspension_counts_in_every_task() -> None:
    """Awaits of other tasks count, and bare yields; what does not suspend does not."""

    async def child() -> None:
        await asyncio.sleep(0)
        await asyncio.Lock().acquire()

    async def work() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(child())

    assert [place.partition(" ")[2] for place in Passage(work).awaits] == ["in work", "in child"]


def test_where_is_the_innermost_await() -> None:
    """An await is named by file, line and function, below the standard library's frames."""

    async def read() -> None:
        await asyncio.wait_for(asyncio.sleep(1), 2)

    async def work() -> None:
        await read()

    line = read.__code__.co_firstlineno + 1
    assert Passage(work).awaits[0] == f"test_passage.py:{line} in read"


async def fetch() -> None:
    """Stand in for what the subject depends on."""
    await asyncio.sleep(1)


def make(double: Callable[[], Awaitable[None]]) -> Coroutine[Any, Any, None]:
    """Make the subject with a double."""
    return cast("Coroutine[Any, Any, None]", SUBJECT["work"](double))


def test_where_is_in_the_subject() -> None:
    """A double in the scenario's own file is not the subject's await."""
    for scenario in (lambda: SUBJECT["work"](fetch), functools.partial(make, fetch)):
        assert Passage(scenario).awaits == ["subject.py:2 in work"]


def test_where_a_double_is_all_there_is() -> None:
    """A task that is made of a double alone waits in the double."""
    line = fetch.__code__.co_firstlineno + 2
    passage = Passage(lambda: SUBJECT["work"](lambda: asyncio.create_task(fetch())))
    assert passage.awaits == ["subject.py:2 in work", f"test_passage.py:{line} in fetch"]


def test_before_the_first_step_nothing_is_cancelled() -> None:
    """The subject has begun in each run: before that it would never run at all."""
    begun: list[str] = []

    async def work() -> None:
        begun.append("begun")
        await asyncio.sleep(1)

    passage = Passage(work, [0])
    assert (begun, passage.came, passage.outcome.kind) == (["begun"], [1], "cancelled")


def test_children_are_caught_before_their_first_step() -> None:
    """Cancelled at the await that follows its creation, a child never begins."""
    begun: list[str] = []

    async def child() -> None:
        begun.append("begun")

    async def work() -> None:
        await asyncio.create_task(child())

    assert Passage(work, [0]).outcome.kind == "cancelled"
    assert not begun


def test_late_leaves_out_what_is_never_over() -> None:
    """An await that goes on when the subject ends cannot be cancelled late."""

    async def work() -> None:
        background = asyncio.create_task(asyncio.Event().wait())
        await asyncio.sleep(1)
        del background

    passages = [Passage(work, [await_], late=True) for await_ in (0, 1)]
    assert [passage.came for passage in passages] == [[2], []]


def test_limit_counts_awaits_after_the_cancellation() -> None:
    """A long clean-up is fine up to the limit, and stuck beyond."""

    async def work() -> None:
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            for _ in range(20):
                await asyncio.sleep(1)
            raise

    kinds = [Passage(work, [0], limit).outcome.kind for limit in (20, 19)]
    assert kinds == ["cancelled", "still running"]


def over() -> Coroutine[Any, Any, None]:
    """Return a coroutine that is over."""
    coroutine = fetch()
    coroutine.close()
    return coroutine


@pytest.mark.parametrize("made", [over(), None, (fetch, str)], ids=["over", "None", "function"])
def test_scenario_must_return_a_fresh_coroutine(made: Any) -> None:  # noqa: ANN401
    """Anything else is refused."""
    with pytest.raises(CancellationError, match="a coroutine that has not begun, or that and"):
        Passage(lambda: made)


def test_error_of_the_check_is_its_own() -> None:
    """A check that fails is not taken for a complaint."""
    with pytest.raises(ZeroDivisionError):
        Passage(lambda: (fetch(), lambda: str(1 / 0)), [0])
