"""A traveller compares the airlines that can be reached."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

Ask = Callable[[str], Awaitable[int]]

log = logging.getLogger(__name__)


async def compare(
    ask: Ask, airlines: Sequence[str]
) -> dict[str, int]:
    """Return the fare of each airline that is reached."""
    fares = {}

    async def compare_one(airline: str) -> None:
        try:
            fares[airline] = await ask(airline)
        except ConnectionError as error:
            log.warning("%s failed: %r", airline, error)

    async with asyncio.TaskGroup() as group:
        for airline in airlines:
            group.create_task(compare_one(airline))
    return fares
