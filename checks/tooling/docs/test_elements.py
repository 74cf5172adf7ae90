"""Small parts of a page: words with code, tables, links, text that stays as it is."""

import pytest

from handbook.core.records import Guideline
from handbook.elements import (
    Markup,
    box,
    bullets,
    details,
    inline,
    link,
    named,
    paragraph,
    plain,
    table,
    verbatim,
    words,
)

CODE = '<code class="docutils literal notranslate"><span class="pre">{}</span></code>'


def test_words() -> None:
    """Backticks mark code, and are no part of plain text; what markup is made of stays text."""
    assert words("Call `open` <now>") == f"Call {CODE.format('open')} &lt;now&gt;"
    assert plain("Call `open`") == "Call open"
    assert words("") == ""


def test_code_breaks_between_words() -> None:
    """A line may break between the words of a command, never inside one."""
    pieces = '<span class="pre">nox</span> <span class="pre">-s</span>'
    assert pieces in words("`nox -s`")


def test_prose_and_code_have_their_own_quotes() -> None:
    """Quotes and dashes are those of print, but for code."""
    code = CODE.format("'x'")
    assert words("""It's "so" -- `'x'`""") == f"It\u2019s \u201cso\u201d \u2013 {code}"


@pytest.mark.parametrize("text", ["'it' -- \"is\"", "one ` backtick"])
def test_verbatim(text: str) -> None:
    """What was observed is shown as it reached us."""
    assert verbatim(text) == text


def test_what_markup_cannot_hold() -> None:
    """A character that no markup may have is told from the rest."""
    assert verbatim("a\x1b\ud800b") == "a\ufffd\ufffdb"


def test_verbatim_code() -> None:
    """Names that an observation marks as code are code."""
    assert verbatim("`put()` waits") == f"{CODE.format('put()')} waits"


A, B = paragraph("a"), paragraph("b")


@pytest.mark.parametrize(
    ("made", "markup"),
    [
        (
            paragraph("Run ", inline("it", "one", "two"), classes="kind"),
            '<p class="kind">Run <span class="one two">it</span></p>',
        ),
        (bullets([A, B]), "<ul><li><p>a</p></li>\n<li><p>b</p></li></ul>"),
        (bullets([], "kind"), '<ul class="kind"></ul>'),
        (box(A, classes="kind"), '<div class="kind"><p>a</p></div>'),
        (
            details("More", A),
            '<details class="hb-details"><summary>More</summary>\n<p>a</p></details>\n',
        ),
        (
            details("More", shown=True),
            '<details class="hb-details" open="open"><summary>More</summary>\n</details>\n',
        ),
    ],
)
def test_markup(made: Markup, markup: str) -> None:
    """Paragraphs, lists, boxes, and what a reader opens or finds open."""
    assert made == markup


def test_link() -> None:
    """A link names its page; the path is not known yet."""
    guideline = Guideline("PCH020", "boundaries", "io", "Keep `open` off", "2026.1", "", ())
    made = link(guideline.docname, named(guideline), "pch020")
    assert made.startswith('<a class="reference internal" href="handbook:boundaries/io#pch020">')
    assert made.endswith(f'<span class="hb-id">PCH020</span> Keep {CODE.format("open")} off</a>')
    assert 'href="handbook:index"' in link("index", "Home")


def test_table() -> None:
    """A cell is words, blocks, or nothing; words of two cells never run into one."""
    made = table(("A", "B"), [("a", ""), (Markup("<ul></ul>"), "b")], name="kind")
    assert '<table class="kind table">' in made
    assert (
        "<tr><td><p>a</p></td>\n<td></td></tr>\n<tr><td><ul></ul></td>\n<td><p>b</p></td></tr>"
        in made
    )
    assert "stub" not in made


def test_table_with_heads_of_rows() -> None:
    """The first column may head the rows."""
    made = table(("A", "B"), [("a", "b")], name="kind", stub=True)
    assert '<tr><th class="head stub"><p>A</p></th>\n<th class="head"><p>B</p></th></tr>' in made
    assert '<tr><th class="stub"><p>a</p></th>\n<td><p>b</p></td></tr>' in made
