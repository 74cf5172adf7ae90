"""A feed reader refreshes its subscriptions."""

import asyncio
from collections.abc import Sequence

import httpx


async def refresh(
    client: httpx.Client, urls: Sequence[str]
) -> list[str]:
    """Return the feeds, in the order of the addresses."""
    async with asyncio.TaskGroup() as group:
        requests = [
            group.create_task(
                asyncio.to_thread(client.get, url)
            )
            for url in urls
        ]
    return [request.result().text for request in requests]
