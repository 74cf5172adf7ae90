"""A backup takes the digests of large and small files."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    as_completed,
    wait,
)

Digest = Callable[[str], str]
PENDING = 20


def digests(
    pool: Executor, digest: Digest, files: Iterable[str]
) -> Iterator[str]:
    """Yield the digest of each file, as it comes."""
    pending = set[Future[str]]()
    try:
        for file in files:
            pending.add(pool.submit(digest, file))
            if len(pending) == PENDING:
                done, pending = wait(
                    pending, return_when=FIRST_COMPLETED
                )
                for future in done:
                    yield future.result()
        for future in as_completed(pending):
            yield future.result()
    finally:
        for future in pending:
            future.cancel()
