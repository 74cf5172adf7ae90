"""A shop suggests products; how long it takes varies."""

import asyncio
from collections.abc import Awaitable, Callable

Search = Callable[[str], Awaitable[list[str]]]
BUDGET = 1.0
AT_ONCE = 3


class OverloadedError(Exception):
    """Too many customers type at once."""


class Suggestions:
    """Suggestions in time, or none."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._slots = asyncio.Semaphore(AT_ONCE)
        self.refused = 0

    async def suggest(self, typed: str) -> list[str]:
        """Return what the customer may mean."""
        async with asyncio.timeout(BUDGET):
            await self._slot()
            try:
                return await self._search(typed)
            finally:
                self._slots.release()

    async def _slot(self) -> None:
        try:
            async with asyncio.timeout(BUDGET / 4):
                await self._slots.acquire()
        except TimeoutError:
            self.refused += 1
            raise OverloadedError from None
