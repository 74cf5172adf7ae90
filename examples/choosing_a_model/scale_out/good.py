"""A bank values its portfolios overnight."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor

Value = Callable[[str], float]


def valuation(
    value: Value,
    portfolios: Sequence[str],
    workers: Executor,
) -> list[float]:
    """Return what each portfolio is worth."""
    return list(workers.map(value, portfolios))
