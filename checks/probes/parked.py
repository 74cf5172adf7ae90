"""Whether a thread is provably asleep, told by the kernel's counters instead of a clock."""

import sys
import time
from pathlib import Path

# Sleeping, stopped or traced. Not "D": a thread in there waits for a disk and comes back.
_AT_REST = frozenset("STt")


class ParkedUnsupported(RuntimeError):  # noqa: N818 - named like its siblings in this package
    """The kernel does not tell when a thread runs: only Linux's /proc does."""


def _switches(native_id: int) -> tuple[str, str] | None:
    """Return a resting thread's context switches (voluntary, forced); None if it runs or is gone.

    A thread cannot have run in between when two readings are equal: to sleep again is a switch.
    A wake-up shows at once, as state "R", even while no processor is free to run the thread.
    """
    try:
        text = Path(f"/proc/{native_id}/status").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = dict(line.partition(":")[::2] for line in text.splitlines())
    if fields["State"].strip()[0] not in _AT_REST:
        return None
    return fields["voluntary_ctxt_switches"], fields["nonvoluntary_ctxt_switches"]


def _supported() -> None:
    own = Path("/proc/thread-self/status")
    if not own.exists() or "\nvoluntary_ctxt_switches:" not in own.read_text("utf-8", "replace"):
        raise ParkedUnsupported(
            "is_parked() reads the context switches in /proc/<id>/status, which this system "
            "does not have: run it on Linux, or leave the verdict to a generous limit"
        )


def is_parked(*native_ids: int, samples: int = 12) -> bool:
    """Return whether all these threads sleep and none of them runs while `samples` are taken.

    `native_ids` are the kernel's (`threading.Thread.native_id`), of any process one may look at.
    Proves that a thread waits for something other than a processor: a thread that is merely
    starved is runnable, not asleep. Whoever wants to tell *blocked* from *idle* gives the thread a
    reason to wake first, a byte in the loop's self-pipe, a ready callback.

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
    _supported()
    first = [_switches(native_id) for native_id in native_ids]
    # Who waits for the GIL wakes every switch interval, and so is seen to move.
    pause = max(0.01, 2 * sys.getswitchinterval())
    for _ in range(samples if native_ids else 0):
        if None in first:
            return False
        time.sleep(pause)
        if first != [_switches(native_id) for native_id in native_ids]:
            return False
    return True
