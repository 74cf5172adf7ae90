"""A shop renders invoices from prices it has loaded."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

Render = Callable[[str], str]
WORKERS = 2


def render_all(
    render: Render, orders: Sequence[str]
) -> list[str]:
    """Return the invoices, in the order of the orders."""
    if threading.active_count() > 1:
        raise RuntimeError("a thread runs: do not fork")
    fork = get_context("fork")
    with ProcessPoolExecutor(WORKERS, fork) as pool:
        return list(pool.map(render, orders))
