"""A service with a pool of processes rates loans."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor

Rate = Callable[[str], float]
BATCH = 10


def _rate_batch(
    rate: Rate, loans: Sequence[str]
) -> list[float]:
    """Return the risk of each loan of a batch."""
    return [rate(loan) for loan in loans]


async def rate_all(
    pool: Executor, rate: Rate, loans: Sequence[str]
) -> list[float]:
    """Return the risk of each loan, in their order."""
    loop = asyncio.get_running_loop()
    risks: list[float] = []
    for start in range(0, len(loans), BATCH):
        batch = loans[start : start + BATCH]
        risks += await loop.run_in_executor(
            pool, _rate_batch, rate, batch
        )
    return risks
