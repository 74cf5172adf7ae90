"""A shop renders its invoices in worker processes."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor

Render = Callable[[str], str]
WORKERS = 2


def render_all(
    render: Render, orders: Sequence[str]
) -> list[str]:
    """Return the invoices, in the order of the orders."""
    with ProcessPoolExecutor(WORKERS) as pool:
        return list(pool.map(render, orders))
