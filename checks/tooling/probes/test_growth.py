"""Growth keeps what was measured as it was, and refuses measurements that show nothing."""

import asyncio
import math
from collections.abc import Sequence

import pytest

from checks.probes.growth import Growth, GrowthError, growth


async def measured(*values: float, inputs: Sequence[int] = (10, 100, 1_000, 10_000)) -> Growth:
    """Return the growth of a measure that gives these values in turn."""
    given = iter(values)
    return await growth(lambda _: next(given), inputs, name="peak", unit="calls", over="jobs")


async def test_points_pair_inputs_with_values() -> None:
    """Each input is measured once, in order."""
    result = await measured(1, 2.5, 3, 3)
    assert result.points == ((10, 1), (100, 2.5), (1_000, 3), (10_000, 3))


async def test_measure_may_be_awaited() -> None:
    """A coroutine function measures as well as a plain one does."""

    async def measure(size: int) -> int:
        await asyncio.sleep(0)
        return size * 2

    result = await growth(measure, (1, 2), name="peak", unit="calls", over="jobs")
    assert result.points == ((1, 2), (2, 4))


@pytest.mark.parametrize(
    ("values", "bounded"),
    [
        ((10, 32, 32, 32), True),
        ((10, 32, 31, 32), False),
        ((8, 8, 8, 9), False),
        ((9, 8, 7, 7), True),
    ],
)
async def test_bounded_means_it_stopped_growing(
    values: tuple[float, ...], *, bounded: bool
) -> None:
    """Only the two largest inputs decide, and only equal values are bounded."""
    assert (await measured(*values)).bounded is bounded


async def test_ratio_is_last_over_first() -> None:
    """The ratio spans the whole range of inputs."""
    assert (await measured(2, 3, inputs=(1_000, 10_000))).ratio == 1.5


async def test_ratio_of_nothing() -> None:
    """What starts at nothing has no ratio."""
    result = await measured(0, 3, inputs=(1, 2))
    with pytest.raises(GrowthError, match="peak starts at 0"):
        _ = result.ratio


async def test_it_reads_as_a_sentence() -> None:
    """The text can stand in an assertion's message."""
    result = await measured(10, 2_500.5, inputs=(10, 10_000))
    assert str(result) == "peak 10 → 2,500.5 calls at 10 → 10,000 jobs"


async def test_observed() -> None:
    """What is shown is the series of points, ready for JSON."""
    points = [[10, 1], [100, 2]]
    series = {"name": "peak", "unit": "calls", "over": "jobs", "points": points}
    assert (await measured(1, 2, inputs=(10, 100))).observed() == {"series": [series]}


@pytest.mark.parametrize("inputs", [(), (10,), (10, 10), (100, 10)])
async def test_inputs_must_grow(inputs: tuple[int, ...]) -> None:
    """Inputs that do not grow show no growth; nothing is measured then."""
    with pytest.raises(GrowthError, match="two inputs or more, each larger"):
        await measured(inputs=inputs)


@pytest.mark.parametrize("value", [math.nan, math.inf, None, "3", True])
async def test_measure_must_give_a_number(value: float) -> None:
    """What is not a finite number is refused where it was measured."""
    with pytest.raises(GrowthError, match="peak at 100 must be a finite number, not"):
        await measured(1, value, inputs=(10, 100))
