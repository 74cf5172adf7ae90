"""What a command costs: processor time with that of its children, wall time, memory."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor and wall time, and the largest process's peak memory in MiB."""

    cpu: float
    wall: float
    memory: float


def cost(folder: Path, *words: str) -> Cost:
    """Run ``python -m words`` in a folder; raise RuntimeError with its output if it fails."""
    log = folder / "bench.log"
    with log.open("w") as told:
        start = time.monotonic()
        run = subprocess.Popen(  # noqa: S603 - our own interpreter and words
            [sys.executable, "-m", *words],
            cwd=folder,
            stdout=told,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": ""},
        )
        _, status, used = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        raise RuntimeError(f"{' '.join(words)} in {folder} should work:\n{log.read_text()[-2000:]}")
    spent = used.ru_utime + used.ru_stime
    return Cost(spent, time.monotonic() - start, used.ru_maxrss / 1024)


@dataclass(frozen=True, slots=True)
class Ratio:
    """One cost over another, measured in turn: the median of the pairs, and their spread."""

    pairs: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.pairs)

    def __str__(self) -> str:
        return f"{self.median:.2f} ({min(self.pairs):.2f} to {max(self.pairs):.2f})"


def ratio(
    ours: Callable[[], Cost],
    theirs: Callable[[], Cost],
    of: Callable[[Cost], float] = lambda each: each.cpu,
    *,
    pairs: int,
) -> Ratio:
    """Measure both in turn, so that what else the machine does meets both."""
    return Ratio(tuple(of(ours()) / of(theirs()) for _ in range(pairs)))


def slope(points: Sequence[tuple[int, float]]) -> float:
    """Return how much more the last costs than a line through the origin and the first says."""
    (first, start), (last, end) = points[0], points[-1]
    return (end / start) / (last / first)
