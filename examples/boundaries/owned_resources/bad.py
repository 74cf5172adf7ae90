"""Pages come over a session of our own, or a lent one."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, Self


class Session(Protocol):
    """A connection that closes when its block ends."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *error: object) -> None: ...

    async def get(self, url: str) -> str:
        """Return a page."""


Connect = Callable[[], AbstractAsyncContextManager[Session]]


async def download(
    connect: Connect,
    urls: Sequence[str],
    lent: Session | None = None,
) -> list[str]:
    """Return the pages, over a lent session if any."""
    async with lent or connect() as session:
        return [await session.get(url) for url in urls]
