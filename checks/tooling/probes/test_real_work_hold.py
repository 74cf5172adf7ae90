"""Work that the clock cannot see is held by name."""

import asyncio
import socket
import threading
import time

import pytest

from checks.probes.clock import ClockError, ClockLoop
from checks.tooling.probes.on_clock import run


def test_hold_around_a_thread_of_ones_own() -> None:
    """The clock stands while a thread works that it does not know."""

    async def main(clock: ClockLoop) -> float:
        answered = clock.create_future()

        def answer() -> None:
            time.sleep(0.1)
            clock.call_soon_threadsafe(answered.set_result, None)

        thread = threading.Thread(target=answer)
        with clock.hold("the answer"):
            thread.start()
            async with asyncio.timeout(0.001):
                await answered
        thread.join()
        await asyncio.sleep(1)
        return clock.time()

    assert run(main) == 1


def test_hold_in_a_job_lets_the_loop_go_on() -> None:
    """A job that waits for the loop in a way that nobody can see says so."""

    async def main(clock: ClockLoop) -> tuple[bytes, float]:
        ours, theirs = socket.socketpair()

        def receive() -> bytes:
            clock.block(1)
            with clock.hold("a line from the loop"):
                line = ours.recv(100)
            clock.block(1)
            return line

        task = asyncio.create_task(asyncio.to_thread(receive))
        await asyncio.sleep(1)
        await asyncio.sleep(0)
        theirs.send(b"hello")
        async with asyncio.timeout(1.5):
            line = await task
        ours.close()
        theirs.close()
        return line, clock.time()

    assert run(main) == (b"hello", 2)


def test_hold_ends_with_an_exception() -> None:
    """The clock goes on when the block fails, on the loop and in a job."""

    def fail(clock: ClockLoop) -> None:
        with clock.hold("nothing"):
            raise KeyError

    async def main(clock: ClockLoop) -> float:
        with pytest.raises(KeyError):
            fail(clock)
        with pytest.raises(KeyError):
            await asyncio.to_thread(fail, clock)
        await asyncio.sleep(1)
        return clock.time()

    assert run(main) == 1


def test_hold_for_nothing() -> None:
    """Real work that never shows is named."""

    async def main(clock: ClockLoop) -> None:
        with clock.hold("the harbour"):
            await asyncio.sleep(1)

    with pytest.raises(ClockError, match=r"0.2 real seconds, but there is no sign of the harbour:"):
        run(main, patience=0.2)


def test_held_server() -> None:
    """With a hold, real sockets work; the time stands still."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write((await reader.readline()).upper())
        writer.close()
        await writer.wait_closed()

    async def main(clock: ClockLoop) -> tuple[bytes, float]:
        with clock.hold("loopback"):
            server = await asyncio.start_server(serve, "127.0.0.1")
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(b"hello\n")
            line = await reader.readline()
            writer.close()
            await writer.wait_closed()
            server.close()
            await server.wait_closed()
        await asyncio.sleep(1)
        return line, clock.time()

    assert run(main) == (b"HELLO\n", 1)
