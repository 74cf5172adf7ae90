"""Lists that nobody keeps: a chapter's guidelines, the book's chapters, all guidelines."""

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from handbook.book import Chapter
from handbook.core.anatomy import anchor
from handbook.core.records import Guideline
from handbook.derived import part
from handbook.domain import handbook
from handbook.elements import Markup, bullets, inline, link, named, paragraph, table
from handbook.states import state_badge

HEAD = ("Guideline", "Symptoms", "Chapter", "Linter rule")


class ChapterGuidelines(SphinxDirective):
    """Lists the guidelines of the chapter on whose opening page it stands, in ID order."""

    def run(self) -> list[nodes.Node]:
        """Return the list and the hidden toctree."""
        domain, name = handbook(self.env), self.env.docname.partition("/")[0]
        domain.shows(self.env.docname, f"chapter {name}")
        chapter = domain.book.chapter(name)
        if chapter is None:
            raise self.error(f"`pch:guidelines` stands on a chapter's opening page; {name} is none")
        found = [docname for docname in chapter.docnames if docname in self.env.found_docs]
        listed = bullets(map(_entry, chapter.guidelines), "hb-list")
        return [part(listed), _toctree(self, found)]


class BookChapters(SphinxDirective):
    """Lists the chapters, each with the first sentence of its opening page."""

    def run(self) -> list[nodes.Node]:
        """Return the list and the hidden toctree."""
        domain = handbook(self.env)
        domain.shows(self.env.docname, "chapter *")
        chapters = [each for each in domain.book.chapters if each.docname in self.env.found_docs]
        listed = bullets(map(_chapter_item, chapters), "hb-list hb-chapters")
        return [part(listed), _toctree(self, [each.docname for each in chapters])]


class Overview(SphinxDirective):
    """A table of all guidelines, which a small script lets readers filter."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        domain = handbook(self.env)
        domain.shows(self.env.docname, "chapter *")
        rows = [
            _overview_row(each, chapter)
            for chapter in domain.book.chapters
            for each in chapter.guidelines
        ]
        return [part(table(HEAD, rows, name="hb-overview"))]


def _toctree(directive: SphinxDirective, docnames: list[str]) -> nodes.compound:
    """Return a hidden toctree, which gives the pages their place and their neighbours."""
    tree = addnodes.toctree(
        parent=directive.env.docname,
        entries=[(None, docname) for docname in docnames],
        includefiles=docnames,
        maxdepth=1,
        caption=None,
        glob=False,
        hidden=True,
        includehidden=False,
        numbered=0,
        titlesonly=True,
    )
    directive.set_source_info(tree)
    return nodes.compound("", tree, classes=["toctree-wrapper"])


def _entry(each: Guideline) -> Markup:
    return Markup(f"{_link(each)}\n{paragraph(each.summary)}")


def _chapter_item(chapter: Chapter) -> Markup:
    ids = [each.id for each in chapter.guidelines]
    span = f"{ids[0]} to {ids[-1]}" if len(ids) > 1 else "".join(ids)
    head = paragraph(link(chapter.docname, chapter.title), " ", inline(span, "hb-span"))
    return Markup(f"{head}\n{paragraph(chapter.lead) if chapter.lead else ''}")


def _overview_row(each: Guideline, chapter: Chapter) -> list[str]:
    deviates = "With a deviation that is run." if each.deviation else ""
    notes = [paragraph(note, classes="hb-summary") for note in (each.summary, deviates) if note]
    guideline = Markup("\n".join([_link(each), *notes]))
    symptoms = ", ".join(inline(symptom, "hb-symptom") for symptom in each.symptoms)
    return [guideline, paragraph(Markup(symptoms)), chapter.title, ", ".join(each.ruff)]


def _link(each: Guideline) -> Markup:
    parts = [link(each.docname, named(each), anchor(each.id)), *state_badge(each)]
    return paragraph(Markup(" ".join(parts)))
