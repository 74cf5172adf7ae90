"""A traveller compares the fares of several airlines."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

Ask = Callable[[str], Awaitable[int]]


async def compare(
    ask: Ask, airlines: Sequence[str]
) -> dict[str, int]:
    """Return the fare of each airline that answers."""
    answers = await asyncio.gather(*map(ask, airlines))
    return dict(zip(airlines, answers, strict=True))
