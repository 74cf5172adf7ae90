"""A bank values its portfolios overnight."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

Value = Callable[[str], float]


def valuation(
    value: Value,
    portfolios: Sequence[str],
    workers: int,
) -> list[float]:
    """Return what each portfolio is worth."""
    spawn = get_context("spawn")
    with ProcessPoolExecutor(workers, spawn) as pool:
        return list(pool.map(value, portfolios))
