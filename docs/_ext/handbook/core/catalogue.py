"""Walks the trees and lists the guidelines: the walk is the registry."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from handbook.core.front_matter import parse
from handbook.core.records import Guideline, Problem, Tree


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All guidelines in the order of their IDs, and what is wrong with their front matter."""

    guidelines: tuple[Guideline, ...]
    problems: tuple[Problem, ...] = ()
    _found: dict[str, Guideline] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the guidelines by ID and by place; of two with one ID the first has it."""
        for each in self.guidelines:
            self._found.setdefault(each.id, each)
            self._found[each.docname] = each

    @property
    def chapters(self) -> tuple[str, ...]:
        """Chapters in reading order: each stands where its lowest ID does."""
        return tuple(dict.fromkeys(guideline.chapter for guideline in self.guidelines))

    def by_id(self, identifier: str) -> Guideline | None:
        """Return the guideline of that ID, in either case."""
        return self._found.get(identifier.upper())

    def at(self, docname: str) -> Guideline | None:
        """Return the guideline at that place of the trees, such as ``boundaries/blocking_io``."""
        return self._found.get(docname)

    def select(self, word: str) -> tuple[Guideline, ...]:
        """Return what an ID, a slug or a chapter names."""
        return tuple(
            each
            for each in self.guidelines
            if word.upper() == each.id or word in {each.slug, each.chapter, each.docname}
        )

    def close_to(self, word: str) -> list[str]:
        """Return the names that a mistyped word may have meant."""
        names = [name for each in self.guidelines for name in (each.id, each.slug, each.chapter)]
        return list(dict.fromkeys(get_close_matches(word, names, n=3)))

    def next_id(self) -> str:
        """Return the next free ID; one that was given once is never given again."""
        highest = max((int(each.id.removeprefix("PCH")) for each in self.guidelines), default=0)
        return f"PCH{highest + 1:03}"


def load(tree: Tree) -> Catalogue:
    """Read the front matter of every guideline's page."""
    guidelines: list[Guideline] = []
    problems: list[Problem] = []
    for path in pages(tree):
        guideline, found = read(path, tree)
        problems += found
        if guideline is not None:
            guidelines.append(guideline)
    guidelines.sort(key=lambda each: (int(each.id.removeprefix("PCH")), each.docname))
    catalogue = Catalogue(tuple(guidelines))
    problems += [*_taken(guidelines, tree), *_former(guidelines, tree), *_orphaned(catalogue, tree)]
    return replace(catalogue, problems=tuple(problems))


def pages(tree: Tree) -> Iterator[Path]:
    """Yield the pages of all guidelines: those in a chapter that are not its opening page."""
    for path in sorted(tree.docs.glob("[!_]*/*.md")):
        if path.stem != "index":
            yield path


def read(path: Path, tree: Tree) -> tuple[Guideline | None, list[Problem]]:
    """Return the guideline a page states, or None and why it states none."""
    try:
        guideline, problems = parse(path.read_text("utf-8"), tree.name(path))
    except UnicodeDecodeError as error:
        told = f"a page is UTF-8 text, and byte {error.start} of this one is not; save it as such"
        return None, [tree.problem(path, told)]
    return None if problems else guideline, problems


def _taken(guidelines: list[Guideline], tree: Tree) -> Iterator[Problem]:
    holders: defaultdict[str, list[Guideline]] = defaultdict(list)
    for each in guidelines:
        holders[each.id].append(each)
    for identifier, (first, *others) in holders.items():
        for other in others:
            holder = tree.name(tree.page(*first.place))
            told = f"{identifier} is taken by {holder}; take the next free ID"
            yield tree.problem(tree.page(*other.place), told, "guideline")


def _former(guidelines: list[Guideline], tree: Tree) -> Iterator[Problem]:
    """Yield the former places that lead to two guidelines: old links name but one."""
    holders = {each.slug: each for each in guidelines}
    for each in guidelines:
        for place in each.formerly:
            holder = holders.setdefault(place.rpartition("/")[2], each)
            if place == each.docname:
                told = f"`{place}` is where this page is now; remove it from `formerly`"
            elif holder is not each:
                told = f"the slug of `{place}` is {holder.id}'s; give one of the two another slug"
            else:
                continue
            yield tree.problem(tree.page(*each.place), told, "formerly")


def _orphaned(catalogue: Catalogue, tree: Tree) -> Iterator[Problem]:
    """Yield the successors that a reader cannot follow: to nobody, to a draft, or in a circle."""
    for each in catalogue.guidelines:
        if not each.superseded_by:
            continue
        successor = catalogue.by_id(each.superseded_by)
        if successor is None:
            told = f"there is no guideline {each.superseded_by}; name the ID of the successor"
        elif successor.state in {"draft", "withdrawn"}:
            told = f"{successor.id} is {successor.state}; name a successor that applies"
        elif each in _line_of_succession(each, catalogue):
            told = f"{successor.id} leads back to {each.id}; name a successor that applies"
        else:
            continue
        yield tree.problem(tree.page(*each.place), told, "superseded_by")


def _line_of_succession(each: Guideline, catalogue: Catalogue) -> list[Guideline]:
    """Return what comes after a guideline, as far as it leads without repetition."""
    after: list[Guideline] = []
    heir = catalogue.by_id(each.superseded_by)
    while heir is not None and heir not in after:
        after.append(heir)
        heir = catalogue.by_id(heir.superseded_by)
    return after
