"""What the head of each page tells of it: title, description, address, and its copy."""

import posixpath
from textwrap import shorten
from typing import Any

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.application import Sphinx

from handbook import feed
from handbook.domain import handbook

MOST = 200  # characters of a description, of which previews show less
TITLES = {"genindex": "Index", "search": "Search"}  # in the templates of these pages alone


def tell(
    app: Sphinx, pagename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add the tags by which other sites show a link to the page, with or without an address."""
    title = context.get("title") or context.get("indextitle") or TITLES.get(pagename)
    about = (context.get("meta") or {}).get("og:description") or _lead(app, doctree)
    tags = {
        "og:title": Markup(title or app.config.project).striptags(),  # noqa: S704 - Sphinx made it
        "og:type": "website" if pagename == app.config.root_doc else "article",
        "og:site_name": app.config.project,
        "og:description": about,
    }
    if app.config.html_baseurl:
        tags["og:url"] = app.config.html_baseurl + app.builder.get_target_uri(pagename)
    told = context.get("metatags", "")
    lines = [f'<meta property="{name}" content="{escape(tags[name])}">' for name in tags]
    if 'name="description"' not in told:
        lines.append(f'<meta name="description" content="{escape(about)}">')
    if doctree is not None:
        copy = f"{posixpath.basename(pagename)}.md"
        lines.append(f'<link rel="alternate" type="text/markdown" href="{copy}">')
    news = feed.address(handbook(app.env).book.record, app.config.html_baseurl)
    if news:
        lines.append(
            f'<link rel="alternate" type="application/atom+xml" title="{feed.TITLE}" href="{news}">'
        )
    context["handbook_feed"] = news
    context["metatags"] = "\n".join([told, *lines, ""])


def _lead(app: Sphinx, doctree: nodes.document | None) -> str:
    """Return the first paragraph of a page; of one that Sphinx makes, that of the book."""
    found = next(doctree.findall(nodes.paragraph), None) if doctree else None
    lead = found.astext() if found else handbook(app.env).book.lead
    return shorten(lead, MOST, placeholder=" …")
