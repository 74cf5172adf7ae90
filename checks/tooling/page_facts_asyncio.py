"""Facts about event loops, queues and clients that pages state beside their claims."""

import asyncio
import queue
import threading
import urllib.request
from collections import deque
from importlib.util import find_spec
from socket import create_server

import httpx

from checks.probes.outcome import outcome_of
from checks.tooling.page_facts import note, outcome, told


@note("PCH008", "From 3.14 on, `python -m asyncio ps PID`")
def tasks_of_a_process_can_be_listed() -> bool:
    """Look for the module behind the command: to read another process takes a right to it."""
    return find_spec("asyncio.tools") is not None


@note("PCH013", "From 3.13 on, [`Queue.shutdown()`]")
def queue_can_be_shut_down() -> bool:
    """One item is in the queue, which holds one; a second waits to be put."""

    async def shut_down() -> list[str]:
        queue = asyncio.Queue[str](1)
        await queue.put("left")
        putting = asyncio.create_task(queue.put("late"))
        await asyncio.sleep(1)
        queue.shutdown()  # type: ignore[attr-defined,unused-ignore]
        ends = [await outcome_of(end) for end in (putting, queue.get(), queue.get())]
        return [end.value or type(end.error).__name__ for end in ends]

    ends: list[str] = outcome(shut_down()).value
    return ends == ["QueueShutDown", "left", "QueueShutDown"]


@note("PCH018", "Up to 3.13, `asyncio.get_event_loop()` makes a loop in the main thread")
def get_event_loop_makes_one() -> bool:
    """Call it first thing in a script."""
    return "Error" not in told("import asyncio; asyncio.get_event_loop().close()")


@note("PCH018", "from 3.12 on with a `DeprecationWarning`")
def get_event_loop_is_not_silent() -> bool:
    """Hear a warning, and where no loop is made, an error."""
    return told("import asyncio; asyncio.get_event_loop().close()", "-W", "always") != ""


@note("PCH018", "From 3.14 on it raises `RuntimeError`")
def get_event_loop_raises() -> bool:
    """Call it first thing in a script."""
    return "RuntimeError" in told("import asyncio; asyncio.get_event_loop().close()")


@note("PCH011", "the semaphore works within one event loop only")
def semaphore_is_of_one_loop() -> bool:
    """Wait for a slot in one loop, then in another."""
    slots = asyncio.Semaphore(1)

    async def wait_for_a_slot() -> None:
        async with slots, asyncio.timeout(1):
            await slots.acquire()

    ends = [outcome(wait_for_a_slot()).error for _ in range(2)]
    return [type(end) for end in ends] == [TimeoutError, RuntimeError]


@note("PCH013", "`asyncio.Queue()` and `queue.Queue()` have none unless you set it")
def queues_have_no_size() -> bool:
    """Put a thousand items into each without a wait."""
    queues: list[asyncio.Queue[int] | queue.Queue[int]] = [asyncio.Queue(), queue.Queue()]
    for each in queues:
        for n in range(1_000):
            each.put_nowait(n)
    return [each.qsize() for each in queues] == [1_000, 1_000]


@note("PCH013", "Its `put()` never waits, although it is awaited")
def put_does_not_suspend() -> bool:
    """Drive it by hand: at its first step it has returned."""
    try:
        asyncio.Queue[int]().put(1).send(None)
    except StopIteration:
        return True
    return False


@note("PCH014", "`deque(maxlen=`, which silently drops the oldest item")
def deque_drops_the_oldest() -> bool:
    """Add a third item where two have room."""
    items = deque(("first", "second"), maxlen=2)
    items.append("third")
    return list(items) == ["second", "third"]


@note("PCH018", "A sync function in the middle of an async path cannot await")
def sync_function_cannot_await() -> bool:
    """Compile one that tries to."""
    try:
        compile("def price(): return await ask()", "price.py", "exec")
    except SyntaxError:
        return True
    return False


@note("PCH018", "and every connection opened on that loop goes with it")
@note("PCH022", "What was opened on that loop goes with it")
def connection_ends_with_its_loop() -> bool:
    """Open one in a call of `asyncio.run()`, and read from it in the next."""
    program = """if True:
        import asyncio, socket
        here, there = socket.socketpair()
        reader, writer = asyncio.run(asyncio.open_connection(sock=here))
        there.send(b"price")
        asyncio.run(reader.read(5))"""
    return "attached to a different loop" in told(program)


@note("PCH019", "only an `await` that suspends lets other tasks run")
def await_may_not_suspend() -> bool:
    """Await a coroutine that does not suspend, then one that does, beside another task."""
    ran: list[str] = []

    async def work(name: str) -> None:
        ran.append(name)

    async def caller() -> None:
        asyncio.get_running_loop().call_soon(ran.append, "other")
        await work("awaited")
        await asyncio.sleep(0)
        await work("awaited later")

    return outcome(caller()).kind == "returned" and ran == ["awaited", "other", "awaited later"]


@note("PCH002", "`loop.slow_callback_duration`, 0.1 s by default")
@note("PCH019", "`loop.slow_callback_duration`, 0.1 s unless set")
@note("PCH020", "`loop.slow_callback_duration`, 0.1 s unless set")
@note("PCH021", "it logs each batch longer than 0.1 s")
def slow_is_a_tenth_of_a_second() -> bool:
    """Ask a new loop: the claims show what it logs."""
    with asyncio.Runner() as runner:
        return runner.get_loop().slow_callback_duration == 0.1


@note(
    "PCH019", "`urllib` wait for the answer inside the operating system, and hold the loop's thread"
)
def urllib_holds_the_loop() -> bool:
    """Another callback is ready before the request; the server notes when it has answered."""
    ran: list[str] = []
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    async def request(port: int) -> None:
        asyncio.get_running_loop().call_soon(ran.append, "other")
        direct.open(f"http://127.0.0.1:{port}").close()
        await asyncio.sleep(0)

    with create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            client, _ = server.accept()
            with client:
                client.recv(1_000)
                ran.append("answered")
                client.sendall(b"HTTP/1.0 200 OK\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        asyncio.run(request(server.getsockname()[1]))
        thread.join()
    return ran == ["answered", "other"]


@note(
    "PCH001", "clients such as httpx have the same methods in both versions, except for `aclose()`"
)
@note("PCH019", "HTTPX's async client has the same methods, except for `aclose()`")
def clients_differ_in_close() -> bool:
    """Compare the names of both."""
    names = [
        {name for name in dir(client) if not name.startswith("_")}
        for client in (httpx.Client, httpx.AsyncClient)
    ]
    return names[0] ^ names[1] == {"close", "aclose"}
