"""Tries a guideline's checks on other modules than its own, in a copy of what they need."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from handbook.core.records import Guideline, Half, Tree

PARTS = ("checks", "docs", "examples", "conftest.py", "pyproject.toml")
TRIALS, OUTCOMES = "trials.json", "outcomes.jsonl"


@dataclass(frozen=True, slots=True)
class Trial:
    """What stands in each module, which checks run on which of them, and when to stop.

    ``fixture`` is what the checks ask for: `example`, or `deviation`.
    """

    sources: dict[Half, str]
    fixture: str = "example"
    halves: tuple[Half, ...] = ("good",)
    until_failure: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the checks; a name is `claim[half]`, and a failure comes with its report.

    ``cut`` says what ended the run before its time: a timeout, or the death of its process.
    """

    passed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    cut: str = ""

    @property
    def noticed(self) -> str:
        """Who noticed that something is wrong, or nothing."""
        return next(iter(self.failed), self.cut)

    @property
    def told(self) -> str:
        """What was said when it was noticed."""
        return next(iter(self.failed.values()), self.cut)


class TrialError(RuntimeError):
    """The checks could not be run at all; the message is what pytest said."""


def tried(trials: Sequence[Trial], guideline: Guideline, tree: Tree) -> list[Outcome]:
    """Run the trials one after the other in one process of pytest, each in a fork of its own.

    The project's files are neither changed nor added to: the run has a folder of its own, in which
    the guideline's modules are copies and all else are links.
    """
    place = guideline.chapter, guideline.slug
    examples, check = tree.example(*place, "good").parent, tree.check(*place)
    with TemporaryDirectory(prefix="mutants-") as folder:
        root = Path(folder)
        for part in PARTS:
            _mirror(tree.root / part, root / part, {examples, check.parent})
        (root / TRIALS).write_text(json.dumps([asdict(trial) for trial in trials]), "utf-8")
        said = _pytest(root, tree.name(check))
        told = (root / OUTCOMES).read_text("utf-8") if (root / OUTCOMES).exists() else ""
    outcomes = [Outcome(**json.loads(line)) for line in told.splitlines()]
    if len(outcomes) < len(trials):
        raise TrialError(said)
    return outcomes


def _mirror(source: Path, target: Path, copied: set[Path]) -> None:
    if source in copied:
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    elif any(source in path.parents for path in copied):
        target.mkdir()
        for entry in source.iterdir():
            _mirror(entry, target / entry.name, copied)
    else:
        target.symlink_to(source)


def _pytest(root: Path, check: str) -> str:
    plugins = ("checks.mutation.plugin", "no:cacheprovider", "no:handbook-recorder")
    # No bytecode: Python tells a changed source by its second and size, which mutants share.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-m", "pytest", "-q", *(f"-p{name}" for name in plugins), check],
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout
