"""Runs all checks over and over, in random order on a busy machine: nothing may change."""

import argparse
import contextlib
import ctypes
import functools
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checks.probes.process_tree import ProcessTree
from handbook.core.evidence import PART, this_interpreter

HEAD = f"{'run':>5}  {'ended by':<8}  {'passed':>6}  {'evidence':<8}  left behind"
MOST = 5  # places in a guideline's evidence that are shown where it has changed
ENDS = (signal.SIGINT, signal.SIGKILL)  # every so often a run is ended in the middle by one of them
_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER, see prctl(2): orphans become children of this process

Evidence = dict[str, bytes]  # by the name of its file


@dataclass(frozen=True, slots=True)
class Run:
    """How one run went; ``end`` is the signal that ended it, None if it came to its own end."""

    number: int
    end: signal.Signals | None
    passed: int
    failed: tuple[str, ...]
    evidence: Evidence
    left: tuple[str, ...]

    def fault(self, first: Evidence) -> bool:
        """Tell whether anything is not as it should be."""
        return bool(self.failed or self.left or self.evidence != first)

    def row(self, first: Evidence) -> str:
        """Give the line of the table, and below it what failed and what differs."""
        ended = self.end.name if self.end else "itself"
        same = "the same" if self.evidence == first else "DIFFERS"
        left = ", ".join(self.left) or "nothing"
        row = f"{self.number:>5}  {ended:<8}  {self.passed:>6}  {same:<8}  {left}"
        below = (*self.failed, *differences(first, self.evidence))
        return "\n".join([row, *(f"       {line}" for line in below)])


def main(words: list[str]) -> int:
    """Soak: print a line for each run, and how many went wrong."""
    options = _options(words)
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    # Who is started in the background ignores SIGINT, and so would all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    who, faults, first = this_interpreter(), 0, Evidence()
    say = functools.partial(print, flush=True)
    say(f"CPython {who.label}, beside {options.burners} burners", HEAD, sep="\n")
    with _burners(options.burners):
        for number in range(options.start, options.start + options.runs + 1):
            # The first run writes the evidence with which the others are compared.
            every = options.interrupt
            end = ENDS[number // every % 2] if every and first and number % every == 0 else None
            run = _run(number, end, options.checks)
            first = first or run.evidence
            faults += run.fault(first)
            say(run.row(first))
    say(f"{faults} of {options.runs + 1} runs went wrong on CPython {who.label}")
    return min(faults, 1)


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nox -s soak --", description=main.__doc__)
    parser.add_argument("runs", type=int, nargs="?", default=10, help="how many runs; 10")
    parser.add_argument("checks", nargs="*", help="which checks, as for pytest; all guidelines'")
    parser.add_argument("--start", type=int, default=0, help="go on at this order; 0")
    parser.add_argument("--burners", type=int, default=4, help="processes that keep it busy; 4")
    parser.add_argument("--interrupt", type=int, default=5, help="end each n-th early; 5, 0: none")
    return parser.parse_args(words)


@contextlib.contextmanager
def _burners(count: int) -> Iterator[None]:
    """Keep the machine busy."""
    spin = [sys.executable, "-c", "while True: pass"]
    burning = [subprocess.Popen(spin) for _ in range(count)]  # noqa: S603 - our own words
    try:
        yield
    finally:
        for one in burning:
            one.kill()
            one.wait()


def _run(number: int, end: signal.Signals | None, checks: list[str]) -> Run:
    """Run pytest once; with a signal, send that when some checks have passed."""
    command = [sys.executable, "-u", "-m", "pytest", "-v", "-p", "no:cacheprovider"]
    command += ["-p", "checks.soak.order", f"--order={number}", "-p", "checks.soak.late"]
    command += checks or ["--ignore=checks/tooling", "checks"]
    room = Path(tempfile.mkdtemp(prefix="soak-"))
    passed, failed, sent = 0, [], None
    with ProcessTree() as tree:
        run = subprocess.Popen(  # noqa: S603 - our own interpreter and words
            command, env=os.environ | {"TMPDIR": str(room)}, stdout=subprocess.PIPE, text=True
        )
        for line in run.stdout or ():
            reap_orphans(apart=run.pid)
            passed += " PASSED " in line
            failed += [line.strip()] if line.startswith(("FAILED ", "ERROR ")) else []
            if end and not sent and passed > number % 17:
                run.send_signal(sent := end)
        ended = run.wait()
        if ended and not sent and not failed:
            failed.append(f"pytest ended with {ended}")
        left = left_behind(tree, room)
    reap_orphans()
    shutil.rmtree(room)
    # A signal that came too late has ended nothing.
    return Run(number, sent if ended else None, passed, tuple(failed), _evidence(), left)


def reap_orphans(apart: int = 0) -> None:
    """Wait for those that have ended without a parent: a process table that grows slows checks."""
    with contextlib.suppress(ChildProcessError):
        while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if ended.si_pid == apart:
                break
            os.waitpid(ended.si_pid, 0)


def left_behind(tree: ProcessTree, room: Path, patience: float = 30.0) -> tuple[str, ...]:
    """Return what is still there, after ``patience`` real seconds at most to clear up in."""
    give_up = time.monotonic() + patience
    while True:
        parts = _folder().glob(f"*{PART}")
        left = (*tree.alive(), *(path.name for path in itertools.chain(room.iterdir(), parts)))
        if not left or time.monotonic() > give_up:
            return left
        time.sleep(0.05)


def differences(first: Evidence, now: Evidence) -> Iterator[str]:
    """Yield where evidence is not what it was at first, with both values."""
    for name in sorted({*first, *now}):
        was, told = (dict(_leaves(_data(each.get(name, b"{}")))) for each in (first, now))
        places = [place for place in was | told if was.get(place) != told.get(place)]
        for place in places[:MOST]:
            yield f"{name}:{place} was {was.get(place)!r}, is {told.get(place)!r}"
        if more := len(places[MOST:]):
            yield f"{name}: {more} more places"


def _data(text: bytes) -> object:
    try:
        return json.loads(text)
    except ValueError:  # half written, which is one of the things to be found
        return text.decode("utf-8", "replace")


def _leaves(data: object, place: str = "") -> Iterator[tuple[str, object]]:
    match data:
        case dict() | list():
            for key, inner in data.items() if isinstance(data, dict) else enumerate(data):
                yield from _leaves(inner, f"{place} {key}")
        case _:
            yield place, data


def _folder() -> Path:
    return Path("build", "evidence", this_interpreter().key)


def _evidence() -> Evidence:
    return {path.name: path.read_bytes() for path in sorted(_folder().glob("*.json"))}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
