"""Small parts of a page: words with code, tables, text that stays as it is."""

from docutils import nodes

from handbook.elements import paragraph, plain, table, verbatim, words


def test_words() -> None:
    """Backticks mark code, and are no part of plain text."""
    made = words("Call `open` in a `thread`")
    assert [type(part) for part in made] == [nodes.Text, nodes.literal, nodes.Text, nodes.literal]
    assert plain("Call `open`") == "Call open"
    assert words("") == []


def test_paragraph() -> None:
    """Words and parts stand in a row."""
    made = paragraph("Run `it`: ", verbatim("'as it is'"), classes=["kind"])
    assert made.astext() == "Run it: 'as it is'"
    assert made["classes"] == ["kind"]
    assert verbatim("''")["support_smartquotes"] is False


def test_table() -> None:
    """A table has a head, and may have a first column that heads the rows."""
    made = table(("A", "B"), [("a", ""), (paragraph("b"), [nodes.rubric("", "c")])], name="kind")
    assert made["classes"] == ["kind", "colwidths-auto"]
    assert [entry.astext() for entry in made.findall(nodes.entry)] == ["A", "B", "a", "", "b", "c"]
    assert [column.get("stub") for column in made.findall(nodes.colspec)] == [None, None]
    headed = table(("A", "B"), [], name="kind", stub=True)
    assert [column.get("stub") for column in headed.findall(nodes.colspec)] == [1, None]
