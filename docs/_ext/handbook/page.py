"""Makes a guideline's page from the author's prose, the pair, and the evidence."""

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from handbook.core import evidence
from handbook.core.records import Guideline, Problem
from handbook.domain import HandbookDomain, handbook
from handbook.elements import inline, named, paragraph, plain
from handbook.pair import pair, read_pair
from handbook.run import run_section
from handbook.sections import anchor, faults, fix_anchors, rule, sections
from handbook.verdicts import problems, verified_on

PREVIEW = "Preview: this page was built without evidence, and nothing on it is proved."


class GuidelinePage(SphinxTransform):
    """Adds to a guideline's page all that is derived, in its fixed place."""

    default_priority = 300  # before the front matter becomes docinfo, at 340

    def apply(self) -> None:
        """Leave other pages as they are, and those whose front matter is broken."""
        docname = self.env.docname
        domain = handbook(self.env)
        domain.shows(docname, f"around {docname.partition('/')[0]}")
        guideline = domain.book.guideline_at(docname)
        if docname.count("/") == 1 and not docname.endswith("/index"):
            domain.shows(docname, f"page {docname}")
        page = next(iter(self.document.findall(nodes.section)), None)
        if guideline is not None and page is not None:
            _Page(guideline, page, domain, self.document).make()
            self._describe(guideline)

    def _describe(self, guideline: Guideline) -> None:
        """Keep of the front matter what other extensions read."""
        for matter in list(self.document.children):
            if isinstance(matter, nodes.field_list):
                self.document.remove(matter)
        description = plain(guideline.summary)
        self.env.metadata[self.env.docname] = {"og:description": description}
        self.document.insert(0, nodes.meta("", name="description", content=description))


class _Page:
    """One page under construction."""

    def __init__(
        self,
        guideline: Guideline,
        page: nodes.section,
        domain: HandbookDomain,
        document: nodes.document,
    ) -> None:
        self.guideline = guideline
        self.page = page
        self.domain = domain
        self.document = document
        self.tree = domain.book.tree
        self.path = self.tree.page(guideline.chapter, guideline.slug)
        self.name = self.tree.name(self.path)

    def make(self) -> None:
        """Put every part in its place."""
        for line, message in faults(self.page):
            self.warn("sections", line, message)
        fix_anchors(self.page, self.guideline, self.document)
        self.name_links()
        proof = None if self.domain.book.preview else self.proof()
        opening, prose = rule(self.page), sections(self.page)
        for part in opening[:1]:
            if isinstance(part, nodes.paragraph):
                part["classes"].append("hb-rule")
        title = self.title()
        halves, missing = read_pair(self.guideline, self.tree)
        for message in missing:
            self.warn("missing_example", self.id_line(), message)
        self.page.children = []
        self.page += [title, self.entries(), badges(self.guideline, proof)]
        if self.domain.book.preview:
            self.page += nodes.note("", paragraph(PREVIEW), classes=["hb-preview"])
        self.page += opening
        self.page += [pair(self.guideline, halves)] if halves else []
        run = run_section(self.guideline, proof)
        self.document.ids[run["ids"][0]] = run
        self.page += [run, *prose]

    def proof(self) -> evidence.Proof:
        """Read the evidence and note what it lacks."""
        proof = evidence.proof(self.guideline, self.tree)
        for kind, problem in problems(proof, self.name, self.id_line()):
            self.domain.warn(self.guideline.docname, kind, problem)
        return proof

    def warn(self, kind: str, line: int, message: str) -> None:
        """Note what the author has to mend."""
        self.domain.warn(self.guideline.docname, kind, Problem(self.name, line, message))

    def id_line(self) -> int:
        """Return the line where the page states its ID."""
        lines = enumerate(self.path.read_text("utf-8").splitlines(), 1)
        return next((number for number, line in lines if line.startswith("guideline:")), 1)

    def title(self) -> nodes.Node:
        """Return the title after its ID."""
        title = self.page[0]
        return nodes.title(
            "", "", inline(self.guideline.id, "hb-id"), nodes.Text(" "), *title.children
        )

    def name_links(self) -> None:
        """Add the titles to the guidelines that "See also" refers to."""
        for section in sections(self.page):
            if section["ids"] == [anchor(self.guideline, "see-also")]:
                for link in section.findall(addnodes.pending_xref):
                    known = self.domain.book.catalogue.by_id(link["reftarget"])
                    if link["refdomain"] == "pch" and not link["refexplicit"] and known:
                        link.children = []
                        link.append(named(known))

    def entries(self) -> addnodes.index:
        """Return the words that search finds the page by, beside those of its title."""
        terms = [*self.guideline.symptoms, *self.guideline.ruff]
        name = anchor(self.guideline)
        return addnodes.index(entries=[("single", term, name, "main", None) for term in terms])


def badges(guideline: Guideline, proof: evidence.Proof | None) -> nodes.paragraph:
    """Return what a reader checks first: where it was verified, since when, which linter rule."""
    where = verified_on(proof) if proof else []
    verified = f"Verified on Python {', '.join(where)}" if where else "Not verified"
    texts = [(verified, "hb-verified" if where else "hb-unverified")]
    texts.append((f"Since {guideline.since}", "hb-since"))
    texts += [(f"Ruff {rule}", "hb-ruff") for rule in guideline.ruff]
    line = nodes.paragraph(classes=["hb-badges"])
    for text, name in texts:
        line += [inline(text, "sd-sphinx-override", "sd-badge", name), nodes.Text(" ")]
    return line
