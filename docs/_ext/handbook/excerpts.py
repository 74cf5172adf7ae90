"""Shows parts of real pages where the book explains them, so that neither drifts from the other."""

from collections.abc import Callable

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from handbook.core.observations import Gauge, Lane, Mark, Trace
from handbook.core.proof import Proof
from handbook.core.records import Guideline
from handbook.core.timeline import timeline
from handbook.derived import part
from handbook.domain import handbook
from handbook.elements import Markup, box
from handbook.pair import SIDES
from handbook.picture import frame, picture
from handbook.run import claims_table, matrix, not_run
from handbook.states import badges
from handbook.verdicts import told

# Two made-up runs with everything that a timeline can show; their lanes say what they show.
LANES = Trace(
    end=8.0,
    lanes=(
        Lane("works, then waits", "task", 0.0, 5.0, "done", busy=((0.0, 2.0),)),
        Lane("raises", "task", 1.0, 3.0, "failed", "ValueError"),
        Lane("is stopped", "task", 1.0, 4.0, "cancelled"),
        Lane("is turned away", "task", 2.0, 2.0, "refused"),
        Lane("outlives the run", "task", 3.0, 8.0, "alive"),
    ),
)
MEASURES = Trace(
    end=8.0,
    lanes=(
        Lane("says what happens", "task", 0.0, 6.0, "done"),
        Lane("works", "thread", 2.0, 7.0, "done", busy=((2.0, 7.0),)),
    ),
    gauges=(Gauge("in flight", "calls", ((0.0, 0.0), (1.0, 1.0), (2.0, 3.0), (6.0, 1.0))),),
    marks=(Mark(1.0, 0, "sends"), Mark(3.0, 0, "receives")),
)


class Excerpt(SphinxDirective):
    """Shows a part of a guideline's page: ``PCH020 claims``."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        """Return the part as it stands on the page, and follow that."""
        domain, (identifier, name) = handbook(self.env), self.arguments
        guideline = domain.book.catalogue.by_id(identifier)
        if guideline is None or name not in PARTS:
            parts = ", ".join(PARTS)
            raise self.error(f"`pch:excerpt` takes the ID of a guideline, and one of: {parts}")
        domain.shows(self.env.docname, f"page {guideline.docname}")
        shown = PARTS[name](guideline, domain.book.proof(guideline))
        return [part(box(shown, classes="hb-excerpt"))]


class Legend(SphinxDirective):
    """Draws a timeline that has everything a timeline can have."""

    def run(self) -> list[nodes.Node]:
        """Return the drawing, made as those of the pages are."""
        title = "Everything that a timeline can show"
        about = "Lanes that end in each of the five ways, then a mark, a thread, a gauge."
        drawn = timeline(LANES, MEASURES, ident="legend", title=title, describe=about)
        return [part(frame(drawn, title))]


def _claims(guideline: Guideline, seen: Proof | None) -> Markup:
    return claims_table(guideline.claims, SIDES, told(seen))


def _picture(guideline: Guideline, seen: Proof | None) -> Markup:
    evidence = told(seen)
    return Markup("".join(picture(guideline, evidence) if evidence else [not_run(guideline)]))


def _versions(guideline: Guideline, seen: Proof | None) -> Markup:
    return matrix(guideline, seen) if seen and seen.fresh else not_run(guideline)


PARTS: dict[str, Callable[[Guideline, Proof | None], Markup]] = {
    "badges": badges,
    "claims": _claims,
    "picture": _picture,
    "versions": _versions,
}
