"""A service in a process of its own, whose renderings are held, and which tells what they give."""

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from checks.probes.process_tree import ProcessTree


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs in a process of its own."""

    tree: ProcessTree
    process: int
    begun: int
    go: int

    def begin(self) -> str:
        """Return the initials of the renderings that begin before this check lets one end."""
        told = self._heard(1)
        # Others follow soon; to look at all processes meanwhile would cost as much as they do.
        while more := self._heard(0.1):
            told += more
        self.tree.alive()
        return (told + self._heard(0)).decode()

    def let_go(self, number: int) -> None:
        """Let so many renderings end."""
        os.write(self.go, bytes(number))

    def end(self) -> None:
        """Wait until the service has ended, or will not."""
        select.select([self.process], [], [], 1)
        self.tree.alive()

    def _heard(self, patience: float) -> bytes:
        """Return what renderings tell until then; it decides when to look, not what is seen."""
        ready, _, _ = select.select([self.begun, self.process], [], [], patience)
        return os.read(self.begun, 100) if self.begun in ready else b""


@contextmanager
def serving(program: str, module: Path, folder: Path, *batches: str) -> Iterator[Service]:
    """Serve in the block; what it tells is in the file "told" after it."""
    (folder / "service.py").write_text(program, "utf-8")
    for pipe in ("begun", "go", "met"):
        os.mkfifo(folder / pipe)
    begun, go = (os.open(folder / pipe, os.O_RDWR) for pipe in ("begun", "go"))
    # With the GIL also where a build can do without it.
    command = [sys.executable, "-ISB", "-X", "gil=1", "service.py", str(module.parent), module.stem]
    try:
        with (folder / "told").open("w") as told, ProcessTree(patience=50) as tree:
            process = subprocess.Popen([*command, *batches], cwd=folder, stdout=told)  # noqa: S603 - the service above
            with os.fdopen(os.pidfd_open(process.pid)) as end:
                yield Service(tree, end.fileno(), begun, go)
        process.wait()
    finally:
        os.close(begun)
        os.close(go)


def told(folder: Path) -> list[str]:
    """Return what the service told."""
    return (folder / "told").read_text("utf-8").split()
