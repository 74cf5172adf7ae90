"""The book's table of contents for language models: llms.txt, whose links lead to Markdown."""

from collections.abc import Iterable, Iterator

from handbook.book import Book
from handbook.elements import plain

ABOUT = (
    "A guideline's page has a bad and a good module, and what was observed when both ran. "
    "Quote a guideline by its ID: it is never given to another."
)


Named = Iterable[tuple[str, str]]


def llms_txt(book: Book, title: str, about: Named, data: Named, base: str) -> str:
    """Return the text in its published form: a title, a quote, and lists of links by section.

    ``about`` are further pages, as name and title; ``data`` are files, as name and what they
    hold.  ``base`` is the address of the book, or empty: then links are relative.
    """
    lines = [f"# {title}", "", f"> {book.lead}", "", ABOUT]
    for chapter in book.chapters:
        lines += ["", f"## {chapter.title}", ""]
        lines += _link(f"{base}{chapter.docname}.md", f"About {chapter.title}", chapter.lead)
        for each in chapter.guidelines:
            lines += _link(f"{base}{each.docname}.md", each.heading, each.summary)
    lines += ["", "## Data", ""]
    for name, what in data:
        lines += _link(f"{base}{name}", name, what)
    lines += ["", "## Optional", ""]  # by that name, what a short context can do without
    for docname, named in about:
        lines += _link(f"{base}{docname}.md", named, "")
    return "\n".join([*lines, ""])


def _link(path: str, title: str, what: str) -> Iterator[str]:
    yield f"- [{plain(title)}]({path}){f': {what}' if what else ''}"
