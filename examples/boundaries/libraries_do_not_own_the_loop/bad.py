"""A library finds the places of addresses."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

Place = tuple[float, float]
Locate = Callable[[str], Awaitable[Place]]


def locate_all(
    locate: Locate, addresses: Sequence[str]
) -> list[Place]:
    """Return the places, in the order of the addresses."""

    async def find() -> list[Place]:
        return [
            await locate(address) for address in addresses
        ]

    return asyncio.run(find())
