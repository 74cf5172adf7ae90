"""A worker gives back the job that it cannot finish."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

log = logging.getLogger(__name__)


class Jobs(Protocol):
    """A store of jobs that many workers share."""

    async def lease(self, job: str) -> None:
        """Reserve the job for this worker."""

    async def run(self, job: str) -> None:
        """Do the job and take it off the list."""

    async def give_back(self, job: str) -> None:
        """Let another worker have the job."""


async def work(jobs: Jobs, names: Sequence[str]) -> None:
    """Run the named jobs, one after the other."""
    for name in names:
        await jobs.lease(name)
        try:
            await jobs.run(name)
        except asyncio.CancelledError:
            await jobs.give_back(name)
            log.info("gave back %s", name)
