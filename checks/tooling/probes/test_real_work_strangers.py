"""Strangers make the clock refuse to move."""

import asyncio
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from checks.probes.clock import ClockError, ClockLoop
from checks.tooling.probes.on_clock import run


def test_unknown_thread() -> None:
    """A thread that may call back at any time is refused by name when the time should move."""
    stop = threading.Event()

    async def main(_: ClockLoop) -> None:
        thread = threading.Thread(target=stop.wait, name="watchdog")
        thread.start()
        await asyncio.sleep(0)
        try:
            await asyncio.sleep(1)
        finally:
            stop.set()
            thread.join()

    with pytest.raises(ClockError, match="while thread 'watchdog' lives"):
        run(main)


def test_thread_from_before() -> None:
    """A thread that was there before the loop is none of its business."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    run(lambda _: asyncio.sleep(1))
    stop.set()
    thread.join()


def test_thread_that_has_ended() -> None:
    """Nor is one that is over when the time moves."""

    async def main(_: ClockLoop) -> None:
        thread = threading.Thread(target=print)
        thread.start()
        thread.join()
        await asyncio.sleep(1)

    run(main)


def test_pool_used_past_the_loop() -> None:
    """A pool to which nothing was submitted through the loop is a stranger."""

    async def main(_: ClockLoop) -> None:
        with ThreadPoolExecutor(1, thread_name_prefix="mine") as pool:
            pool.submit(print)
            await asyncio.sleep(1)

    with pytest.raises(ClockError, match="thread 'mine_0' lives"):
        run(main)


def test_foreign_descriptor() -> None:
    """A socket may answer at any time; the message tells who watches it."""

    async def main(clock: ClockLoop) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            ours.settimeout(0)
            task = asyncio.create_task(clock.sock_recv(ours, 10))
            try:
                await asyncio.sleep(1)
            finally:
                task.cancel()
                await asyncio.wait({task})

    with pytest.raises(ClockError, match=r"foreign descriptor, for .*_sock_recv:"):
        run(main)


def test_descriptor_that_is_ready_in_time() -> None:
    """A descriptor is no trouble where the time need not move."""

    async def main(clock: ClockLoop) -> bytes:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            ours.settimeout(0)
            task = asyncio.create_task(clock.sock_recv(ours, 10))
            await asyncio.sleep(0)
            theirs.send(b"now")
            return await task

    assert run(main) == b"now"
