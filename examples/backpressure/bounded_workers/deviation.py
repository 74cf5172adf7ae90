"""A newsletter goes out; any letter can be cancelled."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

Send = Callable[[str], Awaitable[None]]
WORKERS = 10


async def send_newsletter(
    send: Send, subscribers: Iterable[str]
) -> None:
    """Send a letter to each, ten at a time."""
    slots = asyncio.Semaphore(WORKERS)

    async def work(address: str) -> None:
        await send(address)

    async with asyncio.TaskGroup() as group:
        for address in subscribers:
            await slots.acquire()
            task = group.create_task(work(address))
            task.add_done_callback(
                lambda _: slots.release()
            )
