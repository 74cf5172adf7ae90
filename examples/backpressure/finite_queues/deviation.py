"""A shipper sends the newest reading of a sensor."""

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
    """Send the newest line when the last one is sent."""
    queue = asyncio.Queue[str | None](1)

    async def read() -> None:
        async for line in lines:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(line)
        await queue.put(None)

    async def forward() -> None:
        while (line := await queue.get()) is not None:
            await send(line)

    async with asyncio.TaskGroup() as group:
        group.create_task(read())
        group.create_task(forward())
