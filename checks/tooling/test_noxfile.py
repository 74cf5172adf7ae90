"""nox skips the interpreters that are missing, and fails where no other one was there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nox
import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "noxfile.py").read_text("utf-8")
MINE = f"{sys.version_info[0]}.{sys.version_info[1]}"


def noxfile(*pythons: str) -> str:
    """Return the noxfile for other interpreters; 3.98 and 3.99 are nowhere."""
    return re.sub(r"(?m)^PYTHONS = .*", f"PYTHONS = {list(pythons)}", TEXT)


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        ("-s checks", False),
        ("-s checks -- 3.98", False),
        ("-s checks-3.98 checks-MINE", False),
        ("-s checks-3.98", True),
        ("--session=checks-3.98", True),
        ("-s checks -p 3.98", True),
        ("-s checks-3.98 -- PCH020 MINE", True),
    ],
)
def test_what_was_asked_for_is_missing(
    words: str,
    missing: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Some may be missing; whoever asks for one of them alone is told by an error."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["3.99/nox", *words.replace("MINE", MINE).split()])
    settings, _, _ = noxfile("3.98", MINE).partition("@nox.session")
    exec(settings, {})  # noqa: S102 - our own
    assert nox.options.error_on_missing_interpreters is missing


def test_none_is_there(tmp_path: Path) -> None:
    """A run that proved nothing ends with an error that says why."""
    (tmp_path / "noxfile.py").write_text(noxfile("3.98", "3.99"), "utf-8")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"))
    command = [sys.executable, "-m", "nox", "-s", "checks"]
    # Settings of a nox around this run, such as to run sessions side by side, are not this one's.
    env = {name: value for name, value in os.environ.items() if not name.startswith("NOX_")}
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Session checks-3.98 failed: Python interpreter 3.98 not found." in done.stderr
