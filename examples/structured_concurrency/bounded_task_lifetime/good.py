"""A shop confirms orders for goods that it has in stock."""

import asyncio
from typing import Protocol


class Shop(Protocol):
    """What the shop does for an order."""

    async def book(self, order: str) -> None:
        """Enter the order in the books."""

    async def reserve(self, order: str) -> None:
        """Have the warehouse set the goods aside."""


async def place_order(shop: Shop, order: str) -> str:
    """Answer the request that orders something."""
    async with asyncio.TaskGroup() as group:
        group.create_task(shop.reserve(order))
        await shop.book(order)
    return f"{order} is confirmed"
