"""An alarm listens to a price feed in the background."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol, Self

Ring = Callable[[int], Awaitable[None]]


class Feed(Protocol):
    """Prices, for as long as somebody listens."""

    def subscribe(self) -> asyncio.Queue[int]:
        """Return a queue; the feed holds it weakly."""

    async def close(self) -> None:
        """Close the connection."""


async def watch(feed: Feed, ring: Ring) -> None:
    """Ring at each new price."""
    prices = feed.subscribe()
    while True:
        await ring(await prices.get())


class Alarm:
    """Rings at each new price until it is closed."""

    def __init__(self, feed: Feed, ring: Ring) -> None:
        self._feed, self._ring = feed, ring

    async def __aenter__(self) -> Self:
        watching = watch(self._feed, self._ring)
        self._task = asyncio.create_task(watching)
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])
        await self._feed.close()
