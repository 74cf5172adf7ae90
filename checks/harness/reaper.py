"""The process beside a run that ends what the run leaves behind, even when that is killed."""

import os
import select
import shutil
import sys

from checks.probes.process_table import Process, is_doomed, kill, processes, read, read_process

_TRACKER = b"multiprocessing.resource_tracker"  # it unlinks what others leave, then ends itself


def main(run: int, marker: bytes, folder: str) -> None:
    """Wait for the end of the process ``run``; then end what it started, remove its folder.

    Meanwhile forks tell their pids, 4 bytes each, on standard input: unlike a program that was
    started afresh, a fork does not show the marker in its environment.
    """
    forks = _forks_until_the_end(run)
    while left := [one for one in processes() if _is_left(one, marker, forks)]:
        for process in left:
            kill(process)
    shutil.rmtree(folder, ignore_errors=True)


def _forks_until_the_end(run: int) -> set[tuple[int, int]]:
    """Return the forks that were told, by what tells a reused pid apart."""
    forks: set[tuple[int, int]] = set()
    heard, end = 0, _ending(run)
    # A run may be over before this process has begun: then what it told is in the pipe.
    while heard in select.select([heard, *end], [], [], None if end else 0)[0]:
        told = os.read(heard, 4)
        if not told:
            select.select(end, [], [], None if end else 0)
            break
        if process := read_process(int.from_bytes(told, "little")):
            forks.add(process.key)
    return forks


def _ending(run: int) -> list[int]:
    """Return what can be read once the run is over; nothing if it is."""
    try:
        return [os.pidfd_open(run)]
    except ProcessLookupError:
        return []


def _is_left(process: Process, marker: bytes, forks: set[tuple[int, int]]) -> bool:
    if process.key not in forks and marker not in read(process.pid, "environ"):
        return False
    return not is_doomed(process) and _TRACKER not in read(process.pid, "cmdline")


if __name__ == "__main__":
    main(int(sys.argv[1]), os.fsencode(sys.argv[2]), sys.argv[3])
