"""Small books on which the harness is tried from outside, in a process of its own."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checks.probes.process_table import is_doomed, read_process

ROOT = Path(__file__).parents[3]

SETTINGS = f"""
[tool.pytest]
strict = true
addopts = ["--import-mode=importlib", "-p", "no:cacheprovider"]
pythonpath = ["{ROOT}", "{ROOT}/docs/_ext"]
asyncio_mode = "auto"
asyncio_default_fixture_loop_scope = "function"
filterwarnings = ["error"]
enable_assertion_pass_hook = true
timeout = "10"
timeout_method = "signal"
"""

PAGE = """---
guideline: {identifier}
title: Keep to the rule
since: "2026.1"
summary: One sentence.
claims:
{claims}---
The rule.
"""
CLAIM = """\
  {}:
    good: The rule is kept.
    bad: The rule is broken.
"""
SOUND = """
def test_rule_is_kept(example):
    keeps = example.KEEPS
    assert keeps, f"the module keeps the rule: {keeps}"
"""
TWO = SOUND + SOUND.replace("rule_is_kept", "other_is_kept")


@dataclass(frozen=True, slots=True)
class Result:
    """How a run of pytest ended, and all that it printed."""

    exit: int
    text: str

    def about(self, slug: str) -> str:
        """Return the lines of the short summary that tell of one guideline."""
        lines = self.text.partition("short test summary info")[2].splitlines()
        return "\n".join(line for line in lines if f"test_{slug}.py" in line)


@dataclass(frozen=True, slots=True)
class Book:
    """A book of one chapter, `boundaries`, as small as can be."""

    root: Path

    def add(self, slug: str, identifier: str, check: str, *claims: str) -> None:
        """Write a page and its check; the pair answers `KEEPS` with True and with False."""
        words = "".join(map(CLAIM.format, claims or ["rule_is_kept"]))
        page = PAGE.format(identifier=identifier, claims=words)
        self.write(f"docs/boundaries/{slug}.md", page)
        self.write(f"checks/boundaries/test_{slug}.py", check)
        for half in ("good", "bad"):
            module = f'"""A scenario."""\n\nKEEPS = {half == "good"}\n'
            self.write(f"examples/boundaries/{slug}/{half}.py", module)

    def add_each(self, checks: Mapping[str, str]) -> None:
        """Write a guideline for each check, PCH001 the first."""
        for number, (slug, check) in enumerate(checks.items(), 1):
            self.add(slug, f"PCH{number:03}", check)

    def write(self, name: str, text: str) -> None:
        """Write one file below the book's root."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def run(self, *words: str) -> Result:
        """Run pytest on the book, as an author would."""
        command = [sys.executable, "-m", "pytest", *words]
        done = subprocess.run(  # noqa: S603 - our own interpreter and words
            command, cwd=self.root, capture_output=True, text=True, check=False
        )
        return Result(done.returncode, done.stdout + done.stderr)

    def evidence(self, identifier: str) -> Any:  # noqa: ANN401 - as it was loaded
        """Return what is kept of one guideline."""
        (path,) = (self.root / "build" / "evidence").glob(f"*/{identifier}.json")
        return json.loads(path.read_text("utf-8"))


def empty_book(root: Path) -> Book:
    """Return a book without guidelines, with the settings and plugins of this one."""
    book = Book(root)
    book.write("pyproject.toml", SETTINGS)
    book.write("conftest.py", (ROOT / "conftest.py").read_text("utf-8"))
    return book


def has_ended(pid: int) -> bool:
    """Tell whether a process has gone, or is about to."""
    process = read_process(pid)
    return process is None or is_doomed(process)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Return an empty book."""
    return empty_book(tmp_path)


@pytest.fixture
def _heeds_interrupts() -> Iterator[None]:
    """Let runs that a test starts heed Ctrl-C, also where this run is in a shell's background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
