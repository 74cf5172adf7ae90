"""A book of two chapters, its evidence, and a build of it that tells what it did."""

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree import ElementTree as ET

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.testing.util import SphinxTestApp

from checks.tooling.small_book import CHAPTER, SLUG, add, change, write
from handbook.core import evidence
from handbook.core.catalogue import load
from handbook.core.observations import Lane, Observation, Trace
from handbook.core.records import HALVES, Evidence, Half, Interpreter, Tree
from handbook.derived import derived
from handbook.domain import HandbookDomain, handbook

CONF = """\
extensions = ["myst_parser", "handbook"]
myst_title_to_header = True
primary_domain = "pch"
nitpicky = True
html_theme = "basic"
"""
HOME = """\
# Handbook

```{chapters}
```

```{overview}
```
"""
OPENING = "# %s\n\nWhat it is about.\n\n```{guidelines}\n```\n"
ADDRESS = "https://handbook.example/book/"
ANSI = re.compile(r"\x1b\[[0-9;]*m")

KINDS: dict[str, type[nodes.Element]] = {
    "a": nodes.reference,
    "code": nodes.literal,
    "li": nodes.list_item,
    "p": nodes.paragraph,
    "span": nodes.inline,
    "summary": nodes.paragraph,
    "table": nodes.table,
    "td": nodes.entry,
    "th": nodes.entry,
    "tr": nodes.row,
    "ul": nodes.bullet_list,
}
FRAMES = ("div", "details", "thead", "tbody")

PLACE, OTHER_PLACE = (CHAPTER, SLUG), ("backpressure", "bounded_fan_out")
FILES, FAN_OUT = "/".join(PLACE), "/".join(OTHER_PLACE)
TRACE = Trace(2.0, (Lane("save", "task", 0.0, 2.0, "done", busy=((0.0, 2.0),)),))
SEEN: dict[Half, Observation] = {
    "bad": Observation("failed", "the loop was silent for 2 s", trace=TRACE),
    "good": Observation("held", "the loop was silent for 0 s", trace=TRACE),
}
SKIPPED: dict[Half, Observation] = {
    half: Observation("skipped", reason="`distributed` isn't installed") for half in HALVES
}


def make(root: Path) -> Tree:
    """Write the book: PCH020 in one chapter, PCH011 in another, both proved on one version."""
    tree = Tree(root)
    add(tree)
    add(tree, *OTHER_PLACE, identifier="PCH011")
    write(tree.docs / "conf.py", CONF)
    write(tree.docs / "index.md", HOME)
    write(tree.page("boundaries", "index"), OPENING % "Boundaries")
    write(tree.page("backpressure", "index"), OPENING % "Backpressure")
    for identifier in ("PCH020", "PCH011"):
        prove(tree, identifier)
    return tree


def prove(
    tree: Tree,
    identifier: str = "PCH020",
    version: str = "3.13.1",
    seen: Mapping[Half, Observation] | None = None,
    **changes: object,
) -> Path:
    """Write evidence as the checks would, with the changes a test is about."""
    guideline = load(tree).by_id(identifier)
    if guideline is None:
        raise LookupError(identifier)
    claims = {claim.name: dict(SEEN if seen is None else seen) for claim in guideline.claims}
    ran = Interpreter("CPython", version, free_threaded=False, gil=True)
    digests = evidence.digests(guideline, tree)
    told = Evidence(evidence.SCHEMA, identifier, ran, "linux x86_64", digests, claims)
    return evidence.write(replace(told, **changes), tree)  # type: ignore[arg-type]


@dataclass
class Build:
    """What one build came to: its warnings, what it read and wrote, and its doctrees."""

    app: Sphinx
    warnings: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)

    @property
    def domain(self) -> HandbookDomain:
        """The domain as this build left it."""
        return handbook(self.app.env)

    @property
    def out(self) -> Path:
        """The folder of what it wrote."""
        return Path(self.app.outdir)

    def page(self, docname: str = FILES) -> nodes.document:
        """Return a page as it was read, with nodes for what is derived."""
        return with_nodes(self.app.env.get_doctree(docname))

    def markup(self, docname: str = FILES) -> str:
        """Return the markup of what is derived on a page."""
        parts = self.app.env.get_doctree(docname).findall(derived)
        return "".join(part.astext() for part in parts)

    def resolved(self, docname: str = FILES) -> nodes.document:
        """Return a page with its references resolved."""
        builder, tags = self.app.builder, self.app.tags
        return with_nodes(self.app.env.get_and_resolve_doctree(docname, builder, tags=tags))


def build(
    tree: Tree, builder: str = "dummy", *, parallel: int = 0, **settings: bool | str | list[str]
) -> Build:
    """Build the book; what an earlier build of the tree left is used, as an author's would."""
    app = SphinxTestApp(
        buildername=builder,
        srcdir=tree.docs,
        builddir=tree.root / "build" / "docs",
        confoverrides=settings,
        parallel=parallel,
    )
    done = Build(app)
    app.connect("doctree-read", lambda app, _: done.read.append(app.env.docname))
    app.connect("doctree-resolved", lambda _, __, docname: done.written.append(docname))
    try:
        with warnings.catch_warnings():
            # Sphinx forks, also where tests run side by side and their process has threads.
            warnings.filterwarnings("ignore", ".* is multi-threaded", DeprecationWarning)
            app.build()
    finally:
        app.cleanup()
    told = ANSI.sub("", app.warning.getvalue()).replace(f"{tree.root}/", "")
    done.warnings = told.splitlines()
    done.read.sort()
    done.written.sort()
    return done


def with_nodes(document: nodes.document) -> nodes.document:
    """Return a page with nodes in the place of markup, so that both are asked alike."""
    for part in list(document.findall(derived)):
        part.parent.replace(part, nodes_of(part.astext()))
    return document


def nodes_of(markup: str) -> list[nodes.Node]:
    """Return nodes that say the same as markup; of what is no text, they leave out the frame."""
    return list(_inside(ET.fromstring(f"<part>{markup}</part>")))  # noqa: S314 - it is our own


def _inside(element: ET.Element) -> Iterator[nodes.Node]:
    if element.text and element.text.strip("\n"):
        yield nodes.Text(element.text)
    for child in element:
        if child.tag in KINDS:
            made = KINDS[child.tag](classes=child.get("class", "").split())
            made += list(_inside(child))
            if "href" in child.attrib:
                made["refuri"] = child.get("href")
            yield made
        elif child.tag in FRAMES:
            yield from _inside(child)
        if child.tail and child.tail.strip("\n"):
            yield nodes.Text(child.tail)


def texts(root: nodes.Node, name: str) -> list[str]:
    """Return the words of every part of a class."""
    return [
        node.astext() for node in root.findall(nodes.Element) if name in node.get("classes", [])
    ]


__all__ = ["build", "change", "make", "prove", "texts", "write"]
