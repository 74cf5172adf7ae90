"""Releases the book: records what is new and what changed, and writes the changelog's entry."""

import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from handbook.core import released, sync
from handbook.core.catalogue import Catalogue, load
from handbook.core.front_matter import RELEASE
from handbook.core.proof import command, few, proof
from handbook.core.records import Guideline, Problem, Tree
from handbook.core.released import Edition, Record, Released, coming, order, with_release

KINDS = ("New", "Changed", "Superseded", "Withdrawn")
# What a reader of the changelog is told to have changed, by the part of an edition.
PARTS = {
    "title": "title",
    "place": "address",
    "words": "words",
    "claims": "claims",
    "ruff": "linter rules",
    "superseded_by": "successor",
    "state": "state",
}


def release(name: str, day: date, tree: Tree) -> tuple[list[Problem], int]:
    """Write a release, or return all that keeps it from being one; the number is of editions."""
    catalogue, (record, _) = load(tree), released.read(tree)
    new = with_release(name, day, record, catalogue.guidelines, tree)
    problems = sorted({*sync.problems(tree), *_refusals(name, new, record, catalogue, tree)})
    editions = [each.newest for each in new.guidelines.values() if each.newest.release == name]
    if problems or name in record.releases:
        return problems, 0
    changelog = _changelog(tree)
    text = with_entry(changelog.read_text("utf-8"), name, entry(name, new))
    changelog.write_text(text, "utf-8")
    released.path(tree).write_text(released.written(new), "utf-8")
    return [], len(editions)


def _refusals(
    name: str, new: Record, record: Record, catalogue: Catalogue, tree: Tree
) -> Iterator[Problem]:
    out, last = tree.name(released.path(tree)), "".join(record.releases[-1:])
    changed = new.guidelines != record.guidelines
    if name in record.releases:
        if changed:
            told = f"{name} is out, and guidelines have changed since; release"
            yield Problem(out, 1, f"{told} {coming(record, ())}")
        return
    if last and order(name) <= order(last):
        yield Problem(out, 1, f"a release comes after the last one, which is {last}")
    if not changed:
        yield Problem(out, 1, f"nothing is new or has changed since {last or 'the beginning'}")
    if not _changelog(tree).is_file():
        yield tree.problem(_changelog(tree), "missing changelog: write its title")
    for each in catalogue.guidelines:
        if each.state != "draft":
            yield from _unready(each, name, record, tree)


def _unready(guideline: Guideline, name: str, record: Record, tree: Tree) -> Iterator[Problem]:
    page = tree.page(*guideline.place)
    if guideline.id not in record.guidelines and guideline.since != name:
        told = f'{guideline.id} is new in {name}; write `since: "{name}"`, or `state: draft`'
        yield tree.problem(page, told, "since")
    if guideline.withdrawn:
        return
    seen = proof(guideline, tree)
    lacking = seen.unproved + seen.untried
    if not seen.fresh or lacking:
        lack = f"not proved: {few(lacking)}" if seen.fresh else "no fresh evidence"
        told = f"{guideline.id}: {lack}; run `{command(guideline)}`"
        yield tree.problem(page, told, "guideline")


def _changelog(tree: Tree) -> Path:
    return tree.docs / "changelog.md"


def entry(name: str, record: Record) -> str:
    """Return what the changelog says of a release: its guidelines by what happened to them."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for identifier in sorted(record.guidelines, key=lambda each: (len(each), each)):
        each = record.guidelines[identifier]
        if each.newest.release == name:
            kind, what = _happened(each)
            found[kind].append(f"- {{guideline}}`{identifier}` {each.newest.title}{what}")
    lists = (f"### {kind}\n\n" + "\n".join(found[kind]) for kind in KINDS if found[kind])
    return "\n\n".join(lists)


def _happened(guideline: Released) -> tuple[str, str]:
    """Return under which of the kinds an edition stands, and what is said of it there."""
    *before, now = guideline.editions
    was = before[-1] if before else None
    if now.state in {"superseded", "withdrawn"} and (was is None or was.state != now.state):
        successor = now.superseded_by
        return now.state.capitalize(), f"; see {{guideline}}`{successor}`" if successor else ""
    return ("Changed", f": {', '.join(_changes(was, now))}") if was else ("New", "")


def _changes(was: Edition, now: Edition) -> list[str]:
    return [word for part, word in PARTS.items() if getattr(was, part) != getattr(now, part)]


def with_entry(text: str, name: str, told: str) -> str:
    """Return the changelog with an entry: below its heading where there is one, else on top."""
    before, heading, rest = text.partition(f"\n## {name}\n")
    words, mark, after = rest.partition("\n## ")
    if heading and told in words:
        return text
    if not heading:
        before, mark, after = text.partition("\n## ")
    parts = [before, f"## {name}", words, told, f"{mark.strip()} {after}"]
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def main(words: list[str], tree: Tree) -> int:
    """Release from the command line; return the exit code."""
    record, _ = released.read(tree)
    name = words[0] if len(words) == 1 else ""
    if not RELEASE.fullmatch(name):
        following = coming(record, load(tree).guidelines)
        sys.stderr.write(
            f"Name the release by its year and number: nox -s release -- {following}\n"
        )
        return 2
    try:
        problems, editions = release(name, datetime.now(UTC).date(), tree)
    except OSError as error:
        told = f"this must be writable: {error.strerror}"
        problems, editions = [tree.problem(Path(error.filename), told)], 0
    if problems:
        sys.stderr.write("".join(f"{problem}\n" for problem in problems))
        sys.stderr.write(f"{name} is not released: mend the above, {len(problems)} in all.\n")
        return 1
    done = f"is released; guidelines that are new or have changed: {editions}"
    sys.stdout.write(
        f"{name} {done if editions else 'was released already, and nothing has changed'}.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Tree(Path.cwd())))
