"""Links each term of the glossary where a page first uses it, so that authors need not."""

from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from handbook.core.glossary import Glossary
from handbook.domain import handbook

# Headings and labels stay plain, code is not prose, and what is a link leads elsewhere.
NOT_PROSE = (
    addnodes.pending_xref,
    nodes.FixedTextElement,
    nodes.caption,
    nodes.emphasis,
    nodes.literal,
    nodes.raw,
    nodes.reference,
    nodes.strong,
    nodes.table,
    nodes.title,
)


class GlossaryLinks(SphinxTransform):
    """Links the first use of each term on a page of a chapter."""

    default_priority = 310  # when a guideline's page is whole

    def apply(self) -> None:
        """Leave pages about the book as they are: there a task may be anybody's."""
        domain, docname = handbook(self.env), self.env.docname
        if domain.book.chapter(docname.partition("/")[0]):
            domain.shows(docname, "glossary")
            link_terms(self.document, domain.book.glossary, docname)


def link_terms(page: nodes.Element, glossary: Glossary, docname: str) -> None:
    """Link the first use of each term."""
    linked: set[str] = set()
    for text in list(_prose(page)):
        parts: list[nodes.Node] = []
        done, words = 0, text.astext()
        for term, place in glossary.uses(words):
            if term.entry not in linked:
                linked.add(term.entry)
                link = _link(term.words, words[place], docname)
                parts += [nodes.Text(words[done : place.start]), link]
                done = place.stop
        if parts:
            text.parent.replace(text, [*parts, nodes.Text(words[done:])])


def _prose(part: nodes.Element) -> Iterator[nodes.Text]:
    """Yield the words of sentences, but for the list of sources at a page's end."""
    for child in part.children:
        if isinstance(child, nodes.Text):
            yield child
        elif isinstance(child, nodes.Element) and not isinstance(child, NOT_PROSE):
            name = next(iter(child.get("ids", ())), "")
            yield from () if name.endswith("see-also") else _prose(child)


def _link(term: str, words: str, docname: str) -> addnodes.pending_xref:
    text = nodes.inline("", words, classes=["hb-term"])
    target = {"refdomain": "std", "reftype": "term", "reftarget": term, "refdoc": docname}
    return addnodes.pending_xref("", text, refexplicit=True, refwarn=True, **target)
