"""Sync scripts and plug-ins ask an async price service."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

Ask = Callable[[str], Coroutine[Any, Any, int]]


def price(ask: Ask, sku: str) -> int:
    """Return the price, to a caller that is not async."""
    loop = asyncio.get_event_loop()
    if loop.is_running():
        call = asyncio.run_coroutine_threadsafe(
            ask(sku), loop
        )
        return call.result()
    return loop.run_until_complete(ask(sku))
