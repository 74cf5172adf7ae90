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
    clock = asyncio.get_running_loop().time
    deadline = clock() + budget
    messages = 0
    async with asyncio.timeout_at(deadline):
        for folder in folders:
            left = deadline - clock()
            messages += await fetch(folder, left)
    return messages
