"""Opens the book once a build, and gives each page its way through it."""

from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from handbook.book import Chapter, open_book
from handbook.core import short_links
from handbook.core.citing import citations, link_path
from handbook.core.records import Tree
from handbook.domain import handbook
from handbook.elements import bullets, inline, plain
from handbook.output import update
from handbook.states import with_state

ADDRESS = "{address}"  # stands for that of the guideline's short link


def read_trees(app: Sphinx) -> None:
    """Read the catalogue: the folder of the pages stands beside those of examples and checks."""
    tree = Tree(Path(app.srcdir).parent)
    handbook(app.env).book = open_book(tree, preview=app.config.handbook_preview)


def navigation(
    app: Sphinx,
    pagename: str,
    templatename: str,  # noqa: ARG001 - the signature is Sphinx's
    context: dict[str, Any],
    doctree: nodes.document | None,  # noqa: ARG001
) -> None:
    """Give the template the chapters, and the guidelines of the page's own chapter alone.

    A theme's toctree renders the whole book on every page, at a cost that grows with the book;
    this is made once a chapter, and on each page the link to the page itself is marked.
    """
    book = handbook(app.env).book
    here = book.chapter(pagename.partition("/")[0])
    name = here.name if here else ""
    if name not in book.beside:
        book.beside[name] = _beside(app, here)
    page = f'href="handbook:{app.builder.get_target_uri(pagename)}"'
    context["handbook_beside"] = book.beside[name].replace(page, 'href="#" aria-current="page"')


def _beside(app: Sphinx, here: Chapter | None) -> str:
    """Return the chapters, with the guidelines of one, and the pages that are in no chapter."""
    book, about = handbook(app.env).book, app.env.toctree_includes.get(app.config.root_doc, [])
    guidelines = (
        [_link(app, each.docname, with_state(each), each.id) for each in here.guidelines]
        if here
        else []
    )
    inner = bullets(guidelines) if here else ""
    chapters = [
        _link(app, each.docname, each.title) + (inner if each is here else "")
        for each in book.chapters
    ]
    others = [_link(app, name, app.env.titles[name].astext()) for name in about if "/" not in name]
    return f'{bullets(chapters)}<p class="hb-nav-title">About this book</p>{bullets(others)}'


def _link(app: Sphinx, docname: str, title: str, identifier: str = "") -> str:
    words = escape(plain(title))
    told = f"{inline(identifier, 'hb-id')} {words}" if identifier else words
    return f'<a href="handbook:{app.builder.get_target_uri(docname)}">{told}</a>'


def citing(
    app: Sphinx,
    pagename: str,
    templatename: str,  # noqa: ARG001 - the signature is Sphinx's
    context: dict[str, Any],
    doctree: nodes.document | None,  # noqa: ARG001
) -> None:
    """Give the template what readers of a guideline may copy; a script knows the address."""
    guideline = handbook(app.env).book.guideline_at(pagename)
    if guideline is not None:
        context["handbook_citations"] = citations(guideline, ADDRESS)
        context["handbook_short_link"] = f"{link_path(guideline.id)}index.html"


def write_short_links(app: Sphinx, exception: Exception | None) -> None:
    """Write the small pages that lead on to guidelines, beside those of an HTML site."""
    if exception or app.builder.name != "html":
        return
    book = handbook(app.env).book
    pages = short_links.pages(book.catalogue, book.record, app.config.html_baseurl)
    for name, text in pages.items():
        update(Path(app.outdir, name), text)
