"""A service with a pool of processes rates loans."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor

Rate = Callable[[str], float]


async def rate_all(
    pool: Executor, rate: Rate, loans: Sequence[str]
) -> list[float]:
    """Return the risk of each loan, in their order."""
    return [rate(loan) for loan in loans]
