"""Opens the book once a build, and gives each page its way through it."""

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from handbook.book import open_book
from handbook.core.records import Tree
from handbook.domain import handbook


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

    A theme's toctree renders the whole book on every page, at a cost that grows with the book.
    """
    domain = handbook(app.env)
    here = domain.book.chapter(pagename.partition("/")[0])
    about = app.env.toctree_includes.get(app.config.root_doc, [])
    context["handbook_chapters"] = domain.book.chapters
    context["handbook_chapter"] = here
    context["handbook_about"] = [
        (docname, app.env.titles[docname].astext()) for docname in about if "/" not in docname
    ]
