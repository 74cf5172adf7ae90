"""A mailbox is synced at night, while nobody waits."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

Fetch = Callable[[str, float], Awaitable[int]]

log = logging.getLogger(__name__)


async def sync_mailbox(
    fetch: Fetch, folders: Sequence[str], budget: float
) -> int:
    """Return the number of new messages.

    `fetch` takes a folder and the seconds it may use.
    """
    messages = 0
    for folder in folders:
        try:
            async with asyncio.timeout(budget):
                messages += await fetch(folder, budget)
        except TimeoutError:
            log.warning("%s timed out", folder)
    return messages
