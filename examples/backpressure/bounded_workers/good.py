"""A newsletter goes out to every subscriber of a shop."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

Send = Callable[[str], Awaitable[None]]
WORKERS = 10


async def send_newsletter(
    send: Send, subscribers: Iterable[str]
) -> None:
    """Send a letter to each, ten at a time."""
    addresses = iter(subscribers)

    async def work() -> None:
        for address in addresses:
            await send(address)

    async with asyncio.TaskGroup() as group:
        for _ in range(WORKERS):
            group.create_task(work())
