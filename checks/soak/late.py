"""Lets threads come late, with `-p checks.soak.late`, as where there is no processor for them."""

import hashlib
import random
import threading
import time

import pytest

OFTEN = 3  # one order in three: 2, 5, 8 ...
SHARE = 0.25  # of the threads that are started
LATE = 0.3  # real seconds, more than twice of what `is_parked()` watches


def pytest_configure(config: pytest.Config) -> None:
    """Keep some threads from their first step: started, not asleep, and not yet heard of."""
    number: int = config.getoption("order")
    if number % OFTEN != OFTEN - 1:
        return
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
