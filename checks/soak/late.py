"""Lets threads come late and be interrupted anywhere, with `-p checks.soak.late`."""

import hashlib
import random
import sys
import threading
import time

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
    begin = threading.Thread._bootstrap  # type: ignore[attr-defined]  # noqa: SLF001

    def begin_late(thread: threading.Thread) -> None:
        if chance.random() < SHARE:
            be_busy(LATE)
        begin(thread)

    threading.Thread._bootstrap = begin_late  # type: ignore[attr-defined]  # noqa: SLF001


def be_busy(seconds: float) -> None:
    """Run for so many real seconds without the GIL: for the kernel, like waiting to run."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        hashlib.pbkdf2_hmac("sha256", b"busy", b"without the GIL", 10_000)
