"""Derived parts of a page: markup that is made once.

Docutils spends more on the nodes of a few small tables than on a page of prose, since every
transform looks at each.  A derived part has nothing for them to do: its links are all it needs.
"""

import re
from typing import TYPE_CHECKING

from docutils import nodes

from handbook.core.records import Guideline
from handbook.elements import Markup, printed

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

LINK = re.compile(r'(?<=href=")handbook:([^"#]+)')


class derived(nodes.raw):  # noqa: N801 - docutils names nodes so
    """Markup of the book's own making; search reads its words, and only HTML has it."""


def part(*markup: Markup) -> derived:
    """Return a part of a page."""
    return derived("", "".join(markup), format="html")


def write_html(translator: "HTML5Translator", node: derived) -> None:
    """Write a part with the paths of its links."""
    builder, here = translator.builder, translator.builder.current_docname
    text = LINK.sub(lambda match: builder.get_relative_uri(here, match[1]), node.astext())
    translator.body.append(text)
    raise nodes.SkipNode


def word_nodes(text: str) -> list[nodes.Node]:
    """Return text in which backticks mark code as nodes, for references and captions."""
    return [
        nodes.literal("", words) if index % 2 else nodes.Text(words)
        for index, words in enumerate(printed(text))
        if words
    ]


def named_nodes(guideline: Guideline) -> list[nodes.Node]:
    """Return the ID and the title of a guideline as nodes."""
    identifier = nodes.inline("", guideline.id, classes=["hb-id"])
    return [identifier, nodes.Text(" "), *word_nodes(guideline.title)]
