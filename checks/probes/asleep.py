"""Whether a thread sleeps on a lock that only another thread can open."""

import platform
import sys
import threading
import time
from collections.abc import Collection
from pathlib import Path

from .parked import other_threads, switches

_FUTEX = {"x86_64": "202", "aarch64": "98"}.get(platform.machine())
_FLAGS = 0x180  # FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME; see futex(2)
_WAIT, _WAIT_BITSET = 0, 9


def lock_wait(native_id: int | None) -> str:
    """Describe a thread's sleep on a lock without a time limit; empty if it is not in one.

    Two equal descriptions mean that it slept all the time in between, for they count its runs.
    The kernel tells in which call a sleeping thread is, and "running" as soon as it is woken.
    To wait for the GIL is a sleep with a time limit, so it does not count.
    Always empty where the kernel does not tell: off Linux, off x86_64 and aarch64.
    """
    operation, address = _futex_wait(native_id)
    runs = switches(native_id) if native_id and operation == _WAIT_BITSET else None
    return f"{address} after {runs}" if runs else ""


class Stillness:
    """Tells who sleeps on a lock when no thread of the process has moved between two looks.

    A lock proves nothing while somebody moves who may be about to open it: a thread that starts,
    for which ``Thread.start()`` waits, or one that waits for the GIL. Such a one is runnable, or
    has run when a switch interval is over, however little it gets of the processor.
    """

    def __init__(self) -> None:
        self._seen: dict[int, tuple[str, object]] = {}
        self._next_look = 0.0

    def look(self, apart: Collection[int | None] = ()) -> dict[int, str]:
        """Describe the sleeps of all but the caller and those apart; empty if one has moved."""
        if time.monotonic() < self._next_look:
            return {}
        others = other_threads().difference(apart)
        # The sleep is read before the runs: then equal runs mean that it is the same sleep.
        before, self._seen = self._seen, {who: (lock_wait(who), _rest(who)) for who in others}
        # The kernel may end a sleep up to 0.05 ms late; see PR_SET_TIMERSLACK in prctl(2).
        self._next_look = time.monotonic() + max(0.001, 1.5 * sys.getswitchinterval())
        moved = before != self._seen or None in (rest for _, rest in before.values())
        return {} if moved else {who: sleep for who, (sleep, _) in before.items()}


class PatientLock:
    """A lock whose waiters `lock_wait` does not see, for they wait with a time limit."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        while not self._lock.acquire(timeout=60):
            pass

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _rest(native_id: int) -> tuple[int, int] | None:
    """Count the runs of a thread at rest.

    The C library's own locks wait in the plain way, for whoever is about to leave `malloc`,
    perhaps one of those apart: who waits so is not at rest.
    """
    return None if _futex_wait(native_id)[0] == _WAIT else switches(native_id)


def _futex_wait(native_id: int | None) -> tuple[int | None, str]:
    """Tell in which futex operation without a time limit a thread sleeps, and on what address."""
    try:
        call = Path(f"/proc/self/task/{native_id}/syscall").read_text("ascii").split()
    except OSError:
        return None, ""
    if call[0] != _FUTEX or int(call[4], 16):
        return None, ""
    return int(call[2], 16) & ~_FLAGS, call[1]
