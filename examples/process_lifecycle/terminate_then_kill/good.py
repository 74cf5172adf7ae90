"""A build server stops a job and its helpers."""

import asyncio
import os
import signal
from asyncio.subprocess import Process
from contextlib import suppress


async def start(*command: str) -> Process:
    """Start a job as the leader of a session and group."""
    return await asyncio.create_subprocess_exec(
        *command, start_new_session=True
    )


async def stop(job: Process, grace: float) -> None:
    """Stop the job, killing it after `grace` seconds."""
    os.killpg(job.pid, signal.SIGTERM)
    with suppress(TimeoutError):
        await asyncio.wait_for(job.wait(), grace)
    with suppress(ProcessLookupError):
        os.killpg(job.pid, signal.SIGKILL)
    await job.wait()
