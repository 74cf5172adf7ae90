"""Whether a thread sleeps on a lock that only another thread can open."""

import platform
import threading
from pathlib import Path

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


class PatientLock:
    """A lock whose waiters are not asleep in that sense, for each waits with a time limit."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        while not self._lock.acquire(timeout=60):
            pass

    def __exit__(self, *_: object) -> None:
        self._lock.release()
