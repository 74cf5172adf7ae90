"""Measure a quantity at growing inputs, to tell what is bounded from what grows."""

import inspect
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise


class GrowthError(RuntimeError):
    """A growth was asked for that the inputs or the measure cannot show."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What was measured: pairs of input and value, by growing input.

    >>> pool = Growth("peak in flight", "calls", "jobs", ((10, 10), (100, 32), (1000, 32)))
    >>> pool.bounded, pool.ratio
    (True, 3.2)
    """

    name: str
    unit: str
    over: str
    points: tuple[tuple[int, float], ...]

    @property
    def bounded(self) -> bool:
        """Whether it stopped growing: the two largest inputs gave the same value.

        So the last but one input must be large enough to reach the bound.
        """
        return self.points[-1][1] == self.points[-2][1]

    @property
    def ratio(self) -> float:
        """The value at the largest input over the value at the smallest."""
        first, last = self.points[0][1], self.points[-1][1]
        if not first:
            raise GrowthError(f"{self.name} starts at 0, so it has no ratio: compare the points")
        return last / first

    def __str__(self) -> str:
        values = " → ".join(f"{value:,g}" for _, value in self.points)
        inputs = " → ".join(f"{size:,}" for size, _ in self.points)
        return f"{self.name} {values} {self.unit} at {inputs} {self.over}"

    def observed(self) -> dict[str, object]:
        """Return the points as a series."""
        points = [list(point) for point in self.points]
        series = {"name": self.name, "unit": self.unit, "over": self.over, "points": points}
        return {"series": [series]}


async def growth(
    measure: Callable[[int], float | Awaitable[float]],
    inputs: Sequence[int] = (10, 100, 1_000, 10_000),
    *,
    name: str,
    unit: str,
    over: str,
) -> Growth:
    """Call `measure` for each input in turn and return what it gave.

    `measure` takes the size of the input and returns a number or an awaitable of one; each call
    starts from a fresh world. `name` and `unit` say what is measured, `over` what the input
    counts ("jobs").

    >>> import asyncio
    >>> async def workers_needed(jobs):
    ...     return min(jobs, 32)
    >>> pool = asyncio.run(growth(workers_needed, name="workers", unit="threads", over="jobs"))
    >>> print(pool)
    workers 10 → 32 → 32 → 32 threads at 10 → 100 → 1,000 → 10,000 jobs
    >>> pool.bounded
    True

    It proves how the measure behaves at these inputs, nothing beyond them. A count is exact and
    can be called bounded; what differs from run to run, such as memory, has only a ratio.
    `GrowthError` is raised for fewer than two inputs, for inputs that do not grow, and for a
    measure that does not give a finite number.
    """
    _refuse_flat(inputs)
    points = []
    for size in inputs:
        value = measure(size)
        if inspect.isawaitable(value):
            value = await value
        points.append((size, _number(value, name, size)))
    return Growth(name, unit, over, tuple(points))


def _refuse_flat(inputs: Sequence[int]) -> None:
    if len(inputs) < 2 or any(small >= large for small, large in pairwise(inputs)):
        raise GrowthError(
            f"growth needs two inputs or more, each larger than the one before, not {inputs!r}"
        )


def _number(value: object, name: str, size: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise GrowthError(f"{name} at {size:,} must be a finite number, not {value!r}")
    return value
