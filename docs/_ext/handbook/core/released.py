"""The record of what was released: every ID with its anchors, places, titles and claims."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from cattrs import Converter, transform_error

from handbook.core.anatomy import FIXED, anchor, rule
from handbook.core.evidence import digest
from handbook.core.front_matter import RELEASE
from handbook.core.records import Guideline, Problem, State, Tree

FIRST_RELEASE = "2026.1"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_converter = Converter(forbid_extra_keys=True)


@dataclass(frozen=True, slots=True)
class Edition:
    """A guideline as one release had it; ``words`` is a digest of its rule and its claims."""

    release: str
    state: State
    place: str
    title: str
    superseded_by: str
    ruff: tuple[str, ...]
    claims: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Released:
    """An ID that was given away for good: its anchors, and its editions, the newest last."""

    anchors: tuple[str, ...]
    editions: tuple[Edition, ...]

    @property
    def newest(self) -> Edition:
        """The edition that readers have."""
        return self.editions[-1]


@dataclass(frozen=True, slots=True)
class Record:
    """All that was ever released, by ID, and the releases in their order with their days."""

    releases: tuple[str, ...] = ()
    days: dict[str, str] = field(default_factory=dict)
    guidelines: dict[str, Released] = field(default_factory=dict)


def path(tree: Tree) -> Path:
    """Return the file of the record."""
    return tree.docs / "released.json"


def read(tree: Tree) -> tuple[Record, list[Problem]]:
    """Return the record, which is empty before the first release, and why it cannot be read."""
    line = 1
    try:
        record = _converter.structure(json.loads(path(tree).read_text("utf-8")), Record)
    except FileNotFoundError:
        return Record(), []
    except json.JSONDecodeError as error:
        line, why = error.lineno, f"it is not JSON: {error.msg}"
    except Exception as error:  # noqa: BLE001 - cattrs groups whatever each field raised
        why = "; ".join(transform_error(error)[:3])
    else:
        why = "; ".join(_odd(record))
        if not why:
            return record, []
    told = f"the record of what was released cannot be read: {why}; take back what changed it"
    return Record(), [tree.problem(path(tree), told, line)]


def _odd(record: Record) -> Iterator[str]:
    """Yield what types let through, such as a merge by hand that took half of a release."""
    editions = [each for released in record.guidelines.values() for each in released.editions]
    for release in {*record.releases, *(each.release for each in editions)}:
        if not RELEASE.fullmatch(release):
            yield f"{release!r} is no release"
    for release in record.releases:
        if not DAY.fullmatch(record.days.get(release, "")):
            yield f"{release} has no day, such as 2026-11-22"
    for identifier, released in record.guidelines.items():
        if not released.editions:
            yield f"{identifier} has no edition"


def written(record: Record) -> str:
    """Return the record as its file has it."""
    data = _converter.unstructure(record)
    return json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def edition(guideline: Guideline, release: str, tree: Tree) -> Edition:
    """Return a guideline as a release has it."""
    page = tree.page(*guideline.place).read_text("utf-8")
    words = json.dumps(
        [guideline.summary, rule(page), [[c.good, c.bad] for c in guideline.every_claim]]
    )
    return Edition(
        release=release,
        state=guideline.state,
        place=guideline.docname,
        title=guideline.title,
        superseded_by=guideline.superseded_by,
        ruff=guideline.ruff,
        claims=tuple(claim.name for claim in guideline.claims),
        words=digest(words.encode()),
    )


def anchors(identifier: str) -> tuple[str, ...]:
    """Return the anchors that every page of a guideline has, whatever its state."""
    return tuple(anchor(identifier, part) for part in FIXED)


def with_release(
    name: str, day: date, record: Record, guidelines: Iterable[Guideline], tree: Tree
) -> Record:
    """Return the record with the editions of a release: of what is new to it, or has changed."""
    kept = dict(record.guidelines)
    for each in guidelines:
        now, was = edition(each, name, tree), kept.get(each.id)
        same = was is not None and replace(now, release=was.newest.release) == was.newest
        if each.state != "draft" and not same:
            kept[each.id] = Released(anchors(each.id), (*(was.editions if was else ()), now))
    days = {**record.days, name: day.isoformat()}
    return Record((*record.releases, name), days, kept)


def order(release: str) -> tuple[int, int]:
    """Return what puts the names of releases in their order."""
    year, _, number = release.partition(".")
    return int(year), int(number)


def coming(record: Record, guidelines: Iterable[Guideline]) -> str:
    """Return the release that comes next: the one that pages name, or the next in the year."""
    named = max((each.since for each in guidelines), key=order, default=FIRST_RELEASE)
    if not record.releases or order(named) > order(record.releases[-1]):
        return named
    year, number = order(record.releases[-1])
    return f"{year}.{number + 1}"
