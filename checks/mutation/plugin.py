"""Pytest plugin of a mutation run: instead of once, the checks run once a trial."""

import json
import os
import shutil
import time
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from checks.mutation.trials import OUTCOMES, TRIALS
from checks.probes.process_tree import ProcessTree

FORK = get_context("fork")
# Real seconds for all checks of a guideline: a fuse for mutants that hang.
FIRST, LEAST, TIMES = 120.0, 5.0, 10


class Outcomes:
    """Takes down how each check ended."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {"passed": [], "skipped": [], "failed": {}}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the first failure of a check; one that only passed or was skipped has none."""
        name = report.location[2].removeprefix("test_")
        if report.failed:
            self.told["failed"].setdefault(name, report.longreprtext)
        elif report.when == "call" or report.skipped:
            self.told[report.outcome].append(name)


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Write each trial's sources, and run its checks in a process of its own."""
    root = session.config.rootpath
    if session.testsfailed:
        return None
    limit, run = FIRST, os.getppid()
    with (root / OUTCOMES).open("w", encoding="utf-8") as file:
        for trial in json.loads((root / TRIALS).read_text("utf-8")):
            items = [item for item in session.items if _half(item, trial) in trial["halves"]]
            begun, told = time.monotonic(), {}
            if items:  # none where the whole module is skipped
                _write(trial["sources"], items[0].path, root)
                told = _in_a_fork(items, limit, until_failure=trial["until_failure"])
            if limit == FIRST:
                limit = max(LEAST, TIMES * (time.monotonic() - begun))
            file.write(json.dumps(told) + "\n")
            if os.getppid() != run:  # it was killed: nobody else removes the folder
                shutil.rmtree(root)
                break
    return True


def _write(sources: dict[str, str], check: Path, root: Path) -> None:
    slug = check.stem.removeprefix("test_")
    for half, source in sources.items():
        (root / "examples" / check.parent.name / slug / f"{half}.py").write_text(source, "utf-8")


def _half(item: pytest.Item, trial: dict[str, Any]) -> object:
    params = item.callspec.params if isinstance(item, pytest.Function) else {}
    return params.get(trial["fixture"])


def _in_a_fork(
    items: Sequence[pytest.Item], limit: float, *, until_failure: bool
) -> dict[str, Any]:
    """Run checks in a child that has collected them already; end all that it started."""
    ours, theirs = FORK.Pipe(duplex=False)
    child = FORK.Process(target=_run, args=(items, theirs, until_failure))
    with ProcessTree():
        child.start()
        theirs.close()
        try:
            told: dict[str, Any] = ours.recv() if ours.poll(limit) else {"cut": "timeout"}
        except EOFError:
            told = {"cut": "death of the process"}
    child.join()
    ours.close()
    return told


def _run(items: Sequence[pytest.Item], pipe: Connection, until_failure: bool) -> None:  # noqa: FBT001 - called by name in a process
    outcomes = Outcomes()
    items[0].config.pluginmanager.register(outcomes)
    for item in items:
        # Without a next one every fixture ends here, so that the process can end any time.
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        if until_failure and outcomes.told["failed"]:
            break
    pipe.send(outcomes.told)
