"""Small parts of a page: words, tables, signs."""

from collections.abc import Iterable, Sequence

from docutils import nodes

from handbook.core.records import Guideline

Cell = str | nodes.Node | Sequence[nodes.Node]


def words(text: str) -> list[nodes.Node]:
    """Return text in which backticks mark code."""
    parts = text.split("`")
    return [
        nodes.literal(part, part) if index % 2 else nodes.Text(part)
        for index, part in enumerate(parts)
        if part
    ]


def plain(text: str) -> str:
    """Return text without the marks of code."""
    return text.replace("`", "")


def paragraph(*parts: str | nodes.Node, classes: Sequence[str] = ()) -> nodes.paragraph:
    """Return a paragraph of words and other parts."""
    made = nodes.paragraph(classes=list(classes))
    for part in parts:
        made += words(part) if isinstance(part, str) else [part]
    return made


def inline(text: str, *classes: str) -> nodes.inline:
    """Return text of a class."""
    return nodes.inline(text, text, classes=list(classes))


def named(guideline: Guideline) -> nodes.inline:
    """Return the ID and the title of a guideline."""
    title = words(guideline.title)
    return nodes.inline("", "", inline(guideline.id, "hb-id"), nodes.Text(" "), *title)


def verbatim(text: str) -> nodes.inline:
    """Return text that reached us as it is: quotes stay what they are."""
    return nodes.inline(text, text, support_smartquotes=False)


def html(source: str) -> nodes.raw:
    """Return markup for readers of HTML; other formats have the tables beside it."""
    return nodes.raw("", source, format="html")


def table(
    head: Sequence[Cell], rows: Iterable[Sequence[Cell]], *, name: str, stub: bool = False
) -> nodes.table:
    """Return a table of a class; with ``stub`` its first column heads the rows."""
    group = nodes.tgroup("", cols=len(head))
    columns = [nodes.colspec(colwidth=1) for _ in head]
    if stub:
        columns[0]["stub"] = 1
    group += columns
    group += nodes.thead("", _row(head))
    group += nodes.tbody("", *(_row(row) for row in rows))
    return nodes.table("", group, classes=[name, "colwidths-auto"])


def _row(cells: Sequence[Cell]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", *_content(cell)) for cell in cells))


def _content(cell: Cell) -> Sequence[nodes.Node]:
    if isinstance(cell, str):
        return [paragraph(cell)] if cell else []
    return [cell] if isinstance(cell, nodes.Node) else cell
