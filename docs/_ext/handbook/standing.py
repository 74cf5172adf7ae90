"""Where the book stands: how many of its claims are proved, and on which interpreters."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from handbook.core.proof import by_version
from handbook.derived import part
from handbook.domain import handbook
from handbook.elements import Markup, box, paragraph, table
from handbook.exports import Facts

PREVIEW = "This is a preview: it was built without evidence, and nothing in it is proved."
NOTHING = "No claim is proved yet; `nox -s docs` runs them all."


def told(known: Iterable[Facts], guidelines: int, claims: int) -> Markup:
    """Return the sums of the verdicts on all guidelines, which make so many claims."""
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for verdicts in chain.from_iterable(each["verdicts"].values() for each in known):
        for label, verdict in verdicts.items():
            sums[label][verdict] += 1
    if not sums:
        return paragraph(NOTHING)
    said = paragraph(f"{claims} claims in {guidelines} guidelines")
    rows = [(label, _sum(sums[label], claims)) for label in sorted(sums, key=by_version)]
    head = ("Python", "Claims proved")
    return box(said, table(head, rows, name="hb-standing", stub=True), classes="hb-stands")


def _sum(counts: Counter[str], claims: int) -> str:
    untried = f", {counts['skipped']} not tried" if counts["skipped"] else ""
    return f"{counts['proved']} of {claims}{untried}"


class standing(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """The place for what is known when all pages have been read."""


class Standing(SphinxDirective):
    """Says how many claims are proved, and on which interpreters."""

    def run(self) -> list[nodes.Node]:
        """Return the place, and have the page written again when the sums change."""
        handbook(self.env).data["standing"][self.env.docname] = ""
        return [standing()]


def restate(app: Sphinx) -> set[str]:
    """Return the pages whose sums have changed since they were written."""
    domain = handbook(app.env)
    now = _now(app)
    changed = {page for page, was in domain.data["standing"].items() if was != now}
    domain.data["standing"].update(dict.fromkeys(changed, str(now)))
    return changed


def fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the sums in their place."""
    if docname in handbook(app.env).data["standing"]:
        for place in list(doctree.findall(standing)):
            place.replace_self(part(_now(app)))


def _now(app: Sphinx) -> Markup:
    domain = handbook(app.env)
    if domain.book.preview:
        return paragraph(PREVIEW, classes="hb-preview")
    guidelines = [each for each in domain.book.catalogue.guidelines if not each.withdrawn]
    claims = sum(len(guideline.every_claim) for guideline in guidelines)
    return told(domain.data["facts"].values(), len(guidelines), claims)
