"""Whether the event loop turns while a call is blocked."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Self

from .clock import ClockLoop
from .parked import ParkedUnsupported, is_parked, others_are_parked


class LoopGateError(RuntimeError):
    """The gate was used where it can prove nothing."""


class LoopGate:
    """Keep a call blocked until the loop has turned `turns` times or provably cannot turn.

    The call under test must block on something that only `release()` frees: an event, a FIFO
    without a reader. The loop always has a turn to make, so it never sleeps of its own accord:
    if its thread is asleep all the same, and so is any other that might wake it, it is parked in
    the call. Either way `release()` is called, once, on a thread of the gate's own.

    >>> import asyncio, threading
    >>> async def turns_during(call):
    ...     blocked = threading.Event()
    ...     async with LoopGate(release=blocked.set) as gate:
    ...         await call(blocked)
    ...     return gate.turned, gate.parked
    >>> async def on_a_thread(blocked):
    ...     await asyncio.to_thread(blocked.wait)
    >>> async def on_the_loop(blocked):
    ...     blocked.wait()
    >>> asyncio.run(turns_during(on_a_thread))
    (50, False)
    >>> asyncio.run(turns_during(on_the_loop))
    (0, True)

    `release` is called from a thread and must not itself wait: open a FIFO's reading end with
    O_NONBLOCK. Turns are counted from the start of the block: a call that awaits for `turns` turns
    before it blocks needs a larger number. A call that spins or polls on the loop's thread is
    neither parked nor turning; it is released after `patience` real seconds. So is a blocked one
    where `is_parked` is unsupported, and where another thread never rests. `LoopGateError`: a
    loop on virtual time, a block that ended before the gate opened, a `release` that failed or
    did not return, a second block.
    """

    def __init__(
        self, release: Callable[[], object], turns: int = 50, patience: float = 20.0
    ) -> None:
        if turns < 1:
            raise LoopGateError(f"a loop gate needs at least one turn to wait for, not {turns}")
        self.turned = 0
        self.parked = False
        self._release = release
        self._turns = turns
        self._patience = patience
        self._decided = threading.Event()
        self._early = False
        self._failure: BaseException | None = None
        self._watcher = threading.Thread(target=self._watch, name="loop gate", daemon=True)

    async def __aenter__(self) -> Self:
        if self._watcher.ident is not None:
            raise LoopGateError("a loop gate is for one block: make a new LoopGate for each")
        self._loop = asyncio.get_running_loop()
        if isinstance(self._loop, ClockLoop):
            raise LoopGateError(
                "a loop gate needs a real loop: on the clock a job and the loop take turns, "
                "so simulate the call with clock.block() and watch a Heartbeat"
            )
        self._caller = asyncio.current_task()
        self._loop.call_soon(self._turn)
        self._loop_thread = threading.get_native_id()
        self._watcher.start()
        return self

    async def __aexit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._early = not self._decided.is_set()
        self._decided.set()
        self._watcher.join(self._patience)
        if self._failure or self._watcher.is_alive():
            raise LoopGateError(
                "release() should free the blocked call and return: "
                + (repr(self._failure) if self._failure else f"still waiting in {self._release!r}")
            ) from self._failure
        if self._early and error is None:
            raise LoopGateError(
                f"the block ended after {self.turned} turns of the loop, before the gate opened: "
                "nothing in it waited for release(); make the call depend on it"
            )

    def observed(self) -> dict[str, object]:
        """Return the turns the loop made, as a figure."""
        figure = {"name": "turns of the loop during the call", "value": self.turned}
        return {"figures": [{**figure, "unit": "turns"}]}

    def _turn(self) -> None:
        if self._decided.is_set():
            return
        self.turned += 1
        if self.turned == self._turns:
            self._decided.set()
        else:
            self._loop.call_soon(self._turn)

    def _watch(self) -> None:
        give_up = time.monotonic() + self._patience
        while not self._decided.wait(0.01):
            late = time.monotonic() > give_up
            asleep = _asleep(self._loop_thread, whatever_others_do=late)
            self.parked = asleep and not self._decided.is_set()
            if self.parked or late:
                self._decided.set()
        try:
            self._release()
        except BaseException as failure:  # noqa: BLE001 - raised on leaving the block
            self._failure = failure
            if self._caller and not self._early:
                self._loop.call_soon_threadsafe(self._caller.cancel)


def _asleep(thread: int, *, whatever_others_do: bool) -> bool:
    try:
        return is_parked(thread) if whatever_others_do else others_are_parked()
    except ParkedUnsupported:
        return False
