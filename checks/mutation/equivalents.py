"""The mutants that no check can notice, with the reasons: `equivalent_mutants.toml` of a pair."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handbook.core.records import Problem

from .mutants import Mutant

NAME = "equivalent_mutants.toml"
FORM = "a record is a list of `[[mutant]]`, each with a `diff`, as the run shows it, and a `reason`"


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A mutant that does what the original promises, where that is recorded, and why it does."""

    line: int
    diff: str
    reason: str

    def matches(self, mutant: Mutant) -> bool:
        """Tell whether this is that mutant; how far its lines are indented does not matter."""
        return _lines(self.diff) == _lines(mutant.diff)


def _lines(diff: str) -> list[tuple[str, str]]:
    return [(line[0], line[1:].strip()) for line in map(str.strip, diff.splitlines()) if line]


def recorded(path: Path, name: str) -> tuple[list[Equivalent], list[Problem]]:
    """Return what a pair's file records, and what is wrong with its form."""
    if not path.is_file():
        return [], []
    text = path.read_text("utf-8")
    try:
        record = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [], [Problem(name, 1, f"this is not TOML: {error}; {FORM}")]
    entries = record.get("mutant")
    if set(record) != {"mutant"} or not isinstance(entries, list):
        return [], [Problem(name, 1, FORM)]
    lines = [at for at, line in enumerate(text.splitlines(), 1) if line.strip() == "[[mutant]]"]
    placed = list(zip(lines, entries, strict=False))
    unfit = [Problem(name, line, FORM) for line, entry in placed if not _is_whole(entry)]
    return [Equivalent(line, **entry) for line, entry in placed if _is_whole(entry)], unfit


def _is_whole(entry: dict[str, Any]) -> bool:
    texts = [value for value in entry.values() if isinstance(value, str) and value.strip()]
    return set(entry) == {"diff", "reason"} and len(texts) == len(entry)


def rotten(
    equivalents: Sequence[Equivalent],
    killed: Sequence[Mutant],
    survivors: Sequence[Mutant],
    name: str,
) -> Iterator[Problem]:
    """Yield the entries that say what is no longer so."""
    for each in equivalents:
        if any(map(each.matches, killed)):
            yield Problem(name, each.line, "a check notices this mutant: remove the entry")
        elif not any(map(each.matches, survivors)):
            why = "no mutant of good.py has this diff: remove the entry, or renew its diff"
            yield Problem(name, each.line, why)
