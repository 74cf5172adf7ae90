"""Albums of many visitors are fetched from one service."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

Fetch = Callable[[str], Awaitable[bytes]]
LIMIT = 10

slots = asyncio.Semaphore(LIMIT)


async def fetch_album(
    fetch: Fetch, photos: Sequence[str]
) -> list[bytes]:
    """Return the photos, in the order of the album."""

    async def fetch_photo(photo: str) -> bytes:
        async with slots:
            return await fetch(photo)

    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(fetch_photo(photo))
            for photo in photos
        ]
    return [task.result() for task in tasks]
