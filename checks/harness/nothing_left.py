"""A run leaves nothing behind: no process, no temporary folder; not even when it is killed."""

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PREFIX = "HANDBOOK_RUN_"
_room = pytest.StashKey["Room"]()


@dataclass(slots=True)
class Room:
    """A temporary folder of the run's own, and the pipe to the process that clears up."""

    folder: Path
    before: str | None
    pipe: int

    def tell(self) -> None:
        """In a process just forked: make it known."""
        with contextlib.suppress(OSError):
            os.write(self.pipe, os.getpid().to_bytes(4, "little"))

    def leave(self) -> None:
        """Remove the folder; the reaper sees to the rest as soon as this process has gone.

        That is its work if multiprocessing has something there: it removes that at exit itself.
        """
        tempfile.tempdir = self.before
        if not list(self.folder.glob("pymp-*")):
            shutil.rmtree(self.folder, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Enter a room, unless this run is part of one that has."""
    if sys.platform == "linux" and not any(name.startswith(PREFIX) for name in os.environ):
        config.stash[_room] = room = _enter()
        os.register_at_fork(after_in_child=room.tell)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave it."""
    if room := config.stash.get(_room, None):
        room.leave()


def _enter() -> Room:
    marker = PREFIX + secrets.token_hex(8)
    folder, before = Path(tempfile.mkdtemp(prefix="handbook-")), tempfile.tempdir
    command = (sys.executable, "-m", "checks.harness.reaper", str(os.getpid()), marker, folder)
    heard, told = os.pipe()
    # In a session of its own, for what interrupts the run must not end its reaper; and no child
    # of the run, for whoever has one has to look through the process table again and again.
    subprocess.run(  # noqa: S603 - our own interpreter and words
        ["/bin/sh", "-c", 'exec 3<&0; "$@" <&3 3<&- &', "sh", *command],
        stdin=heard,
        cwd=ROOT,
        start_new_session=True,
        check=True,
    )
    os.close(heard)
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    os.environ[marker] = "1"
    return Room(folder, before, told)
