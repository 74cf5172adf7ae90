"""The Atom feed of guidelines that are new or have changed, as RFC 4287 has it."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from handbook.book import Book
from handbook.core.catalogue import Catalogue
from handbook.core.citing import link_path
from handbook.core.records import Guideline
from handbook.core.released import Record, Released, order

NAME, TITLE = "feed.xml", "New and changed guidelines"
NAMESPACE = "http://www.w3.org/2005/Atom"


def address(record: Record, base: str) -> str:
    """Return where the feed is, or nothing: it needs an address, and something released."""
    return f"{base}{NAME}" if base and record.releases else ""


def feed(book: Book, title: str, author: str, base: str) -> str:
    """Return the feed, newest first; its days are those of releases and not of a build."""
    root = ET.Element("feed", xmlns=NAMESPACE)
    record = book.record
    _add(root, "id", base)
    _add(root, "title", f"{title}: {TITLE.lower()}")
    _add(root, "subtitle", book.lead)
    _add(root, "updated", _moment(record, record.releases[-1]))
    _add(_add(root, "author"), "name", author)
    _add(root, "link", rel="self", type="application/atom+xml", href=address(record, base))
    _add(root, "link", rel="alternate", type="text/html", href=base)
    for each, released in _newest_first(book.catalogue, record):
        _entry(root, each, released, record, base)
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, "unicode")}\n'


def _newest_first(catalogue: Catalogue, record: Record) -> Iterator[tuple[Guideline, Released]]:
    known = [(each, record.guidelines.get(each.id)) for each in catalogue.guidelines]
    out = [(each, released) for each, released in known if released]
    yield from sorted(out, key=lambda pair: order(pair[1].newest.release), reverse=True)


def _entry(
    root: ET.Element, guideline: Guideline, released: Released, record: Record, base: str
) -> None:
    """Add a guideline: an entry stays the same one when the page moves or changes."""
    link = base + link_path(guideline.id)
    entry = _add(root, "entry")
    _add(entry, "id", link)
    _add(entry, "title", guideline.heading)
    _add(entry, "updated", _moment(record, released.newest.release))
    _add(entry, "published", _moment(record, released.editions[0].release))
    _add(entry, "link", rel="alternate", type="text/html", href=link)
    _add(entry, "category", term=guideline.chapter)
    _add(entry, "summary", f"{_happened(released)}. {guideline.summary.replace('`', '')}")


def _happened(released: Released) -> str:
    newest = released.newest
    changed = "Changed" if len(released.editions) > 1 else "New"
    what = newest.state.capitalize() if newest.state in {"superseded", "withdrawn"} else changed
    return f"{what} in {newest.release}"


def _moment(record: Record, release: str) -> str:
    return f"{record.days[release]}T00:00:00Z"


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, tag, attributes)
    made.text = text
    return made
