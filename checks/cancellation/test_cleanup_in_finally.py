"""PCH031: a real file and a real socket, on every way out of a backup."""

import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from io import FileIO
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import pytest

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.cancellation import walk
from checks.probes.clock import ClockLoop
from checks.probes.gauge import Gauge
from checks.probes.outcome import outcome_of

Resource = TypeVar("Resource", FileIO, socket.socket)


class Site:
    """A site whose calls take 1 s each; one of the four may fail, or hang.

    A `pool` keeps what was opened, so that only a close() closes it.
    """

    def __init__(
        self,
        folder: Path,
        ends: ExitStack,
        pool: ExitStack | None = None,
        fails: int = 0,
        hangs: int = 0,
    ) -> None:
        self.folder, self.ends, self.pool = folder, ends, pool
        self.fails, self.hangs, self.calls = fails, hangs, 0
        self.opened: dict[int, int] = {}
        self.sent = b""
        self.look: Callable[[], None] = lambda: None

    async def open(self, name: str) -> FileIO:
        """Open a real file."""
        await self._answer()
        return self._opened(FileIO(self.folder / name))

    async def connect(self) -> socket.socket:
        """Open a real socket; the other site has the other end."""
        await self._answer()
        here, there = socket.socketpair()
        self.ends.enter_context(there)
        return self._opened(here)

    async def send(self, file: FileIO, to: socket.socket) -> None:
        """Send a file over a link."""
        await self._answer()
        self.sent = file.read()
        to.send(self.sent)

    async def receipt(self, link: socket.socket) -> str:
        """Wait until the other site has it all, over a link that is open."""
        await self._answer()
        link.getpeername()
        return "received"

    async def _answer(self) -> None:
        self.calls += 1
        await asyncio.sleep(3600 if self.calls == self.hangs else 1)
        if self.calls == self.fails:
            raise ConnectionError

    def _opened(self, one: Resource) -> Resource:
        self.opened[one.fileno()] = os.fstat(one.fileno()).st_ino
        if self.pool:
            self.pool.enter_context(one)
        self.look()
        return one


def still_open(*sites: Site) -> int:
    """Ask the kernel how many descriptors lead to what was opened last under their numbers."""
    opened = {number: inode for site in sites for number, inode in site.opened.items()}
    return sum(leads_to(number) == inode for number, inode in opened.items())


def leads_to(number: int) -> int | None:
    """Return the inode behind a descriptor; None if that is closed."""
    try:
        return os.fstat(number).st_ino
    except OSError:
        return None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one file to be sent."""
    (tmp_path / "orders").write_text("tea")
    return tmp_path


async def give_up(backup: Coroutine[Any, Any, str]) -> "asyncio.Task[str]":
    """Wait 10 s for a backup, then cancel it; return its handle, as a scheduler keeps it."""
    task = asyncio.create_task(backup)
    await asyncio.wait([task], timeout=10)
    task.cancel()
    await asyncio.wait([task])
    return task


async def test_what_is_given_up_holds_nothing(
    example: ModuleType, folder: Path, clock: ClockLoop, observe: Observe
) -> None:
    """The other site never sends a receipt: three backups are given up, and their handles kept."""
    gauge = observe(Gauge("open", "descriptors", clock.trace))
    sites: list[Site] = []
    handles: list[asyncio.Task[str]] = []

    def look() -> None:
        gauge.set(still_open(*sites))

    with ExitStack() as ends:
        for _ in range(3):
            sites.append(Site(folder, ends, hangs=4))
            sites[-1].look = look
            handles.append(await give_up(example.back_up(sites[-1], "orders")))
            look()
    left, given_up = gauge.now, len(handles)
    handles.clear()
    assert left == 0, f"{given_up} backups were given up; {left} descriptors were still open"


def test_every_way_out_closes_both(example: ModuleType, folder: Path) -> None:
    """One success; a failure of each call; a cancellation at each await, and when it is over."""
    with ExitStack() as ends:

        def after(fails: int) -> int:
            site = Site(folder, ends, pool=ends, fails=fails)
            with asyncio.Runner(loop_factory=ClockLoop) as runner:
                outcome = runner.run(outcome_of(example.back_up(site, "orders")))
            whole = (outcome.value, site.sent) == ("received", b"tea")
            told = outcome.kind == "raised" if fails else whole
            require(told, "the file is sent and its receipt returned, or the failure is raised")
            return still_open(site)

        def scenario() -> tuple[Coroutine[Any, Any, str], Callable[[], str]]:
            site = Site(folder, ends, pool=ends)
            return example.back_up(site, "orders"), lambda: "open" * still_open(site)

        success, *failures = map(after, range(5))
        stopped = [*walk(scenario).runs, *walk(scenario, late=True).runs]
    ended = all(run.outcome.kind == "cancelled" for run in stopped)
    require(ended, "a cancelled backup ends as cancelled")
    left = [bool(success), sum(map(bool, failures)), sum(bool(run.complaint) for run in stopped)]
    assert left == [0, 0, 0], (
        f"something stayed open after {left[0]:d} of 1 successes, {left[1]} of {len(failures)} "
        f"failures and {left[2]} of {len(stopped)} cancellations"
    )


BACKUPS = """
import asyncio, io, socket
from copies import back_up

class Site:
    async def open(self, name):
        return io.FileIO(name)

    async def connect(self):
        here, there = socket.socketpair()
        there.close()
        return here

    async def send(self, file, to):
        pass

    async def receipt(self, link):
        asyncio.current_task().cancel()
        await asyncio.sleep(3600)

async def main():
    await asyncio.wait([asyncio.create_task(back_up(Site(), "orders"))])

asyncio.run(main())
"""


def test_no_resource_warning(example: ModuleType, folder: Path) -> None:
    """A backup is given up while it waits for the receipt, in development mode."""
    (folder / "backups.py").write_text(BACKUPS)
    shutil.copy(str(example.__file__), folder / "copies.py")
    environment = {name: value for name, value in os.environ.items() if "PYTHON" not in name}
    command = [sys.executable, "-X", "dev", "-m", "backups"]
    done = subprocess.run(  # noqa: S603 - our own interpreter
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    unclosed = re.findall(r"ResourceWarning: unclosed <?(file|socket)\b", done.stderr)
    told = " and ".join(f"an unclosed {kind}" for kind in sorted(unclosed)) or "nothing"
    assert not unclosed, f"a backup was given up; the interpreter warned of {told}"
