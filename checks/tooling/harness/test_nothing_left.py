"""A run leaves no process and no temporary folder, however it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.harness.nothing_left import PREFIX
from checks.tooling.harness.conftest import ROOT, SOUND, Book, has_ended

BUSY = """
import multiprocessing
import subprocess
import tempfile
import threading
from pathlib import Path

def test_rule_is_kept(example, tmp_path):
    stuck = threading.Event()
    forked = multiprocessing.get_context("fork").Process(target=stuck.wait)
    forked.start()
    shell = subprocess.Popen(["setsid", "sh", "-c", "trap '' INT TERM; sleep 600 & wait"])
    tempfile.mkdtemp()
    (tmp_path / "written").touch()
    Path("pids").write_text(f"{forked.pid} {shell.pid}")
    Path("reached").touch()
    stuck.wait()
    assert example.KEEPS, "the rule is broken"
"""


def started(book: Book) -> subprocess.Popen[bytes]:
    """Run the book on its own, beside the run that this test is part of."""
    (book.root / "tmp").mkdir()
    ours = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q"],
        cwd=book.root,
        env=ours | {"TMPDIR": str(book.root / "tmp")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def comes(told: Callable[[], object]) -> None:
    """Wait until something holds; only a failure waits for long."""
    give_up = time.monotonic() + 30
    while not told():
        assert time.monotonic() < give_up
        time.sleep(0.01)


@pytest.mark.usefixtures("_heeds_interrupts")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_interrupted_run_leaves_nothing(book: Book, end: signal.Signals) -> None:
    """A fork, a program in a session of its own that is deaf to signals, and two folders."""
    book.add("rule", "PCH001", BUSY)
    run = started(book)
    comes((book.root / "reached").exists)
    pids = [int(pid) for pid in (book.root / "pids").read_text().split()]
    assert not any(map(has_ended, pids))
    run.send_signal(end)
    run.wait()
    comes(lambda: all(map(has_ended, pids)))
    comes(lambda: not list((book.root / "tmp").iterdir()))


def test_finished_run_leaves_nothing(book: Book) -> None:
    """The folder has gone when the run has."""
    book.add("rule", "PCH001", SOUND.replace("example", "example, tmp_path", 1))
    run = started(book)
    assert run.wait() == 0
    assert not list((book.root / "tmp").iterdir())


def test_run_within_a_run_uses_its_room(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the outermost run has a reaper."""
    monkeypatch.setenv(f"{PREFIX}outer", "1")
    monkeypatch.setenv("TMPDIR", str(book.root / "tmp"))
    book.write("tmp/kept", "")
    book.add("rule", "PCH001", SOUND)
    assert book.run().exit == 0
    assert not list((book.root / "tmp").glob("handbook-*"))


def test_folder_is_the_runs_own(tmp_path: Path) -> None:
    """This very run has one, and gives it to its tests."""
    assert any(part.startswith("handbook-") for part in tmp_path.parts)


def test_run_that_was_over_at_once_leaves_nothing(tmp_path: Path) -> None:
    """The reaper begins when the run has gone, and still hears of its forks."""
    run, fork = subprocess.Popen(["sleep", "0"]), subprocess.Popen(["sleep", "600"])  # noqa: S607
    run.wait()
    command = [sys.executable, "-m", "checks.harness.reaper", str(run.pid), "NONE_HAS_THIS"]
    told = fork.pid.to_bytes(4, "little")
    subprocess.run([*command, tmp_path / "room"], cwd=ROOT, input=told, check=True)  # noqa: S603
    assert has_ended(fork.pid)
    fork.wait()
