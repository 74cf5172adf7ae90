"""A shipper sends the lines of a log to a collector."""

import asyncio
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
)

Send = Callable[[str], Awaitable[None]]


async def ship(
    lines: AsyncIterator[str], send: Send
) -> None:
    """Send each line, in the order of the log."""
    queue = asyncio.Queue[str | None]()

    async def read() -> None:
        async for line in lines:
            await queue.put(line)
        await queue.put(None)

    async def forward() -> None:
        while (line := await queue.get()) is not None:
            await send(line)

    async with asyncio.TaskGroup() as group:
        group.create_task(read())
        group.create_task(forward())
