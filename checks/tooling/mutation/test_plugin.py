"""A trial ends: also one that hangs, and one whose process dies."""

import multiprocessing
import os
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from checks.mutation.plugin import _in_a_fork

# Where tests run side by side, their process has threads, and 3.15 warns where it forks.
pytestmark = pytest.mark.filterwarnings("ignore:.* is multi-threaded:DeprecationWarning")


def items(run: Callable[..., object]) -> list[pytest.Item]:
    """Return one item that does this, as far as a trial knows items."""
    manager = SimpleNamespace(register=lambda _: None)
    hook = SimpleNamespace(pytest_runtest_protocol=lambda item, nextitem: run())
    config = SimpleNamespace(pluginmanager=manager, hook=hook)
    return cast("list[pytest.Item]", [SimpleNamespace(config=config)])


def told(run: Callable[..., object], limit: float) -> Any:  # noqa: ANN401 - plain data
    """Return what is told of a run."""
    return _in_a_fork(items(run), limit, until_failure=True)


def test_what_hangs_is_ended() -> None:
    """Its process is, when the limit is reached."""
    assert told(lambda: time.sleep(600), 0.3) == {"cut": "timeout"}
    assert not multiprocessing.active_children()


def test_a_death_is_told() -> None:
    """No outcome comes from a process that has gone."""
    assert told(lambda: os._exit(0), 600) == {"cut": "death of the process"}


def test_without_a_failure_nothing_is_told() -> None:
    """Everything that a check reports comes from its reports."""
    assert told(lambda: None, 60) == {"passed": [], "skipped": [], "failed": {}}
