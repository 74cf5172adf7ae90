"""An evidence file is whole or absent, the same each time, and refused when it is not ours."""

import os
import subprocess
import sys
import threading
from dataclasses import replace

import pytest

from checks.tooling.small_book import change, write
from checks.tooling.small_evidence import SEEN, proved
from handbook.core import evidence
from handbook.core.evidence import UnreadableEvidence
from handbook.core.observations import Observation
from handbook.core.records import Half, Tree


def test_what_is_written_is_read(tree: Tree) -> None:
    """Everything that was seen comes back as it was."""
    written = proved(tree)
    path = evidence.write(written, tree)
    assert tree.name(path) == "build/evidence/cpython-3.11/PCH020.json"
    assert evidence.read(path) == written


def test_same_bytes(tree: Tree) -> None:
    """Two writings give the same bytes, whatever order claims and modules were seen in."""
    path = evidence.write(proved(tree), tree)
    first = path.read_bytes()
    turned: dict[Half, Observation] = {"bad": SEEN["bad"], "good": SEEN["good"]}
    evidence.write(replace(proved(tree), claims={"loop_turns": turned}), tree)
    assert path.read_bytes() == first


def test_nothing_else_is_left(tree: Tree) -> None:
    """A written file stands alone in its folder, and others may read it."""
    path = evidence.write(proved(tree), tree)
    assert list(path.parent.iterdir()) == [path]


def test_reader_never_sees_a_part(tree: Tree) -> None:
    """While a file is written again and again, every reading is whole."""
    written = proved(tree)
    path = evidence.write(written, tree)
    writer = threading.Thread(target=lambda: [evidence.write(written, tree) for _ in range(30)])
    writer.start()
    readings = [evidence.read(path)]
    while writer.is_alive():
        readings.append(evidence.read(path))
    writer.join()
    assert all(reading == written for reading in readings)


def test_a_write_that_fails_changes_nothing(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that ends before its file is in place leaves the old one, and no litter."""
    path = evidence.write(proved(tree), tree)
    before = path.read_bytes()

    def full(_: object, __: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        evidence.write(replace(proved(tree), claims={}), tree)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_folder_that_cannot_be_made(tree: Tree) -> None:
    """Where evidence cannot be kept, the error is the system's, with the path."""
    write(tree.root / "build", "a file where a folder should be")
    with pytest.raises(OSError, match="build"):
        evidence.write(proved(tree), tree)


@pytest.mark.parametrize("kept", [0, 1, 100, -3])
def test_truncated(tree: Tree, kept: int) -> None:
    """A file that is cut anywhere is told as such."""
    path = evidence.write(proved(tree), tree)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(UnreadableEvidence, match="cut short or is not JSON"):
        evidence.read(path)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe\x00", "it is cut short or is not JSON"),
        (b"null", "it is of schema None, and this book reads 1"),
        (b"[]", "it is of schema None, and this book reads 1"),
        (b"{}", "it is of schema None, and this book reads 1"),
        (b'{"schema": "1"}', "it is of schema '1', and this book reads 1"),
        (b'{"schema": 2}', "it is of schema 2, and this book reads 1"),
    ],
)
def test_foreign(tree: Tree, content: bytes, why: str) -> None:
    """What no run of these checks wrote is told as what it is."""
    path = evidence.write(proved(tree), tree)
    path.write_bytes(content)
    with pytest.raises(UnreadableEvidence, match=why):
        evidence.read(path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"interpreter":', '"interpeter":'),
        ('"version":"3.11.7"', '"versions":[]'),
        ('"platform":', '"verdict":"fine","platform":'),
        ('"bad":{"figures"', '"ugly":{"figures"'),
        ('"outcome":"held"', '"outcome":"maybe"'),
        ('"value":2.0', '"value":"much"'),
        ('"kind":"task"', '"kind":"fibre"'),
        ('"points":[[10.0,10.0],', '"points":[[10.0],'),
    ],
)
def test_wrong_shape(tree: Tree, old: str, new: str) -> None:
    """A field that is missing, unknown or of another kind is refused, with the reason."""
    path = evidence.write(proved(tree), tree)
    change(path, old, new)
    with pytest.raises(UnreadableEvidence, match=r" @ \$"):
        evidence.read(path)


@pytest.mark.parametrize("place", ["cpython-3.12/PCH020.json", "cpython-3.11/PCH021.json"])
def test_misplaced(tree: Tree, place: str) -> None:
    """Evidence in another's place is refused: it would prove what nobody ran."""
    path = evidence.write(proved(tree), tree)
    other = tree.evidence / place
    other.parent.mkdir(exist_ok=True)
    path.rename(other)
    with pytest.raises(UnreadableEvidence, match=r"it tells of PCH020 on cpython-3\.11"):
        evidence.read(other)


def test_this_interpreter() -> None:
    """The interpreter that runs the checks names itself, whichever build it is."""
    mine = evidence.this_interpreter()
    assert mine.version.startswith(".".join(map(str, sys.version_info[:3])))
    assert mine.key.startswith(f"{sys.implementation.name}-{sys.version_info[0]}.")
    assert mine.key.endswith("t") is mine.free_threaded
    assert mine.gil or mine.free_threaded
    assert evidence.this_platform().startswith(sys.platform)


def test_sweep_removes_what_a_killed_run_had_half_written(tree: Tree) -> None:
    """A part goes if its writer has gone, and stays while that is still at it."""
    gone = subprocess.Popen(["true"])  # noqa: S607 - wherever it is
    gone.wait()
    parts = [tree.evidence / "cpython-3.11" / f"{pid}-x.part" for pid in (gone.pid, os.getpid())]
    for part in parts:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.touch()
    evidence.sweep(tree)
    assert [part.exists() for part in parts] == [False, True]
