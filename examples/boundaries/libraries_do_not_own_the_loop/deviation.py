"""A library finds the places of addresses."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

Place = tuple[float, float]
Locate = Callable[[str], Awaitable[Place]]


async def locate_all(
    locate: Locate, addresses: Sequence[str]
) -> list[Place]:
    """Return the places, in the order of the addresses."""
    return [await locate(address) for address in addresses]


def locate_all_sync(
    locate: Locate, addresses: Sequence[str]
) -> list[Place]:
    """Do the same for a script that has no loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(locate_all(locate, addresses))
    raise RuntimeError("await locate_all() instead")
