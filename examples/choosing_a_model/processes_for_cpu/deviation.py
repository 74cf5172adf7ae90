"""A shop makes small previews, none of which crashes."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

Render = Callable[[str], bytes]
SPAWN = get_context("spawn")


def previews(
    render: Render, uploads: Sequence[str], at_once: int
) -> list[bytes | BaseException]:
    """Return a preview or an error for each upload."""
    with ProcessPoolExecutor(at_once, SPAWN) as pool:
        jobs = [
            pool.submit(render, upload)
            for upload in uploads
        ]
    return [job.exception() or job.result() for job in jobs]
