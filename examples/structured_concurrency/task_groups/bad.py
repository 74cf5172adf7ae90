"""A product page is put together from three services."""

import asyncio
from typing import NamedTuple, Protocol


class Shop(Protocol):
    """The services behind the page."""

    async def price(self, sku: str) -> int:
        """Return the price in cents."""

    async def stock(self, sku: str) -> int:
        """Return how many are left."""

    async def reviews(self, sku: str) -> list[str]:
        """Return what customers wrote."""


class Page(NamedTuple):
    """What the customer sees."""

    price: int
    stock: int
    reviews: list[str]


async def product_page(shop: Shop, sku: str) -> Page:
    """Ask all three services at once."""
    price, stock, reviews = await asyncio.gather(
        shop.price(sku),
        shop.stock(sku),
        shop.reviews(sku),
    )
    return Page(price, stock, reviews)
