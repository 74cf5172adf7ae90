"""Starts a guideline: writes its four files from the templates, with the next free ID."""

import math
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from difflib import get_close_matches
from keyword import iskeyword
from pathlib import Path
from string import Template

import yaml

from handbook.core import released
from handbook.core.catalogue import Catalogue, load, pages
from handbook.core.front_matter import NAME
from handbook.core.records import Tree
from handbook.core.released import coming
from handbook.core.sync import MACHINERY


class Refused(ValueError):  # noqa: N818 - what it is, not that it is an error
    """Nothing was written, for the reason that the message gives."""


def scaffold(chapter: str, slug: str, title: str, tree: Tree) -> tuple[str, list[Path]]:
    """Write the files of a new guideline; return its ID and what was written.

    Nothing is written where something is in the way, and nothing is ever overwritten.
    """
    catalogue = load(tree)
    for reason in _refusals(chapter, slug, title, catalogue, tree):
        raise Refused(reason)
    words = {
        "id": catalogue.next_id(),
        "title": _quoted(title),
        "since": coming(released.read(tree)[0], catalogue.guidelines),
        "chapter": chapter.replace("_", " ").capitalize(),
    }
    names = _files(chapter, slug, tree)
    texts = {path: _template(name, tree).substitute(words) for path, name in names.items()}
    for path in texts:
        path.parent.mkdir(parents=True, exist_ok=True)
    for path, text in texts.items():
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    return words["id"], list(texts)


def _refusals(
    chapter: str, slug: str, title: str, catalogue: Catalogue, tree: Tree
) -> Iterator[str]:
    yield from _bad_names(chapter, slug, title)
    yield from _bad_chapter(chapter, tree)
    for page in pages(tree):
        if page.stem == slug:
            yield f"the slug `{slug}` is taken by {tree.name(page)}; take another"
    for problem in catalogue.problems:
        yield f"mend this page first, its ID may be the one that comes next: {problem}"
    for path in _files(chapter, slug, tree):
        if path.exists():
            yield f"{tree.name(path)} is there already; move it away, or take another slug"


def _bad_names(chapter: str, slug: str, title: str) -> Iterator[str]:
    for what, name in (("chapter", chapter), ("slug", slug)):
        if not NAME.fullmatch(name) or iskeyword(name):
            yield (
                f"a {what} is a package's name in snake_case and no keyword, such as "
                f"`blocking_file_io`; this is {name!r}"
            )
    if chapter in MACHINERY:
        yield f"checks/{chapter} is a room of the machinery; take another chapter"
    if slug == "index":
        yield "`index` is the opening page of the chapter; take another slug"
    if not (title.strip() and title.isprintable()):
        yield f"a title is one line of text; this is {title!r}"


def _bad_chapter(chapter: str, tree: Tree) -> Iterator[str]:
    known = sorted(folder.name for folder in tree.docs.glob("[!_.]*/") if folder.is_dir())
    close = get_close_matches(chapter, known, n=3)
    if chapter not in known and close:
        yield (
            f"there is no chapter `{chapter}`; did you mean {' or '.join(close)}? "
            f"If it is to be a new one, write docs/{chapter}/index.md first"
        )


def _files(chapter: str, slug: str, tree: Tree) -> dict[Path, str]:
    """Return the files of a guideline, each with the name of its template."""
    files = {
        tree.page(chapter, slug): "page.md",
        tree.example(chapter, slug, "good"): "good.py",
        tree.example(chapter, slug, "bad"): "bad.py",
        tree.check(chapter, slug): "check.py",
    }
    opening = tree.page(chapter, "index")
    return files if opening.exists() else {**files, opening: "index.md"}


def _template(name: str, tree: Tree) -> Template:
    return Template((tree.docs / "_scaffold" / f"{name}.tmpl").read_text("utf-8"))


def _quoted(title: str) -> str:
    """Return the title as YAML reads it, in quotes only where it needs them."""
    told = yaml.safe_dump({"title": title}, allow_unicode=True, width=math.inf)
    return told.removeprefix("title: ").rstrip()


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
    """Start a guideline from the command line; return 0, and end with 2 for what cannot be."""
    parser = ArgumentParser(prog="nox -s new --", description=__doc__)
    parser.add_argument("chapter", help="a folder of each tree; a new one is opened")
    parser.add_argument("slug", help="the name of the files, in snake_case")
    parser.add_argument("title", help="one line, in quotes")
    asked = parser.parse_args(words)
    try:
        identifier, written = scaffold(asked.chapter, asked.slug, asked.title, tree)
    except Refused as error:
        parser.error(f"nothing was written: {error}")
    except OSError as error:
        parser.error(f"{error.filename} must be writable: {error.strerror}")
    sys.stdout.write(report(identifier, written, tree))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Tree(Path.cwd())))
