"""A shop books orders in a database and writes receipts."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

Connect = Callable[[], sqlite3.Connection]
BOOK = "INSERT INTO orders VALUES (?)"


def insert(connect: Connect, order: str) -> None:
    """Add the order to the table, in a transaction."""
    with closing(connect()) as database, database:
        database.execute(BOOK, (order,))


async def book_order(connect: Connect, order: str) -> None:
    """Book an order."""
    await asyncio.to_thread(insert, connect, order)


async def write_receipt(path: Path, order: str) -> None:
    """Write the receipt of an order."""
    await asyncio.to_thread(path.write_text, order)
