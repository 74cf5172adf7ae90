"""Who is really at work beside the loop and its workers, and who is a stranger to the clock."""

import asyncio
import selectors
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any, TypeVar
from weakref import WeakSet

from .jobs import call_name

T = TypeVar("T")
_Child = tuple[asyncio.SubprocessTransport, asyncio.SubprocessProtocol]

# Threads of asyncio and multiprocessing, whose work shows as a child process or a pool's job.
_SERVANTS = ("QueueFeederThread", "waitpid-", "asyncio-waitpid-")


class ClockError(RuntimeError):
    """The clock was asked for something that it could only guess."""


class RealWork:
    """Keeps account of the work for which the clock has to wait."""

    def __init__(self, loop: asyncio.AbstractEventLoop, selector: selectors.BaseSelector) -> None:
        self.loop, self._selector = loop, selector
        self._own = set(selector.get_map())
        self._known: WeakSet[threading.Thread] = WeakSet(threading.enumerate())
        self._held: list[str] = []
        self._children: list[asyncio.SubprocessTransport] = []

    @contextmanager
    def hold(self, what: str) -> Iterator[None]:
        """Keep the clock."""
        self._held.append(what)
        try:
            yield
        finally:
            self._release(what)

    def submit(
        self, executor: Executor, func: Callable[..., Any], *args: object
    ) -> asyncio.Future[Any]:
        """Hand a call to a pool that is not one of threads; it keeps the clock."""
        done = self.start(executor, func, *args)
        what = f"{call_name(func)} in a {type(executor).__name__}"
        self._held.append(what)
        # The loop is told of the end first, so it has heard when the clock is released.
        future = asyncio.wrap_future(done, loop=self.loop)
        done.add_done_callback(lambda _: self._release(what))
        return future

    def start(self, executor: Executor, func: Callable[..., T], *args: object) -> Future[T]:
        """Submit a call, and make the threads known that the pool starts for it.

        One of them may never get a job, for another worker takes it first.
        """
        before = threading.enumerate()
        done = executor.submit(func, *args)
        self.adopt(*set(threading.enumerate()).difference(before))
        return done

    def adopt(self, *threads: threading.Thread) -> None:
        """Make threads known."""
        self._known.update(threads)

    async def child(self, start: Awaitable[_Child]) -> _Child:
        """Await the start of a process; it keeps the clock while it lives or is listened to."""
        with self.hold("the start of a child process"):
            transport, protocol = await start
        self._children.append(transport)
        return transport, protocol

    def under_way(self) -> list[str]:
        """Tell for whom the clock waits."""
        self._children = [
            child
            for child in self._children
            if child.get_returncode() is None or self._pipes(child)
        ]
        return [*self._held, *("a child process" for _ in self._children)]

    def refuse_strangers(self) -> None:
        """Raise ClockError if somebody could call back whom the clock does not know."""
        known = {*self._known, threading.current_thread()}
        for thread in threading.enumerate():
            if thread not in known and not thread.name.startswith(_SERVANTS):
                raise ClockError(
                    f"the time cannot move while thread {thread.name!r} lives, which the clock "
                    "does not know: use to_thread() or run_in_executor(), or say what it does "
                    "with `with clock.hold(...)`"
                )
        for descriptor, key in self._selector.get_map().items():
            if descriptor not in self._own:
                raise ClockError(
                    "the time cannot move while the loop watches a foreign descriptor, for "
                    f"{_watcher(key)}: use a double, or `with clock.hold(...)`, or a real loop"
                )

    def wake_loop(self) -> None:
        """Have the loop look again."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(lambda: None)

    def _release(self, what: str) -> None:
        self._held.remove(what)
        self.wake_loop()

    def _pipes(self, child: asyncio.SubprocessTransport) -> set[int]:
        """Give the descriptors of the child's pipes that the loop watches."""
        ends = [child.get_pipe_transport(fd) for fd in range(3)]
        pipes = [end.get_extra_info("pipe") for end in ends if end and not end.is_closing()]
        return {pipe.fileno() for pipe in pipes} & set(self._selector.get_map())


def _watcher(key: selectors.SelectorKey) -> str:
    """Name the callback of a watched descriptor."""
    callback = next(handle for handle in key.data if handle)._callback  # noqa: SLF001 - for a message
    return str(getattr(callback, "__qualname__", type(callback).__name__))
