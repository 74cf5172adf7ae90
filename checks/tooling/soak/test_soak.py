"""A soak tells what fails, what changes and what is left, and in which run."""

import os
import signal
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pytest

from checks.harness.nothing_left import PREFIX
from checks.probes.process_tree import ProcessTree
from checks.soak.__main__ import MOST, differences, left_behind, reap_orphans
from checks.tooling.harness.conftest import ROOT, Book, empty_book

COUNTING = """
from pathlib import Path

def test_rule_is_kept(example):
    with Path(f"{Path(__file__).stem}-{example.KEEPS}").open("a+") as file:
        file.write(".")
        file.seek(0)
        runs = len(file.read())
    keeps = example.KEEPS
    assert keeps, f"the module keeps the rule: {keeps}"
"""
FAILS_ONCE = COUNTING.replace("keeps = example.KEEPS", "keeps = example.KEEPS and runs != 2")
LOOKS_TOO_EARLY = """
import threading
from checks.probes.parked import is_parked

def test_rule_is_kept(example):
    bell = threading.Event()
    worker = threading.Thread(target=bell.wait)
    starter = threading.Thread(target=worker.start)
    starter.start()
    parked = False
    while starter.is_alive() and not parked:
        parked = is_parked(starter.native_id)
    bell.set()
    starter.join()
    worker.join()
    keeps = example.KEEPS
    assert keeps, f"whoever starts a thread is parked: {parked}"
"""
CHANGES = COUNTING.replace("the rule", "the rule {runs} times")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Return an empty book."""
    return empty_book(tmp_path)


def soak(book: Book, *words: str) -> tuple[int, list[str]]:
    """Soak a book without burners; return the exit code and the table."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-m", "checks.soak", "--burners", "0", *words],
        cwd=book.root,
        env=ours | {"PYTHONPATH": f"{ROOT}:{ROOT}/docs/_ext"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.splitlines()


def test_sound_check_stays_the_same(book: Book) -> None:
    """One run to its end, one that is killed in the middle: both leave the same bytes."""
    for number in range(10, 20):
        book.add(f"rule_{number}", f"PCH0{number}", COUNTING)
    code, table = soak(book, "1", "--interrupt", "1")
    rows = [line.split() for line in table[2:4]]
    assert [row[:2] for row in rows] == [["0", "itself"], ["1", "SIGKILL"]]
    assert {tuple(row[3:]) for row in rows} == {("the", "same", "nothing")}
    assert code == 0


def test_soak_in_the_background_interrupts_its_runs(book: Book) -> None:
    """A shell's background jobs ignore SIGINT; the second run is ended by it all the same."""
    for number in range(10, 20):
        book.add(f"rule_{number}", f"PCH0{number}", COUNTING)
    was = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code, table = soak(book, "1", "--start", "1", "--interrupt", "1")
    finally:
        signal.signal(signal.SIGINT, was)
    _, ended, passed, *_ = table[3].split()
    assert (ended, int(passed) < 20, code) == ("SIGINT", True, 0)


def test_faults_are_told_by_run(book: Book) -> None:
    """A check that fails now and then, and one whose words change; not two faults for one run."""
    book.add("rule", "PCH001", FAILS_ONCE)
    book.add("words", "PCH002", CHANGES)
    code, table = soak(book, "1", "--interrupt", "0")
    assert code == 1
    assert table[3].split()[:4] == ["1", "itself", "3", "DIFFERS"]
    assert "FAILED checks/boundaries/test_rule.py::test_rule_is_kept[good]" in table[4]
    told = [line.strip() for line in table[5:-1]]
    words = "the module keeps the rule"
    assert told[0].startswith("PCH001.json: claims rule_is_kept good observed was ")
    assert told[-1] == (
        "PCH002.json: claims rule_is_kept good observed was "
        f"'{words} 1 times: True', is '{words} 2 times: True'"
    )
    assert table[-1].startswith("1 of 2 runs went wrong on CPython ")


def test_check_that_looks_too_early_is_found(book: Book) -> None:
    """In the third order some threads come late, so that whoever starts them is kept waiting."""
    for number in range(1, 5):
        book.add(f"rule_{number}", f"PCH00{number}", LOOKS_TOO_EARLY)
    _, table = soak(book, "2", "--interrupt", "0")
    told = [line for line in table if "parked: False', is " in line]
    assert table.index(told[0]) > 4
    assert all(line.endswith("parked: True'") for line in told)


def test_places_that_differ_are_told() -> None:
    """One that is new, one of a file that is half written, one of a file that is not there."""
    first = {"a.json": b'{"seen": [1, 2]}', "b.json": b'{"seen": 1}'}
    now = {"a.json": b'{"seen": [1, 3, 4]}', "b.json": b'{"se', "c.json": b'{"seen": 1}'}
    assert list(differences(first, now)) == [
        "a.json: seen 1 was 2, is 3",
        "a.json: seen 2 was None, is 4",
        "b.json: seen was 1, is None",
        "b.json: was None, is '{\"se'",
        "c.json: seen was None, is 1",
    ]


def test_many_places_are_counted() -> None:
    """Of a whole picture that has changed a few places are enough."""
    *_, last = differences({}, {"a.json": b'{"lanes": [1, 2, 3, 4, 5, 6, 7]}'})
    assert last == f"a.json: {7 - MOST} more places"


def order(book: Book, number: int) -> list[str]:
    """Return the files of the checks in that order."""
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "--no-summary", "checks"]
    command += ["-p", "checks.soak.order", f"--order={number}"]
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        command,
        cwd=book.root,
        env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT}/docs/_ext"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line]


def test_checks_of_a_guideline_stay_together_nine_times_in_ten(book: Book) -> None:
    """The first order mixes all; the second only shuffles guidelines, and each one's checks."""
    for number in range(1, 6):
        book.add(f"rule_{number}", f"PCH00{number}", COUNTING)
    mixed, apart = order(book, 1), order(book, 2)
    assert sorted(mixed) == sorted(apart) == sorted(order(book, 3))
    assert len(list(groupby(apart))) == 5 < len(list(groupby(mixed)))
    assert apart == order(book, 2) != order(book, 3)


def test_soak_goes_on_where_it_was_stopped(book: Book) -> None:
    """Its first run is whole, since it writes what the others are compared with."""
    book.add("rule", "PCH001", COUNTING)
    _, table = soak(book, "1", "--start", "5", "--interrupt", "5")
    assert [line.split()[:2] for line in table[2:4]] == [["5", "itself"], ["6", "itself"]]


def test_what_is_left_is_told(tmp_path: Path) -> None:
    """A process and a folder that outlive the run are named."""
    with ProcessTree() as tree:
        sleeper = subprocess.Popen(["sleep", "60"])  # noqa: S607 - wherever it is
        (tmp_path / "forgotten").mkdir()
        assert left_behind(tree, tmp_path, patience=0) == ("sleep", "forgotten")
    sleeper.wait()


def test_orphans_do_not_fill_the_process_table() -> None:
    """Whoever has ended is waited for, except the run itself, whose exit code is asked for."""
    orphan = subprocess.Popen(["true"])  # noqa: S607 - wherever it is
    os.waitid(os.P_PID, orphan.pid, os.WEXITED | os.WNOWAIT)
    reap_orphans(apart=orphan.pid)
    assert os.waitid(os.P_PID, orphan.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    reap_orphans()
    with pytest.raises(ChildProcessError):
        os.waitid(os.P_PID, orphan.pid, os.WEXITED | os.WNOHANG)
    orphan.wait()
