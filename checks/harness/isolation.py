"""What a module that must fail warns of, raises and leaves alive is not the next check's affair."""

import gc
import sys
import threading
import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest

from checks.harness.subject import CHECK

ROUNDS = 3  # at most: what a finaliser has brought back to life is garbage once more
LAST = ("last_exc", "last_type", "last_value", "last_traceback")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Let a module that must fail do what warnings warn of; another one may not."""
    with _unheard(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Let its loop and its globals go likewise."""
    with _unheard(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """End what is left of it, once pytest has let go of the check and of its fixtures."""
    done = yield
    if _must_fail(item):
        with _unheard(item):
            # For a debugger, pytest keeps the error, and so the check's frame, into the next check.
            for name in LAST:
                vars(sys).pop(name, None)
            for _ in range(ROUNDS):
                if not gc.collect():
                    break
    return done


def _must_fail(item: pytest.Item) -> bool:
    check = item.stash.get(CHECK, None)
    return check is not None and not check.must_hold()


def _nothing(_: object) -> None:
    """Say nothing."""


@contextmanager
def _unheard(item: pytest.Item) -> Iterator[None]:
    if not _must_fail(item):
        yield
        return
    hooks = sys.unraisablehook, threading.excepthook
    sys.unraisablehook = threading.excepthook = _nothing
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.unraisablehook, threading.excepthook = hooks
