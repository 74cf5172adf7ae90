"""A traveller compares the fares of several airlines."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

Ask = Callable[[str], Awaitable[int]]

log = logging.getLogger(__name__)


async def compare(
    ask: Ask, airlines: Sequence[str]
) -> dict[str, int]:
    """Return the fare of each airline that answers."""
    answers = await asyncio.gather(
        *map(ask, airlines), return_exceptions=True
    )
    fares = {}
    pairs = zip(airlines, answers, strict=True)
    for airline, answer in pairs:
        if isinstance(answer, BaseException):
            log.warning("%s failed: %r", airline, answer)
        else:
            fares[airline] = answer
    return fares
