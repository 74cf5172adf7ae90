"""The system's Chromium is found, or what to install is said."""

from pathlib import Path

import pytest

from checks.browser.executable import executable


def tool(folder: Path, name: str) -> str:
    """Make an executable file."""
    path = folder / name
    path.write_text("#!/bin/sh\n", "utf-8")
    path.chmod(0o755)
    return str(path)


def test_found_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever name the system gives it."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert executable() is None
    chrome = tool(tmp_path, "google-chrome")
    assert executable() == chrome
    preferred = tool(tmp_path, "chromium")
    assert executable() == preferred


def test_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that is named is taken, or none: never another than was asked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    tool(tmp_path, "chromium")
    monkeypatch.setenv("CHROMIUM", tool(tmp_path, "mine"))
    assert executable() == str(tmp_path / "mine")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "nowhere"))
    assert executable() is None
