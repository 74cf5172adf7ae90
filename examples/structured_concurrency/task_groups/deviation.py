"""A product page shows what its services answer."""

import asyncio
import logging
from typing import NamedTuple, Protocol

log = logging.getLogger(__name__)


class Shop(Protocol):
    """The services behind the page."""

    async def price(self, sku: str) -> int:
        """Return the price in cents."""

    async def stock(self, sku: str) -> int:
        """Return how many are left."""

    async def reviews(self, sku: str) -> list[str]:
        """Return what customers wrote."""


class Page(NamedTuple):
    """What the customer sees; an error is a gap."""

    price: int | BaseException
    stock: int | BaseException
    reviews: list[str] | BaseException


async def product_page(shop: Shop, sku: str) -> Page:
    """Ask all three services; each may fail."""
    parts = await asyncio.gather(
        shop.price(sku),
        shop.stock(sku),
        shop.reviews(sku),
        return_exceptions=True,
    )
    page = Page(*parts)
    for name, part in page._asdict().items():
        if isinstance(part, BaseException):
            log.error("No %s: %r", name, part)
    return page
