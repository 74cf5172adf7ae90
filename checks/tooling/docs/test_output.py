"""An output folder that cannot be written ends the build; a file is written when it is new."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from handbook.core.records import Tree
from handbook.output import make_writable, update


def test_folders_are_made(tmp_path: Path) -> None:
    """A folder that can be written is made, and nothing is left in it."""
    make_writable(tmp_path / "build" / "site", tmp_path / "build" / "doctrees")
    assert list((tmp_path / "build" / "site").iterdir()) == []


def test_one_sentence(tmp_path: Path) -> None:
    """Where a file is in the way, the folder is named."""
    (tmp_path / "build").write_text("")
    with pytest.raises(SystemExit) as ended:
        make_writable(tmp_path / "build" / "site")
    assert str(ended.value).startswith(f"cannot write to {tmp_path}/build/site (Not a directory);")


def test_no_traceback(tree: Tree) -> None:
    """The command ends with the sentence alone, before anything is read."""
    (tree.root / "build" / "site").write_text("")
    command = [sys.executable, "-m", "sphinx", "-q", str(tree.docs)]
    target = str(tree.root / "build" / "site" / "html")
    extension = Path(__file__).parents[3] / "docs" / "_ext"
    path = os.pathsep.join([str(extension), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, target],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"cannot write to {target} (Not a directory); make it writable, or name another folder"
    ]


def test_files_beside_the_pages(tmp_path: Path) -> None:
    """A file is written when its content is new, in a folder that may be new too."""
    path = tmp_path / "r" / "PCH020" / "index.html"
    update(path, "one")
    os.utime(path, ns=(0, 0))
    update(path, "one")
    assert path.stat().st_mtime_ns == 0
    update(path, "two")
    assert path.read_text("utf-8") == "two"
