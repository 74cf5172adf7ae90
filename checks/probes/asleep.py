"""Whether a thread sleeps on a lock that only another thread can open."""

import os
import platform
import sys
import threading
import time
from collections.abc import Collection
from pathlib import Path

from .parked import switches

_FUTEX = {"x86_64": "202", "aarch64": "98"}.get(platform.machine())
_FLAGS, _WAIT_BITSET = 0x180, 9  # FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME; see futex(2)


def lock_wait(native_id: int | None) -> str:
    """Describe a thread's sleep on a lock without a time limit; empty if it is not in one.

    Two equal descriptions mean that it slept all the time in between, for they count its runs.
    The kernel tells in which call a sleeping thread is, and "running" as soon as it is woken.
    To wait for the GIL is a sleep with a time limit, so it does not count.
    Always empty where the kernel does not tell: off Linux, off x86_64 and aarch64.
    """
    task = Path(f"/proc/self/task/{native_id}")
    try:
        call = (task / "syscall").read_text("ascii").split()
        runs = (task / "schedstat").read_text("ascii").split()[2]
    except OSError:
        return ""
    if call[0] != _FUTEX or int(call[2], 16) & ~_FLAGS != _WAIT_BITSET or int(call[4], 16):
        return ""
    return f"{call[1]} after {runs} runs"


class Stillness:
    """Tells whether any thread of the process has moved between two looks at them.

    A lock proves nothing while somebody moves who may be about to open it: a thread that starts,
    for which ``Thread.start()`` waits, or one that waits for the GIL. Such a one is runnable, or
    has run when a switch interval is over, however little it gets of the processor.
    """

    def __init__(self) -> None:
        self._seen: dict[int, tuple[int, int] | None] = {}
        self._next_look = 0.0

    def look(self, apart: Collection[int | None] = ()) -> bool:
        """Tell whether all but the caller and those apart sleep, as they did at the last look."""
        if time.monotonic() < self._next_look:
            return False
        others = _native_ids().difference(apart, {threading.get_native_id()})
        before, self._seen = self._seen, {native_id: switches(native_id) for native_id in others}
        self._next_look = time.monotonic() + 1.5 * sys.getswitchinterval()
        return before == self._seen and None not in before.values()


def _native_ids() -> set[int]:
    try:
        return set(map(int, os.listdir("/proc/self/task")))  # noqa: PTH208 - names, not paths
    except OSError:
        return set()


class PatientLock:
    """A lock whose waiters `lock_wait` does not see, for they wait with a time limit."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        while not self._lock.acquire(timeout=60):
            pass

    def __exit__(self, *_: object) -> None:
        self._lock.release()
