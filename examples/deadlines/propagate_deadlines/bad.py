"""A mailbox is synced while its user waits."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

Fetch = Callable[[str, float], Awaitable[int]]


async def sync_mailbox(
    fetch: Fetch, folders: Sequence[str], budget: float
) -> int:
    """Return the number of new messages.

    `fetch` takes a folder and the seconds it may use.
    """
    messages = 0
    for folder in folders:
        async with asyncio.timeout(budget):
            messages += await fetch(folder, budget)
    return messages
