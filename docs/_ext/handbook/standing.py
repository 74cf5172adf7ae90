"""Where the book stands: how many of its claims are proved, and on which interpreters."""

from collections import Counter
from collections.abc import Iterable

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from handbook.core.proof import Proof, by_version
from handbook.core.records import Interpreter
from handbook.derived import part
from handbook.domain import handbook
from handbook.elements import Markup, box, paragraph, table

Tally = dict[Interpreter, Counter[str]]
PREVIEW = "This is a preview: it was built without evidence, and nothing in it is proved."
NOTHING = "No claim is proved yet; `nox -s docs` runs them all."


def tally(proof: Proof) -> Tally:
    """Return how many claims of a guideline are proved and how many skipped, by interpreter."""
    names = [claim.name for claim in proof.guideline.every_claim]
    return {
        evidence.interpreter: Counter(
            proved=sum(map(evidence.proves, names)),
            skipped=sum(bool(evidence.why_skipped(name)) for name in names),
        )
        for evidence in proof.fresh
    }


def told(tallies: Iterable[Tally], guidelines: int, claims: int) -> Markup:
    """Return the sums of all guidelines, which make so many claims."""
    sums: Tally = {}
    for each in tallies:
        for interpreter, counts in each.items():
            sums.setdefault(interpreter, Counter()).update(counts)
    if not sums:
        return paragraph(NOTHING)
    ran = sorted(sums, key=by_version)
    said = paragraph(f"{claims} claims in {guidelines} guidelines")
    rows = [(interpreter.label, _sum(sums[interpreter], claims)) for interpreter in ran]
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
    return told(domain.data["tallies"].values(), len(guidelines), claims)
