"""A shop makes previews of what its customers upload."""

from collections.abc import Callable, Sequence
from concurrent.futures import (
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from multiprocessing import get_context

Render = Callable[[str], bytes]
SPAWN = get_context("spawn")


def _apart(render: Render, upload: str) -> bytes:
    with ProcessPoolExecutor(1, mp_context=SPAWN) as pool:
        return pool.submit(render, upload).result()


def previews(
    render: Render, uploads: Sequence[str], at_once: int
) -> list[bytes | BaseException]:
    """Return a preview or an error for each upload."""
    with ThreadPoolExecutor(at_once) as slots:
        jobs = [
            slots.submit(_apart, render, upload)
            for upload in uploads
        ]
    return [job.exception() or job.result() for job in jobs]
