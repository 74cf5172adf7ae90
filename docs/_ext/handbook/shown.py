"""Which pages a build reads again: those that show something that has changed since.

A page notes what it shows, under names such as ``page boundaries/blocking_file_io``; a later
build compares digests.  Dates of files play no part, since every run of the checks renews them.
"""

from handbook.book import Book
from handbook.core import evidence
from handbook.core.proof import fingerprint
from handbook.core.records import Guideline


def digest(book: Book, what: str) -> str:
    """Return a digest of one thing that a page shows; it is looked at once a build."""
    if what not in book.digests:
        kind, _, name = what.partition(" ")
        shown = KINDS[kind]
        book.digests[what] = evidence.digest(repr(shown(book, name)).encode())
    return book.digests[what]


def _page(book: Book, docname: str) -> object:
    """Return a guideline with its proof; a preview shows the pair, but no proof."""
    guideline = book.catalogue.at(docname)
    if guideline is None:
        return None
    read = evidence.digests if book.preview else fingerprint
    return guideline, read(guideline, book.tree)


def _title(book: Book, identifier: str) -> object:
    guideline = book.catalogue.by_id(identifier)
    return (guideline.docname, guideline.title) if guideline else identifier in book.broken


def _chapter(book: Book, name: str) -> object:
    """Return a chapter's list of guidelines, or that of the whole book for ``*``."""
    return [
        (
            chapter.title,
            chapter.lead,
            chapter.docnames,
            [_entry(each) for each in chapter.guidelines],
        )
        for chapter in book.chapters
        if name in {chapter.name, "*"}
    ]


def _entry(guideline: Guideline) -> object:
    words = guideline.title, guideline.summary, guideline.symptoms, guideline.ruff
    extra = guideline.state, bool(guideline.deviation)
    return guideline.id, guideline.docname, words, extra


def _around(book: Book, name: str) -> object:
    """Return what the navigation beside each page of a chapter shows."""
    chapter = book.chapter(name)
    titles = [(each.id, each.title, each.state) for each in chapter.guidelines] if chapter else []
    return [(each.docname, each.title) for each in book.chapters], titles


def _glossary(book: Book, _: str) -> object:
    return sorted(book.glossary.terms.values())


KINDS = {
    "page": _page,
    "title": _title,
    "chapter": _chapter,
    "around": _around,
    "glossary": _glossary,
}
