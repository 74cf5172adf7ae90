"""A head office works on the databases of its shops."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing

Connect = Callable[[str], sqlite3.Connection]
COUNT = "SELECT count(*) FROM sales"


def count(connect: Connect, shop: str) -> int:
    """Return how many sales a shop has made."""
    with closing(connect(shop)) as database:
        return int(database.execute(COUNT).fetchone()[0])


def clear(connect: Connect, shop: str) -> None:
    """Remove the sales of a shop."""
    with closing(connect(shop)) as database, database:
        database.execute("DELETE FROM sales")


async def sales(
    connect: Connect, shops: Sequence[str]
) -> int:
    """Return how many sales all shops have made."""

    async def sold(shop: str) -> int:
        return await asyncio.to_thread(count, connect, shop)

    async with asyncio.TaskGroup() as group:
        counts = [group.create_task(sold(s)) for s in shops]
    return sum(each.result() for each in counts)


async def start_day(connect: Connect, shop: str) -> None:
    """Let a shop begin its day with no sales."""
    await asyncio.to_thread(clear, connect, shop)
