"""Makes a guideline's page from the author's prose, the pair, and the evidence."""

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from handbook.core.anatomy import PARTS, SECTIONS, anchor
from handbook.core.front_matter import FENCE
from handbook.core.records import Guideline
from handbook.core.released import anchors
from handbook.derived import named_nodes, part
from handbook.domain import HandbookDomain, handbook
from handbook.elements import plain
from handbook.exports import facts
from handbook.mistakes import mistakes
from handbook.pair import SIDES, pair, read_pair
from handbook.run import deviation_table, run_section
from handbook.states import badges, notice

ANCHORS = dict(zip(SECTIONS, PARTS, strict=True))
DEVIATE = "When to deviate"
PREVIEW = "This page was built without evidence, and nothing on it is proved."


def head(app: Sphinx, docname: str, content: list[str]) -> None:
    """Put the title in the place of front matter that the catalogue has read.

    MyST would parse it twice more, in Python, which takes an eighth of the build.
    """
    guideline = handbook(app.env).book.catalogue.at(docname)
    if guideline is not None and (front := FENCE.match(content[0])):
        lines = front[0].count("\n")
        above = front[0].count("\n", 0, front[0].find("\ntitle:") + 1)
        # Each line keeps its number, for warnings.
        title = "\n" * above + f"# {guideline.title}" + "\n" * (lines - above)
        content[0] = title + content[0][front.end() :]


class GuidelinePage(SphinxTransform):
    """Adds to a guideline's page all that is derived, in its fixed place."""

    default_priority = 300  # before Sphinx looks at what stands on the page, from 400 on

    def apply(self) -> None:
        """Leave other pages as they are, and those whose front matter is broken."""
        domain, docname = handbook(self.env), self.env.docname
        chapter, _, slug = docname.partition("/")
        domain.shows(docname, f"around {chapter}")
        if slug not in {"", "index"}:
            domain.shows(docname, f"page {docname}")
        guideline = domain.book.catalogue.at(docname)
        page = next(iter(self.document.findall(nodes.section)), None)
        if guideline is not None and page is not None:
            self._fill(page, guideline, domain)
            self._fix_anchors(page, guideline)
            self._name_links(page, guideline, domain)
            self._describe(guideline)

    def _fill(self, page: nodes.section, guideline: Guideline, domain: HandbookDomain) -> None:
        """Put every part in its place."""
        book = domain.book
        seen = book.proof(guideline)
        domain.data["facts"][guideline.docname] = facts(guideline, book.tree, seen)
        halves, missing = ({}, []) if guideline.withdrawn else read_pair(guideline, book.tree)
        for told in mistakes(guideline, book.tree, seen, missing):
            domain.warn(guideline.docname, *told)
        title, *body = page.children
        prose = [part for part in body if isinstance(part, nodes.section)]
        opening = [part for part in body if part not in prose]
        page.clear()
        page += [_title(guideline, title), _entries(guideline), part(badges(guideline, seen))]
        if guideline.state != "active":
            page += self._notice(guideline, domain)
        if book.preview:
            note = nodes.title("", "Preview")
            said = nodes.paragraph("", PREVIEW, classes=["hb-preview"])
            page += nodes.admonition("", note, said, classes=["warning"])
        page += nodes.container("", *opening, classes=["hb-rule"])
        if not guideline.withdrawn:
            page += [pair(guideline, halves, *SIDES), run_section(guideline, seen)]
        page += prose
        if "deviation" in halves:
            shown = [pair(guideline, halves, "deviation"), part(deviation_table(guideline, seen))]
            next((each for each in prose if each[0].astext() == DEVIATE), page).extend(shown)

    def _fix_anchors(self, page: nodes.section, guideline: Guideline) -> None:
        """Give the page and its sections anchors that no change of words moves."""
        _name(page, anchor(guideline.id), self.document)
        for section in page.children:
            if isinstance(section, nodes.section) and section[0].astext() in ANCHORS:
                part = ANCHORS[section[0].astext()]
                _name(section, anchor(guideline.id, part), self.document)
        if guideline.withdrawn:  # its notice has what nothing else on it has
            holder = next(page.findall(nodes.admonition))
            for name in anchors(guideline.id):
                if name not in self.document.ids:
                    holder["ids"].append(name)
                    self.document.ids[name] = holder

    def _notice(self, guideline: Guideline, domain: HandbookDomain) -> nodes.admonition:
        """Return the notice of a state, which changes with the title of the successor."""
        if guideline.superseded_by:
            domain.shows(guideline.docname, f"title {guideline.superseded_by}")
        return notice(guideline, domain.book.catalogue.by_id(guideline.superseded_by))

    def _name_links(
        self, page: nodes.section, guideline: Guideline, domain: HandbookDomain
    ) -> None:
        """Add the titles to the guidelines that "See also" refers to."""
        last = page.children[-1]
        if isinstance(last, nodes.section) and last["ids"] == [anchor(guideline.id, "see-also")]:
            for link in last.findall(addnodes.pending_xref):
                known = domain.book.catalogue.by_id(link["reftarget"])
                if link["refdomain"] == "pch" and not link["refexplicit"] and known:
                    link.clear()
                    link.append(nodes.inline("", "", *named_nodes(known)))

    def _describe(self, guideline: Guideline) -> None:
        """Tell other extensions what they would read in the front matter."""
        description = plain(guideline.summary)
        # A withdrawn page is in no list, and so in no toctree: that is no mistake.
        orphan = {"orphan": ""} if guideline.withdrawn else {}
        self.env.metadata[self.env.docname] = {"og:description": description, **orphan}
        self.document.insert(0, nodes.meta("", name="description", content=description))


def _name(section: nodes.section, name: str, document: nodes.document) -> None:
    """Make one ID the only one of a section."""
    for old in section["ids"]:
        document.ids.pop(old, None)
    section["ids"] = [name]
    document.ids[name] = section
    # An explicit name is a label: sites that do not know our domain link to it with `ref`.
    document.nameids[name], document.nametypes[name] = name, True
    for title in section["names"]:
        document.nameids[title] = name


def _title(guideline: Guideline, title: nodes.Node) -> nodes.title:
    """Return the title after its ID."""
    identifier = nodes.inline("", guideline.id, classes=["hb-id"])
    return nodes.title("", "", identifier, nodes.Text(" "), *title.children)


def _entries(guideline: Guideline) -> addnodes.index:
    """Return the words that search finds the page by, beside those of its title."""
    terms = (*guideline.symptoms, *guideline.ruff) if guideline.applies else ()
    name = anchor(guideline.id)
    return addnodes.index(entries=[("single", term, name, "main", None) for term in terms])
