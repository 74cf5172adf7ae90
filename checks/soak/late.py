"""Lets threads come late and be interrupted anywhere, with `-p checks.soak.late`."""

import hashlib
import random
import sys
import threading
import time
from collections.abc import Callable

import pytest

OFTEN = 3  # one order in three: 2, 5, 8 ...
SHARE = 0.25  # of the threads that are started
LATE = 0.3  # real seconds, more than twice of what `is_parked()` watches
TURN = 1e-6  # real seconds after which another thread may have the GIL; usually 5e-3


def pytest_configure(config: pytest.Config) -> None:
    """Keep some threads from their first step: started, not asleep, and not yet heard of.

    They are so where other programs have the processors.
    """
    number: int = config.getoption("order")
    if number % OFTEN != OFTEN - 1:
        return
    sys.setswitchinterval(TURN)
    chance = random.Random(number)  # noqa: S311 - no secret
    late, in_time = begin_late(LATE), begin_late(0)
    threading.Thread._bootstrap = (  # type: ignore[attr-defined]  # noqa: SLF001
        lambda thread: late(thread) if chance.random() < SHARE else in_time(thread)
    )


def begin_late(seconds: float) -> Callable[[threading.Thread], None]:
    """Return a first step of threads, for `Thread._bootstrap`, that takes so many real seconds."""
    begin = threading.Thread._bootstrap  # type: ignore[attr-defined]  # noqa: SLF001

    def first_step(thread: threading.Thread) -> None:
        be_busy(seconds)
        begin(thread)

    return first_step


def be_busy(seconds: float) -> None:
    """Run for so many real seconds without the GIL: for the kernel, like waiting to run."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        hashlib.pbkdf2_hmac("sha256", b"busy", b"without the GIL", 10_000)
