"""Derived parts of a page: markup that is made once, and of which other formats get nodes.

Docutils spends more on the nodes of a few small tables than on a page of prose, since every
transform looks at each.  A derived part has nothing for them to do: its links are all it needs.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from docutils import nodes
from sphinx.application import Sphinx

from handbook.elements import Markup

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

LINK = re.compile(r'(?<=href=")handbook:([^"#]+)')
TABLE = 96  # characters, where a table is drawn with them
TAGS = {
    "p": nodes.paragraph,
    "summary": nodes.paragraph,
    "span": nodes.inline,
    "ul": nodes.bullet_list,
    "li": nodes.list_item,
}


class derived(nodes.raw):  # noqa: N801 - docutils names nodes so
    """Markup of the book's own making; search reads its words."""


def part(*markup: Markup) -> derived:
    """Return a part of a page."""
    return derived("", "".join(markup), format="html")


def write_html(translator: "HTML5Translator", node: derived) -> None:
    """Write a part with the paths of its links."""
    builder, here = translator.builder, translator.builder.current_docname
    text = LINK.sub(lambda match: builder.get_relative_uri(here, match[1]), node.astext())
    translator.body.append(text)
    raise nodes.SkipNode


def other_formats(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put nodes in the place of markup for a builder that does not write HTML."""
    if app.builder.format == "html":
        return
    for each in list(doctree.findall(derived)):
        made = nodes_of(each.astext())
        each.parent.replace(each, made)
        for link in (link for node in made for link in node.findall(nodes.reference)):
            where, _, name = link["refuri"].removeprefix("handbook:").partition("#")
            path = app.builder.get_relative_uri(docname, where)
            link["refuri"] = f"{path}#{name}" if name else path


def nodes_of(markup: str) -> list[nodes.Node]:
    """Return the nodes that say the same; drawings, which cannot be said, are left out."""
    return list(_inside(ET.fromstring(f"<part>{markup}</part>")))  # noqa: S314 - it is our own


def _inside(element: ET.Element) -> Iterator[nodes.Node]:
    """Yield what stands in an element; lone line breaks only part one block from the next."""
    if element.text and element.text.strip("\n"):
        yield nodes.Text(element.text)
    for child in element:
        yield from _nodes(child)
        if child.tail and child.tail.strip("\n"):
            yield nodes.Text(child.tail)


def _nodes(element: ET.Element) -> Iterator[nodes.Node]:
    classes = element.get("class", "").split()
    match element.tag:
        case "div" | "details":
            yield from _inside(element)
        case "table":
            yield _table(element, classes)
        case "code":
            yield nodes.literal("", "".join(element.itertext()))
        case "a":
            to = element.get("href")
            yield nodes.reference("", "", *_inside(element), refuri=to, internal=True)
        case tag if tag in TAGS:
            made = TAGS[tag](classes=classes)
            made += list(_inside(element))
            yield made


def _table(element: ET.Element, classes: list[str]) -> nodes.table:
    head, *rows = element.iter("tr")
    group = nodes.tgroup("", cols=len(head))
    columns = [nodes.colspec(colwidth=TABLE // len(head)) for _ in head]
    if "stub" in head[0].get("class", ""):
        columns[0]["stub"] = 1
    group += columns
    group += nodes.thead("", _row(head))
    group += nodes.tbody("", *map(_row, rows))
    return nodes.table("", group, classes=classes)


def _row(row: ET.Element) -> nodes.row:
    return nodes.row("", *(nodes.entry("", *_inside(cell)) for cell in row))
