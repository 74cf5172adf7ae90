"""A build server stops a job and its helpers."""

import asyncio
from asyncio.subprocess import Process


async def start(*command: str) -> Process:
    """Start a job as the leader of a session and group."""
    return await asyncio.create_subprocess_exec(
        *command, start_new_session=True
    )


async def stop(job: Process, grace: float) -> None:
    """Stop the job, killing it after `grace` seconds."""
    job.kill()
    await job.wait()
