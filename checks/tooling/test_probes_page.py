"""The page on the probes shows what happens: its files and examples run, its names exist."""

import doctest
import importlib
import importlib.util
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "probes.md").read_text("utf-8")
FILES = re.findall(
    r"^```{code-block} python\n:caption: (\S+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL
)
SHOWN = re.findall(r"(?ms)^\$ pytest -q\n(.*?)^```", PAGE)
NAME = "handbook_probes"  # as the page installs them; else a copy under that name will do
INSTALLED = importlib.util.find_spec(NAME) is not None
PACKAGE = NAME if INSTALLED else "checks.probes"
OFFERED = dict(re.findall(r"(?m)^\| [^|]+ \| `(\w+)\.(\w+)(?:\(\))?` \|", PAGE))
MODULES = [each.name for each in pkgutil.iter_modules(importlib.import_module(PACKAGE).__path__)]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, beside which the probes can be imported."""
    if not INSTALLED:
        beside = tmp_path / "site-packages"
        beside.mkdir()
        (beside / NAME).symlink_to(ROOT / "checks" / "probes")
        monkeypatch.setenv("PYTHONPATH", str(beside))
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def run(project: Path, *words: str) -> str:
    """Return what pytest prints in the project."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words],
        cwd=project,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_both_runs_print_what_the_page_shows(project: Path) -> None:
    """First the service with its two faults, then the mended one."""
    (_, faulty), tests, (_, mended) = FILES[:3]
    (project / tests[0]).write_text(tests[1], "utf-8")
    for service, shown in zip((faulty, mended), SHOWN, strict=True):
        (project / "orders.py").write_text(service, "utf-8")
        printed = run(project).splitlines()
        missing = [
            line
            for line in shown.splitlines()
            if not any(each.startswith(line) for each in printed)
        ]
        assert not missing, "\n".join(printed)


def test_the_clock_fixture_runs(project: Path) -> None:
    """The plugin's hook puts the test on the clock."""
    for name, text in FILES[3:]:
        (project / name).write_text(text, "utf-8")
    assert "1 passed" in run(project, "-o", "asyncio_mode=auto")


def test_every_name_exists() -> None:
    """Each row of the table names a module and what is in it."""
    assert len(OFFERED) == 11
    for module, name in OFFERED.items():
        assert hasattr(importlib.import_module(f"{PACKAGE}.{module}"), name)


@pytest.mark.parametrize("module", MODULES)
def test_examples_run(module: str) -> None:
    """The docstring of each has an example that runs; so do those of its parts that have one."""
    result = doctest.testmod(importlib.import_module(f"{PACKAGE}.{module}"))
    assert not result.failed
    assert result.attempted or module not in OFFERED
