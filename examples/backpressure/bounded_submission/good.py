"""A backup takes the digest of every file on a disk."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future

Digest = Callable[[str], str]
PENDING = 20


def digests(
    pool: Executor, digest: Digest, files: Iterable[str]
) -> Iterator[str]:
    """Yield the digest of each file, in their order."""
    pending = deque[Future[str]]()
    try:
        for file in files:
            pending.append(pool.submit(digest, file))
            if len(pending) == PENDING:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        for future in pending:
            future.cancel()
