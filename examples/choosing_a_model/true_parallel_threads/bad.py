"""A photo service picks the pool that resizes photos."""

import logging
from concurrent import futures

log = logging.getLogger(__name__)


def cpu_pool(workers: int) -> futures.Executor:
    """Return a pool whose jobs compute in parallel."""
    log.info("photos are resized in free threads")
    return futures.ThreadPoolExecutor(workers)
