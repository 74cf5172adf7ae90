"""A shop imports prices and notes how each import ended."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

Record = Callable[[str], None]


class Shop(Protocol):
    """The prices of a shop, and a draft of new ones."""

    async def stage(self, price: str) -> None:
        """Add a price to the draft."""

    async def publish(self) -> None:
        """Make the draft the prices, all at once."""

    def discard(self) -> None:
        """Throw the draft away."""


async def import_prices(
    shop: Shop, prices: Sequence[str], record: Record
) -> None:
    """Import prices; if one is wrong, keep the draft."""
    try:
        for price in prices:
            await shop.stage(price)
        await shop.publish()
    except asyncio.CancelledError:
        shop.discard()
        record("cancelled")
        raise
    except Exception:
        record("failed")
        raise
    record("done")
