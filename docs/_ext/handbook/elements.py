"""Small parts of a page as markup: words, tables, lists, links."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from docutils.utils.smartquotes import educate_tokens

from handbook.core.records import Guideline
from handbook.core.svg import NOT_XML

SMART = re.compile(r"""["']|--|\.\.\.""")


class Markup(str):
    """Text that is markup already: well-formed, since Markdown is made of it, too."""

    __slots__ = ()


def words(text: str) -> Markup:
    """Return text in which backticks mark code, with the quotes and dashes of prose."""
    return _marked(printed(text))


def printed(text: str) -> list[str]:
    """Return the prose and, at odd places, the code of a text, with the quotes of print."""
    parts = text.split("`")
    if SMART.search(text):
        tokens = (("literal" if index % 2 else "plain", part) for index, part in enumerate(parts))
        parts = list(educate_tokens(tokens, "qDe", "en"))
    return parts


def verbatim(text: str) -> Markup:
    """Return text that reached us as it is: backticks mark code, quotes stay what they are."""
    parts = text.split("`")
    return _marked(parts if len(parts) % 2 else [text])


def plain(text: str) -> str:
    """Return text without the marks of code."""
    return text.replace("`", "")


def _marked(parts: Sequence[str]) -> Markup:
    safe = [escape(NOT_XML.sub("\N{REPLACEMENT CHARACTER}", part), quote=False) for part in parts]
    return Markup("".join(_code(part) if index % 2 else part for index, part in enumerate(safe)))


def _code(text: str) -> str:
    """Return code as Sphinx writes it: it breaks between its words alone."""
    pieces = re.sub(r"\S+", r'<span class="pre">\g<0></span>', text)
    return f'<code class="docutils literal notranslate">{pieces}</code>'


def _markup(part: str) -> str:
    return part if isinstance(part, Markup) else words(part)


def _element(tag: str, content: str, classes: str) -> Markup:
    opening = f'{tag} class="{classes}"' if classes else tag
    return Markup(f"<{opening}>{content}</{tag}>")


def inline(text: str, *classes: str) -> Markup:
    """Return text of a class."""
    return _element("span", _markup(text), " ".join(classes))


def paragraph(*parts: str, classes: str = "") -> Markup:
    """Return a paragraph of words and other parts."""
    return _element("p", "".join(map(_markup, parts)), classes)


def bullets(items: Iterable[str], classes: str = "") -> Markup:
    """Return a list, each item of which is blocks of markup."""
    return _element("ul", "\n".join(f"<li>{item}</li>" for item in items), classes)


def named(guideline: Guideline) -> Markup:
    """Return the ID and the title of a guideline."""
    return Markup(f"{inline(guideline.id, 'hb-id')} {words(guideline.title)}")


def badge(text: str, *classes: str) -> Markup:
    """Return a short text in a frame."""
    return inline(text, "sd-sphinx-override", "sd-badge", *classes)


def link(docname: str, text: str, anchor: str = "") -> Markup:
    """Return a link to a page of the book; its path is found when the page is written."""
    to = f"{docname}#{anchor}" if anchor else docname
    return Markup(f'<a class="reference internal" href="handbook:{to}">{_markup(text)}</a>')


def box(*parts: Markup, classes: str) -> Markup:
    """Return parts that stand together."""
    return _element("div", "".join(parts), classes)


def details(summary: str, *parts: Markup, shown: bool = False) -> Markup:
    """Return parts that a reader opens, or, ``shown``, may close."""
    state = ' open="open"' if shown else ""
    told = f"<summary>{words(summary)}</summary>\n{''.join(parts)}"
    return Markup(f'<details class="hb-details"{state}>{told}</details>\n')


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    name: str,
    stub: bool = False,
) -> Markup:
    """Return a table of a class; with ``stub`` its first column heads the rows.

    A cell is words, or blocks of markup.
    """
    first = ("th", "stub") if stub else ("td", "")
    kinds = [first, *[("td", "")] * (len(head) - 1)]
    top = _row(
        head, [("th", "head stub" if stub and not at else "head") for at in range(len(head))]
    )
    body = "\n".join(_row(row, kinds) for row in rows)
    inner = f"<thead>\n{top}\n</thead>\n<tbody>\n{body}\n</tbody>"
    # The frame is the theme's: a table wider than a phone scrolls on its own.
    frame = '<div class="pst-scrollable-table-container">'
    return Markup(f'{frame}<table class="{name} table">\n{inner}\n</table></div>\n')


def _row(cells: Sequence[str], kinds: Sequence[tuple[str, str]]) -> str:
    """Return a row; the line breaks keep the words of two cells apart in the search index."""
    told = [
        _element(tag, cell if isinstance(cell, Markup) else paragraph(cell) if cell else "", name)
        for cell, (tag, name) in zip(cells, kinds, strict=True)
    ]
    return "<tr>{}</tr>".format("\n".join(told))
