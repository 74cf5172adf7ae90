"""A library finds the places of addresses."""

from collections.abc import Awaitable, Callable, Sequence

Place = tuple[float, float]
Locate = Callable[[str], Awaitable[Place]]


async def locate_all(
    locate: Locate, addresses: Sequence[str]
) -> list[Place]:
    """Return the places, in the order of the addresses."""
    return [await locate(address) for address in addresses]
