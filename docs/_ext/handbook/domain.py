"""The domain ``pch``: guidelines by ID, for references, indices and other sites."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, ClassVar, cast

from docutils import nodes
from docutils.nodes import Element
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from handbook.book import Book
from handbook.core.records import Guideline
from handbook.elements import plain
from handbook.shown import digest

logger = logging.getLogger(__name__)


class GuidelineRole(XRefRole):
    """Refers to a guideline by its ID, in either case."""

    def process_link(
        self,
        env: BuildEnvironment,
        refnode: Element,  # noqa: ARG002 - the signature is Sphinx's
        has_explicit_title: bool,  # noqa: FBT001 - the signature is Sphinx's
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Return the text and the target, and note an ID that nobody has."""
        domain = handbook(env)
        identifier = target.strip().upper()
        domain.shows(env.docname, f"title {identifier}")
        known = domain.book.catalogue.by_id(identifier) or identifier in domain.book.broken
        if not known:
            close = " or ".join(domain.book.catalogue.close_to(identifier))
            meant = f"did you mean {close}?" if close else "see the index of guidelines"
            message = f"there is no guideline {identifier}; {meant}"
            domain.warn(env.docname, "unknown_guideline", message, self.lineno)
        return title if has_explicit_title else identifier, identifier


class GuidelineIndex(Index):
    """All guidelines by chapter."""

    name = "guidelines"
    localname = "Index of guidelines"
    shortname = "guidelines"

    def generate(
        self,
        docnames: Iterable[str] | None = None,  # noqa: ARG002 - for books that are parts
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """Return the entries of each chapter in ID order, those withdrawn among them."""
        entries: defaultdict[str, list[IndexEntry]] = defaultdict(list)
        book = cast("HandbookDomain", self.domain).book
        for each in book.catalogue.guidelines:
            entries[each.chapter].append(_index_entry(each))
        return [
            (each.title, entries[each.name]) for each in book.chapters if each.name in entries
        ], False


class HandbookDomain(Domain):
    """Guidelines, what their pages showed, and what was wrong with them.

    What is wrong is kept with the page and said on every build until it is mended: a second
    build of a tree that failed must not pass because nothing changed.
    """

    name = "pch"
    label = "Python concurrency handbook"
    object_types: ClassVar = {"guideline": ObjType("guideline", "guideline")}
    roles: ClassVar = {"guideline": GuidelineRole(innernodeclass=nodes.inline)}
    indices: ClassVar = [GuidelineIndex]
    data_version = 3  # to be raised with each change of what is kept
    # Each by page.
    initial_data: ClassVar = {name: {} for name in ("shown", "warnings", "facts", "standing")}
    book: Book

    def shows(self, docname: str, what: str) -> None:
        """Note that a page shows something: when that changes, the page is read again."""
        self.data["shown"].setdefault(docname, {})[what] = digest(self.book, what)

    def outdated(self) -> set[str]:
        """Return the pages that show something that has changed."""
        return {
            page
            for page, seen in self.data["shown"].items()
            if any(digest(self.book, what) != was for what, was in seen.items())
        }

    def warn(self, docname: str, kind: str, message: str, at: int | str) -> None:
        """Keep what an author has to mend on a page, at a line or a key of its front matter."""
        problem = self.book.tree.problem(Path(self.env.doc2path(docname)), message, at)
        self.data["warnings"].setdefault(docname, []).append((kind, problem))

    def say_warnings(self) -> None:
        """Give all warnings of the book, each with its place and its type."""
        kept = [each for page in self.data["warnings"].values() for each in page]
        kept.sort(key=lambda each: (each[1], each[0]))
        for kind, problem in [*self.book.problems(), *kept]:
            place = f"{self.book.tree.root / problem.path}:{problem.line}"
            logger.warning(problem.message, location=place, type="handbook", subtype=kind)

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        for kept in self.data.values():
            if isinstance(kept, dict):
                kept.pop(docname, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        for name in self.initial_data:
            kept = otherdata[name].items()
            self.data[name].update({page: what for page, what in kept if page in docnames})

    def resolve_xref(  # noqa: PLR0913, PLR0917 - the signature is Sphinx's
        self,
        env: BuildEnvironment,  # noqa: ARG002 - the signature is Sphinx's
        fromdocname: str,
        builder: Builder,
        typ: str,  # noqa: ARG002 - the signature is Sphinx's
        target: str,
        node: pending_xref,  # noqa: ARG002 - the signature is Sphinx's
        contnode: Element,
    ) -> nodes.reference | None:
        """Return a link to the guideline."""
        guideline = self.book.catalogue.by_id(target)
        if guideline is None:
            return None
        where, title = guideline.docname, plain(guideline.title)
        return make_refnode(builder, fromdocname, where, guideline.id.lower(), contnode, title)

    def resolve_any_xref(  # noqa: PLR0913, PLR0917 - the signature is Sphinx's
        self,
        env: BuildEnvironment,  # noqa: ARG002 - the signature is Sphinx's
        fromdocname: str,  # noqa: ARG002
        builder: Builder,  # noqa: ARG002
        target: str,  # noqa: ARG002
        node: pending_xref,  # noqa: ARG002
        contnode: Element,  # noqa: ARG002
    ) -> list[tuple[str, nodes.reference]]:
        """Leave `any` to the label that each page has: two answers would be a warning."""
        return []

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield every guideline for the inventory."""
        for each in self.book.catalogue.guidelines:
            # Search has the page by its title already: -1 keeps it from listing it twice.
            yield each.id, each.heading, "guideline", each.docname, each.id.lower(), -1


def was_told(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:  # noqa: ARG001
    """Keep Sphinx from warning once more of a guideline that nobody has."""
    return True if node["refdomain"] == HandbookDomain.name else None


def handbook(env: BuildEnvironment) -> HandbookDomain:
    """Return the domain of an environment."""
    return cast("HandbookDomain", env.get_domain("pch"))


def _index_entry(each: Guideline) -> IndexEntry:
    state = "" if each.state == "active" else each.state
    told = plain(each.summary)
    return IndexEntry(each.heading, 0, each.docname, each.id.lower(), state, "", told)
