"""A shop makes previews of what its customers upload."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

Render = Callable[[str], bytes]


def previews(
    render: Render, uploads: Sequence[str], at_once: int
) -> list[bytes | BaseException]:
    """Return a preview or an error for each upload."""
    with ThreadPoolExecutor(at_once) as slots:
        jobs = [
            slots.submit(render, upload)
            for upload in uploads
        ]
    return [job.exception() or job.result() for job in jobs]
