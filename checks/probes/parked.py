"""Whether a thread is provably asleep, told by the kernel's counters instead of a clock."""

import os
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

# Sleeping, stopped or traced. Not "D": a thread in there waits for a disk and comes back.
_AT_REST = frozenset("STt")
# Nanoseconds on a processor after which a thread is taken for one that spins; to start a Python
# and to end it takes a tenth of that, under any load.
_SPINS = 2_000_000_000


class ParkedUnsupported(RuntimeError):  # noqa: N818 - named like its siblings in this package
    """The kernel does not tell when a thread runs: only Linux's /proc does."""


def is_parked(*native_ids: int, samples: int = 12) -> bool:
    """Return whether all these threads sleep and none of them runs while `samples` are taken.

    `native_ids` are the kernel's (`threading.Thread.native_id`), of any process one may look at.
    Proves that a thread waits for something other than a processor: a thread that is merely
    starved is runnable, not asleep. Whoever wants to tell *blocked* from *idle* gives the thread a
    reason to wake first: a byte in the loop's self-pipe, a ready callback.

    Costs 0.12 s for a parked thread and next to nothing for another. A thread that runs, waits for
    a disk or has ended is not parked; one in a sleep longer than 0.12 s is; one that polls more
    often is not. Raises `ParkedUnsupported` where /proc has no context switches.

    >>> import threading
    >>> bell = threading.Event()
    >>> sleeper = threading.Thread(target=bell.wait)
    >>> sleeper.start()
    >>> while not is_parked(sleeper.native_id):
    ...     pass
    >>> bell.set(); sleeper.join()
    >>> is_parked(sleeper.native_id)
    False
    """
    _require_counters()
    first = [switches(native_id) for native_id in native_ids]
    # Who waits for the GIL wakes every switch interval, and so is seen to move.
    pause = max(0.01, 2 * sys.getswitchinterval())
    for _ in range(samples if native_ids else 0):
        if None in first:
            return False
        time.sleep(pause)
        if first != [switches(native_id) for native_id in native_ids]:
            return False
    return True


def others_are_parked(apart: Collection[int] = ()) -> bool:
    """Return whether all threads of this process are parked, but the calling one and those apart.

    One that has just been started is among them, however long it gets no processor: a thread
    that waits for it is parked, and yet goes on by itself. Apart are those that poll by design.
    Raises `ParkedUnsupported` as `is_parked` does.

    >>> import threading
    >>> bell = threading.Event()
    >>> starter = threading.Thread(target=threading.Thread(target=bell.wait).start)
    >>> starter.start()
    >>> while not others_are_parked():
    ...     pass
    >>> starter.is_alive()
    False
    >>> bell.set()
    """
    _require_counters()
    found = other_threads().difference(apart)
    return is_parked(*found) and found == other_threads().difference(apart)


def other_threads() -> set[int]:
    """Return the kernel's ids of this process's threads but the calling one; empty off Linux."""
    try:
        found = set(map(int, os.listdir("/proc/self/task")))  # noqa: PTH208 - names, not paths
    except OSError:
        return set()
    return found - {threading.get_native_id()}


def come_to_rest(find: Callable[[], Iterable[int]], patience: float = 20.0) -> bool:
    """Wait until all threads that `find` names are parked; return whether they are.

    `find` is asked again and again and names fewer when threads end. Not waited for is a thread
    that spins: it has used two seconds of processor time since it was first seen. One that polls
    is waited for until the end of `patience`, in real seconds.
    """
    give_up = time.monotonic() + patience
    since: dict[int, int] = {}
    found = sorted(find())
    while time.monotonic() < give_up:
        calm = [i for i in found if _busy(i) - since.setdefault(i, _busy(i)) < _SPINS]
        if is_parked(*calm):
            before, found = found, sorted(find())
            if found == before:
                return len(calm) == len(found)
        elif not any(map(_runs, calm)):  # or it would cost as much to find them as they do
            found = sorted(find())
        time.sleep(0.01)
    return False


def switches(native_id: int) -> tuple[int, int] | None:
    """Return a resting thread's context switches (voluntary, forced); None if it runs or is gone.

    A thread cannot have run in between when two readings are equal: to sleep again is a switch.
    A wake-up shows at once, as state "R", even while no processor is free to run the thread.
    """
    field = _status(native_id)
    if not field or field["State"].strip()[0] not in _AT_REST:
        return None
    return int(field["voluntary_ctxt_switches"]), int(field["nonvoluntary_ctxt_switches"])


def _status(native_id: int) -> dict[str, str]:
    try:
        text = Path(f"/proc/{native_id}/status").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return dict(line.partition(":")[::2] for line in text.splitlines())


def _runs(native_id: int) -> bool:
    """Tell whether a thread runs or could, if a processor were free."""
    return _status(native_id).get("State", "").strip().startswith("R")


def _busy(native_id: int) -> int:
    """Return the nanoseconds a thread has spent on a processor."""
    try:
        return int(Path(f"/proc/{native_id}/schedstat").read_text("ascii").split()[0])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _require_counters() -> None:
    own = Path("/proc/thread-self/status")
    if not own.exists() or "\nvoluntary_ctxt_switches:" not in own.read_text("utf-8", "replace"):
        raise ParkedUnsupported(
            "is_parked() reads the context switches in /proc/<id>/status, which this system "
            "does not have: run it on Linux, or leave the verdict to a generous limit"
        )
