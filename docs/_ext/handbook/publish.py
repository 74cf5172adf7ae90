"""Writes beside the pages short links, and what machines read of the book as a whole."""

from pathlib import Path

from sphinx.application import Sphinx

from handbook import feed
from handbook.build import about
from handbook.core import short_links
from handbook.domain import handbook
from handbook.exports import NAME, SCHEMA, exports
from handbook.llms import llms_txt

DATA = (
    (NAME, "every guideline with its rule, symptoms, linter rules, claims and verdicts"),
    (SCHEMA, "the JSON Schema of that file"),
)


def publish(app: Sphinx, exception: Exception | None) -> None:
    """Write the files of a site whose pages are written."""
    if exception or app.builder.name != "html":
        return
    domain, title, base = handbook(app.env), app.config.project, app.config.html_baseurl
    book = domain.book
    files = short_links.pages(book.catalogue, book.record, base)
    files |= exports(book, title, domain.data["facts"], base)
    files["llms.txt"] = llms_txt(book, title, about(app), DATA, base)
    if feed.address(book.record, base):
        files[feed.NAME] = feed.feed(book, title, app.config.author, base)
    for name, text in files.items():
        update(Path(app.outdir, name), text)


def update(path: Path, text: str) -> None:
    """Write a file, unless it is that already: what copies a site then sees what has changed."""
    content = text.encode()
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
