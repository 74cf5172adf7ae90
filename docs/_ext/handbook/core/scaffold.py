"""Starts a guideline: writes its four files from the templates, with the next free ID."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from keyword import iskeyword
from pathlib import Path
from string import Template

import yaml

from handbook.core import released
from handbook.core.catalogue import Catalogue, load, pages
from handbook.core.front_matter import ID, NAME
from handbook.core.records import Problem, Tree
from handbook.core.released import coming
from handbook.core.sync import MACHINERY

USAGE = 'nox -s new -- <chapter> <slug> "<title>"'


class Refused(ValueError):  # noqa: N818 - what it is, not that it is an error
    """Nothing was written, for the reason that the message gives."""


@dataclass(frozen=True, slots=True)
class Order:
    """A guideline that somebody wants to start; without an ID it gets the next free one."""

    chapter: str
    slug: str
    title: str
    id: str = ""


def ordered(words: list[str]) -> Order:
    """Return what the words of the command line ask for."""
    match [word.strip() for word in words]:
        case [chapter, slug, title] if title:
            return Order(chapter, slug, title)
        case [chapter, slug, title, identifier] if ID.fullmatch(identifier) and title:
            return Order(chapter, slug, title, identifier)
        case [_, _] | [_, _, ""]:
            raise Refused(f"a guideline needs a title: {USAGE}")
        case [_, _, _, _, *_]:
            raise Refused(f"a title of several words stands in quotes: {USAGE}")
        case _:
            raise Refused(f"a guideline needs a chapter, a slug and a title: {USAGE}")


def scaffold(order: Order, tree: Tree) -> tuple[str, list[Path]]:
    """Write the files of a new guideline; return its ID and what was written.

    Nothing is written where something is in the way, and nothing is ever overwritten.
    """
    catalogue = load(tree)
    for reason in _refusals(order, catalogue, tree):
        raise Refused(reason)
    words = _words(order, catalogue, tree)
    texts = {path: _template(name, tree).substitute(words) for path, name in _files(order, tree)}
    for path in texts:
        if path.exists():
            raise Refused(f"{tree.name(path)} is there already; move it away, or take another slug")
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    return words["id"], list(texts)


def _refusals(order: Order, catalogue: Catalogue, tree: Tree) -> Iterator[str]:
    yield from _bad_names(order)
    yield from _bad_chapter(order.chapter, tree)
    for page in pages(tree):
        if page.stem == order.slug:
            yield f"the slug `{order.slug}` is taken by {tree.name(page)}; take another"
    for problem in catalogue.problems:
        yield f"mend this page first, its ID may be the one that comes next: {problem}"
    holder = catalogue.by_id(order.id)
    if holder:
        page = tree.page(*holder.place)
        yield f"{order.id} is taken by {tree.name(page)}; the next free ID is {catalogue.next_id()}"


def _bad_names(order: Order) -> Iterator[str]:
    for what, name in (("chapter", order.chapter), ("slug", order.slug)):
        if not NAME.fullmatch(name) or iskeyword(name):
            yield (
                f"a {what} is a package's name in snake_case and no keyword, such as "
                f"`blocking_file_io`; this is {name!r}"
            )
    if order.chapter in MACHINERY:
        yield f"checks/{order.chapter} is a room of the machinery; take another chapter"
    if order.slug == "index":
        yield "`index` is the opening page of the chapter; take another slug"
    if not order.title.isprintable():
        yield f"a title is one line of text; this is {order.title!r}"


def _bad_chapter(chapter: str, tree: Tree) -> Iterator[str]:
    known = sorted(folder.name for folder in tree.docs.glob("[!_.]*/") if folder.is_dir())
    close = get_close_matches(chapter, known, n=3)
    if chapter not in known and close:
        yield (
            f"there is no chapter `{chapter}`; did you mean {' or '.join(close)}? "
            f"If it is to be a new one, write docs/{chapter}/index.md first"
        )


def _files(order: Order, tree: Tree) -> Iterator[tuple[Path, str]]:
    place = order.chapter, order.slug
    yield tree.page(*place), "page.md"
    yield tree.example(*place, "good"), "good.py"
    yield tree.example(*place, "bad"), "bad.py"
    yield tree.check(*place), "check.py"
    opening = tree.page(order.chapter, "index")
    if not opening.exists():
        yield opening, "index.md"


def _template(name: str, tree: Tree) -> Template:
    return Template((tree.docs / "_scaffold" / f"{name}.tmpl").read_text("utf-8"))


def _words(order: Order, catalogue: Catalogue, tree: Tree) -> dict[str, str]:
    return {
        "id": order.id or catalogue.next_id(),
        "title": _quoted(order.title),
        "since": coming(released.read(tree)[0], catalogue.guidelines),
        "chapter": order.chapter.replace("_", " ").capitalize(),
    }


def _quoted(title: str) -> str:
    """Return the title as YAML reads it, in quotes only where it needs them."""
    try:
        plain = bool(yaml.safe_load(f"title: {title}") == {"title": title})
    except yaml.YAMLError:
        plain = False
    return title if plain else json.dumps(title, ensure_ascii=False)


def report(identifier: str, written: list[Path], tree: Tree) -> str:
    """Return what was written and what comes next, for the author."""
    openings = [path.parent.name for path in written if path.stem == "index"]
    new = "".join(f" and opens the chapter `{chapter}`" for chapter in openings)
    return "\n".join(
        [
            f"{identifier} has its files{new}:",
            *(f"  {tree.name(path)}" for path in written),
            "Next, in each of them, replace every `TODO`:",
            "  1. State the rule and its claims on the page; a claim has the name of its check.",
            "  2. Write bad.py as a competent colleague would, good.py with the fewest changes.",
            "  3. Write one check a claim: it holds for good.py and fails for bad.py.",
            f"  4. See them pass, red until then:  nox -s checks -- {identifier}",
            "  5. Read the page as you write it:  nox -s docs-live",
            "",
        ]
    )


def main(words: list[str], tree: Tree) -> int:
    """Start a guideline from the command line; return the exit code."""
    try:
        identifier, written = scaffold(ordered(words), tree)
    except Refused as error:
        sys.stderr.write(f"Nothing was written: {error}\n")
        return 2
    except OSError as error:
        problem = Problem(str(error.filename), 1, f"this must be writable: {error.strerror}")
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(report(identifier, written, tree))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Tree(Path.cwd())))
