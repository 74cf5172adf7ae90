"""Sync scripts and plug-ins ask an async price service."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

Ask = Callable[[str], Coroutine[Any, Any, int]]


def price(ask: Ask, sku: str) -> int:
    """Return the price, to a caller that is not async."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(ask(sku))
    raise RuntimeError("async code must await ask()")
