"""A copy of each page in Markdown: the author's own text, and what the build added to it.

A translator of whole doctrees, such as that of sphinx-llm-friendly, adds a quarter to the build.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from handbook.core.anatomy import Section, sections
from handbook.core.front_matter import FENCE
from handbook.derived import derived
from handbook.domain import HandbookDomain, handbook
from handbook.markdown import Markdown

BLOCK = re.compile(
    r"^(?P<fence>`{3,}|~{3,}|:{3,})(?P<info>.*)\n(?P<body>(?s:.*?))^(?P=fence)[ \t]*\n?",
    re.MULTILINE,
)
DIRECTIVE = re.compile(r"\{(?:pch:)?(?P<name>[\w:-]+)\}")
OPTIONS = re.compile(r"(?::[\w-]+:.*\n)+")
TARGET = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)
UNNAMED = re.compile(r"\[\]\((?P<path>[^)#:]+)\.md")  # a link that has the title of its page
# Two backticks quote a role and do not call it.
ROLE = re.compile(
    r"``.+?``|\{(?:pch:)?(?P<name>[\w:]+)\}`(?P<text>[^`<]*?)(?: *<(?P<target>[^`>]+)>)?`"
)


def write_copy(app: Sphinx, pagename: str, doctree: nodes.document) -> None:
    """Write the copy beside the page, whenever that is written."""
    source = Path(app.env.doc2path(pagename)).read_text("utf-8")
    path = Path(app.outdir, f"{pagename}.md")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(Copy(pagename, handbook(app.env)).of(doctree, source), "utf-8")


class Copy:
    """One page's copy, whose links lead to other copies."""

    def __init__(self, pagename: str, domain: HandbookDomain) -> None:
        self.folder = posixpath.dirname(pagename)
        self.domain = domain
        self.derives = domain.book.catalogue.at(pagename) is not None
        self.markdown = Markdown(self._path)

    def _path(self, docname: str) -> str:
        return posixpath.relpath(f"{docname}.md", self.folder or ".")

    def of(self, doctree: nodes.document, source: str) -> str:
        """Return the page as Markdown."""
        page = next(iter(doctree.findall(nodes.section)), None)
        if self.derives and page is not None:
            prose = {each.title: _text(each) for each in sections(source)}
            told = "\n\n".join(part.strip() for part in self._parts(page, prose) if part.strip())
        else:
            told = self._prose(FENCE.sub("", source), doctree.findall(derived))
        return told.strip() + "\n"

    def _parts(self, page: nodes.section, prose: dict[str, str]) -> Iterator[str]:
        """Yield a guideline's page: the author's sections, and around them what was derived."""
        for part in page.children:
            match part:
                case nodes.title():
                    yield f"# {part.astext()}"
                case nodes.section():
                    title = part[0].astext()
                    yield f"## {title}"
                    yield self._prose(prose.get(title, ""))
                    for added in part.children:
                        yield from self._added(added)
                case nodes.container() if "hb-rule" in part["classes"]:
                    yield self._prose(prose[""])
                case _:
                    yield from self._added(part)

    def _added(self, part: nodes.Node) -> Iterator[str]:
        """Yield what the build has put on the page: modules, notices, derived parts."""
        match part:
            case derived():
                yield self.markdown.of(part.astext())
            case nodes.Admonition():
                title, *told = part.children
                yield f"> **{title.astext()}.** {' '.join(map(_linked, told))}"
            case nodes.container():
                for half in part.findall(nodes.caption):
                    code = half.next_node(nodes.literal_block, siblings=True)
                    yield f"**{half.astext()}**"
                    yield f"```python\n{code.astext()}\n```" if code else ""

    def _prose(self, text: str, lists: Iterable[derived] = ()) -> str:
        """Return an author's text without what only Sphinx reads; lists are put in their place."""
        told, end, lists = [], 0, iter(lists)
        for block in BLOCK.finditer(text):
            told += [self._inline(text[end : block.start()]), self._block(block, lists)]
            end = block.end()
        return "".join([*told, self._inline(text[end:])])

    def _block(self, block: re.Match[str], lists: Iterator[derived]) -> str:
        directive = DIRECTIVE.match(block["info"].strip())
        if directive is None:
            return block[0]
        if directive["name"] in self.domain.directives:
            made = next(lists, None)
            return f"{self.markdown.of(made.astext())}\n" if made else ""
        body = OPTIONS.sub("", block["body"], count=1)
        return "" if directive["name"] == "toctree" else self._prose(body, lists)

    def _inline(self, text: str) -> str:
        return UNNAMED.sub(self._named, ROLE.sub(self._role, TARGET.sub("", text)))

    def _named(self, link: re.Match[str]) -> str:
        docname = posixpath.normpath(posixpath.join(self.folder, link["path"]))
        title = self.domain.env.titles.get(docname)
        return f"[{title.astext()}]({link['path']}.md" if title else link[0]

    def _role(self, role: re.Match[str]) -> str:
        """Return the words of a role; the title of a guideline is its link's."""
        if not role["name"]:
            return role[0]
        known = self.domain.book.catalogue.by_id(role["target"] or role["text"])
        if role["name"] != "guideline" or known is None:
            return role["text"]
        title = known.title.replace("`", "").replace('"', "'")
        return f'[{role["text"]}]({self._path(known.docname)} "{title}")'


def _linked(block: nodes.Node) -> str:
    """Return a paragraph of the build's own in a line; its links lead to copies."""
    pieces = (
        f"[{each.astext()}]({each['refuri'].partition('.html')[0]}.md)"
        if isinstance(each, nodes.reference)
        else each.astext()
        for each in block.children
    )
    return " ".join("".join(pieces).split())


def _text(section: Section) -> str:
    return "\n".join(line for _, line in section.lines)
