"""A shop renders its invoices in worker processes."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

Render = Callable[[str], str]
WORKERS = 2


def render_all(
    render: Render, orders: Sequence[str]
) -> list[str]:
    """Return the invoices, in the order of the orders."""
    spawn = get_context("spawn")
    with ProcessPoolExecutor(WORKERS, spawn) as pool:
        return list(pool.map(render, orders))
