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

    def guideline_at(self, docname: str) -> Guideline | None:
        """Return the guideline whose page that is."""
        chapter, _, slug = docname.partition("/")
        return self.catalogue.at(chapter, slug)

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
    places = [path.relative_to(tree.docs) for path in pages(tree)]
    openings = [path.parent.name for path in sorted(tree.docs.glob("[!_]*/index.md"))]
    names = [*catalogue.chapters, *openings, *(place.parent.name for place in places)]
    chapters = [_chapter(name, tree, catalogue, places) for name in dict.fromkeys(names)]
    read = {each.docname for each in catalogue.guidelines}
    unread = (place for place in places if place.with_suffix("").as_posix() not in read)
    broken = frozenset(filter(None, (_stated_id(tree.docs / place) for place in unread)))
    title, lead = _opening(tree.docs / "index.md", "handbook")
    record, unreadable = released.read(tree)
    return Book(
        tree=tree,
        catalogue=catalogue,
        chapters=tuple(chapters),
        broken=broken,
        glossary=read_glossary(tree.docs / "glossary.md"),
        preview=preview,
        lead=lead or title,
        record=record,
        unreadable=tuple(unreadable),
    )


def _stated_id(path: Path) -> str:
    """Return the ID of a page whose front matter is broken: no link to it is a mistake."""
    match = re.search(r"^guideline: *[\"']?(PCH\d+)", path.read_text("utf-8"), re.MULTILINE)
    return match[1] if match else ""


def _chapter(name: str, tree: Tree, catalogue: Catalogue, places: list[Path]) -> Chapter:
    own = [each for each in catalogue.guidelines if each.chapter == name]
    found = [place.with_suffix("").as_posix() for place in places if place.parent.name == name]
    withdrawn = {each.docname for each in own if each.withdrawn}
    docnames = dict.fromkeys([each.docname for each in own] + found)
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
