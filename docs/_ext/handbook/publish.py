"""Writes beside the pages what machines read of the book as a whole."""

from pathlib import Path

from sphinx.application import Sphinx

from handbook import feed
from handbook.domain import handbook
from handbook.exports import NAME, SCHEMA, exports
from handbook.llms import llms_txt
from handbook.output import update

DATA = (
    (NAME, "every guideline with its rule, symptoms, linter rules, claims and verdicts"),
    (SCHEMA, "the JSON Schema of that file"),
)


def publish(app: Sphinx, exception: Exception | None) -> None:
    """Write the files of a site whose pages are written."""
    if exception or app.builder.name != "html":
        return
    domain, title, base = handbook(app.env), app.config.project, app.config.html_baseurl
    found = app.env.toctree_includes.get(app.config.root_doc, [])
    about = [(name, app.env.titles[name].astext()) for name in found if "/" not in name]
    files = exports(domain.book, title, domain.data["facts"], base)
    files["llms.txt"] = llms_txt(domain.book, title, about, DATA, base)
    if feed.address(domain.book.record, base):
        files[feed.NAME] = feed.feed(domain.book, title, app.config.author, base)
    for name, text in files.items():
        update(Path(app.outdir, name), text)
