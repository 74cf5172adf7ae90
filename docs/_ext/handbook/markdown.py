"""Derived parts of a page in Markdown: paragraphs, lists, tables; drawings are left out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

# A drawing has its numbers in tables beside it.
PICTURE = re.compile(r'<div class="hb-picture".*?</div>', re.DOTALL)
SPECIAL = re.compile(r"[*<]")


@dataclass(frozen=True, slots=True)
class Markdown:
    """Turns markup into Markdown; ``path`` tells where the copy of a page is."""

    path: Callable[[str], str]

    def of(self, markup: str) -> str:
        """Return the blocks of a derived part."""
        whole = f"<part>{PICTURE.sub('', markup)}</part>"
        return "\n\n".join(self._blocks(ET.fromstring(whole)))  # noqa: S314 - it is our own

    def _blocks(self, element: ET.Element) -> Iterator[str]:
        for child in element:
            match child.tag, child.get("class", ""):
                case "p", "hb-badges":
                    yield " · ".join(map(self._words, child))
                case "p", "hb-caption":  # of the drawing
                    pass
                case "p" | "summary", _:
                    yield self._words(child)
                case "ul", _:
                    yield "\n".join(map(self._item, child))
                case "table", _:
                    yield self._table(child)
                case "div" | "details", _:
                    yield from self._blocks(child)

    def _item(self, item: ET.Element) -> str:
        """Return an item of a list, a block a line, indented below its first."""
        return "- " + "\n".join(self._blocks(item)).replace("\n", "\n  ")

    def _table(self, table: ET.Element) -> str:
        head, *rows = table.iter("tr")
        return "\n".join([self._row(head), "|" + "---|" * len(head), *map(self._row, rows)])

    def _row(self, row: ET.Element) -> str:
        cells = ("<br>".join(self._blocks(cell)).replace("|", r"\|") for cell in row)
        return f"| {' | '.join(cells)} |"

    def _words(self, element: ET.Element) -> str:
        return " ".join("".join(self._pieces(element)).split())

    def _pieces(self, element: ET.Element) -> Iterator[str]:
        yield _safe(element.text)
        for child in element:
            match child.tag:
                case "code":
                    yield f"`{''.join(child.itertext())}`"
                case "a" if "headerlink" not in child.get("class", ""):
                    docname = child.get("href", "").removeprefix("handbook:").partition("#")[0]
                    yield f"[{self._words(child)}]({self.path(docname)})"
                case "span":
                    yield from self._pieces(child)
            yield _safe(child.tail)


def _safe(text: str | None) -> str:
    return SPECIAL.sub(r"\\\g<0>", text) if text else ""
