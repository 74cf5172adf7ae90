"""Tills hand their sales to a journal that writes them."""

import asyncio
from collections.abc import Awaitable, Callable

Write = Callable[[str], Awaitable[None]]
WAITING = 10


class Journal:
    """Writes the sales of many tills, one at a time."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._sales = asyncio.Queue[str](WAITING)

    async def add(self, sale: str) -> None:
        """Take over a sale from a till."""
        await self._sales.put(sale)

    async def run(self) -> None:
        """Write sales until it is cancelled."""
        while True:
            sale = await self._sales.get()
            await self._write(sale)
            self._sales.task_done()

    async def flush(self) -> None:
        """Wait until every sale has been written."""
        await self._sales.join()
