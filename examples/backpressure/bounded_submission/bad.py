"""A backup takes the digest of every file on a disk."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor

Digest = Callable[[str], str]


def digests(
    pool: Executor, digest: Digest, files: Iterable[str]
) -> Iterator[str]:
    """Yield the digest of each file, in their order."""
    yield from pool.map(digest, files)
