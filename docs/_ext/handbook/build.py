"""Opens the book once a build, and dresses each page: its way through the book, its head."""

from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from handbook.book import Chapter, open_book
from handbook.copies import write_copy
from handbook.core.citing import citations, link_path
from handbook.core.records import Tree
from handbook.domain import handbook
from handbook.elements import bullets, inline, plain
from handbook.head import tell
from handbook.states import with_state

ADDRESS = "{address}"  # stands for that of the guideline's short link; a script knows it


def read_trees(app: Sphinx) -> None:
    """Read the catalogue: the folder of the pages stands beside those of examples and checks."""
    tree = Tree(Path(app.srcdir).parent)
    handbook(app.env).book = open_book(tree, preview=app.config.handbook_preview)


def dress(
    app: Sphinx,
    pagename: str,
    templatename: str,  # noqa: ARG001 - the signature is Sphinx's
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give the template what it shows around a page, and write the copy beside it."""
    context["handbook_beside"] = navigation(app, pagename)
    guideline = handbook(app.env).book.catalogue.at(pagename)
    if guideline is not None:
        context["handbook_citations"] = citations(guideline, ADDRESS)
        context["handbook_short_link"] = f"{link_path(guideline.id)}index.html"
    tell(app, pagename, context, doctree)
    if doctree is not None:
        write_copy(app, pagename, doctree)


def navigation(app: Sphinx, pagename: str) -> str:
    """Return the chapters, and the guidelines of the page's own chapter alone.

    A theme's toctree renders the whole book on every page, at a cost that grows with the book;
    this is made once a chapter, and on each page the link to the page itself is marked.
    """
    book = handbook(app.env).book
    here = book.chapter(pagename.partition("/")[0])
    name = here.name if here else ""
    if name not in book.beside:
        book.beside[name] = _beside(app, here)
    page = f'href="handbook:{app.builder.get_target_uri(pagename)}"'
    return book.beside[name].replace(page, 'href="#" aria-current="page"')


def about(app: Sphinx) -> list[tuple[str, str]]:
    """Return the pages that are in no chapter, by name and title, as the home page orders them."""
    found = app.env.toctree_includes.get(app.config.root_doc, [])
    return [(name, app.env.titles[name].astext()) for name in found if "/" not in name]


def _beside(app: Sphinx, here: Chapter | None) -> str:
    """Return the chapters, with the guidelines of one, and the pages that are in no chapter."""
    guidelines = here.guidelines if here else ()
    inner = bullets(_link(app, each.docname, with_state(each), each.id) for each in guidelines)
    chapters = [
        _link(app, each.docname, each.title) + (inner if each is here else "")
        for each in handbook(app.env).book.chapters
    ]
    others = [_link(app, name, title) for name, title in about(app)]
    return f'{bullets(chapters)}<p class="hb-nav-title">About this book</p>{bullets(others)}'


def _link(app: Sphinx, docname: str, title: str, identifier: str = "") -> str:
    words = escape(plain(title))
    told = f"{inline(identifier, 'hb-id')} {words}" if identifier else words
    return f'<a href="handbook:{app.builder.get_target_uri(docname)}">{told}</a>'
