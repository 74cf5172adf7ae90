"""A service rates loans by a model that stays with it."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor

Rate = Callable[[str], float]
BATCH = 10


async def rate_all(
    pool: Executor, rate: Rate, loans: Sequence[str]
) -> list[float]:
    """Return the risk of each loan, in their order."""
    risks: list[float] = []
    for start in range(0, len(loans), BATCH):
        batch = loans[start : start + BATCH]
        risks += [rate(loan) for loan in batch]
        await asyncio.sleep(0)
    return risks
