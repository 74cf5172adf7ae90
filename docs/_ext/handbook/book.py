"""The book as one build sees it: its trees, its catalogue, its chapters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from handbook.core import gate, released
from handbook.core.catalogue import Catalogue, load, pages
from handbook.core.glossary import Glossary, read_glossary
from handbook.core.proof import Proof, proof
from handbook.core.records import Guideline, Problem, Tree
from handbook.core.released import Record

HEADING = re.compile(r"^# (?P<title>.+?)\s*$\n*(?P<lead>(?:^[^\s#`:(<].*)?)", re.MULTILINE)
# The ID of a page whose front matter is broken: no link to it is a mistake.
STATED = re.compile(r"^guideline: *[\"']?(PCH\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A folder of guidelines, without those withdrawn; its opening page has its title and lead."""

    name: str
    title: str
    lead: str
    guidelines: tuple[Guideline, ...]
    docnames: tuple[str, ...]

    @property
    def docname(self) -> str:
        """The opening page's name for Sphinx."""
        return f"{self.name}/index"


@dataclass(frozen=True, slots=True)
class Book:
    """All that pages and lists are made of; ``broken`` are the IDs of pages that cannot be read."""

    tree: Tree
    catalogue: Catalogue
    chapters: tuple[Chapter, ...]
    broken: frozenset[str]
    glossary: Glossary
    preview: bool
    lead: str
    record: Record
    unreadable: tuple[Problem, ...]
    # Made when a page first asks for it: digests by what they are of, navigation by chapter.
    digests: dict[str, str] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)

    def chapter(self, name: str) -> Chapter | None:
        """Return the chapter of that folder."""
        return next((each for each in self.chapters if each.name == name), None)

    def proof(self, guideline: Guideline) -> Proof | None:
        """Return the proof of a guideline, unless a preview shows none or there is none to have."""
        return None if self.preview or guideline.withdrawn else proof(guideline, self.tree)

    def problems(self) -> Iterator[tuple[str, Problem]]:
        """Yield what is wrong with the book as a whole, each with its kind of warning."""
        for problem in self.catalogue.problems:
            yield "front_matter", problem
        for problem in [*self.unreadable, *gate.problems(self.catalogue, self.record, self.tree)]:
            yield "released", problem
        for chapter in self.chapters:
            page = self.tree.docs / f"{chapter.docname}.md"
            if not page.is_file():
                first = self.tree.docs / f"{chapter.docnames[0]}.md"
                todo = f"add {self.tree.name(page)}, with the chapter's title and `pch:guidelines`"
                message = f"the chapter {chapter.name} has no opening page; {todo}"
                yield "missing_chapter", self.tree.problem(first, message)


def open_book(tree: Tree, *, preview: bool) -> Book:
    """Read the trees once for a build."""
    catalogue = load(tree)
    found = [path.relative_to(tree.docs).with_suffix("").as_posix() for path in pages(tree)]
    openings = [path.parent.name for path in sorted(tree.docs.glob("[!_]*/index.md"))]
    names = [*catalogue.chapters, *openings, *(name.partition("/")[0] for name in found)]
    chapters = [_chapter(name, tree, catalogue, found) for name in dict.fromkeys(names)]
    unread = (tree.docs / f"{name}.md" for name in found if catalogue.at(name) is None)
    stated = (STATED.search(path.read_text("utf-8")) for path in unread)
    title, lead = _opening(tree.docs / "index.md", "handbook")
    record, unreadable = released.read(tree)
    return Book(
        tree=tree,
        catalogue=catalogue,
        chapters=tuple(chapters),
        broken=frozenset(match[1] for match in stated if match),
        glossary=read_glossary(tree.docs / "glossary.md"),
        preview=preview,
        lead=lead or title,
        record=record,
        unreadable=tuple(unreadable),
    )


def _chapter(name: str, tree: Tree, catalogue: Catalogue, found: list[str]) -> Chapter:
    own = [each for each in catalogue.guidelines if each.chapter == name]
    there = [docname for docname in found if docname.partition("/")[0] == name]
    withdrawn = {each.docname for each in own if each.withdrawn}
    docnames = dict.fromkeys([each.docname for each in own] + there)
    title, lead = _opening(tree.docs / name / "index.md", name)
    return Chapter(
        name=name,
        title=title,
        lead=lead,
        guidelines=tuple(each for each in own if not each.withdrawn),
        docnames=tuple(each for each in docnames if each not in withdrawn),
    )


def _opening(path: Path, name: str) -> tuple[str, str]:
    """Return the title and the first sentence, a line of its own, of a chapter's opening page."""
    match = HEADING.search(path.read_text("utf-8")) if path.is_file() else None
    if match is None:
        return name.replace("_", " ").capitalize(), ""
    return match["title"], match["lead"].strip()
