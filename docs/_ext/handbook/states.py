"""What a page, a list and an index say of a guideline that is not, or no longer, in force."""

from docutils import nodes

from handbook.core.anatomy import anchor
from handbook.core.records import Guideline, State
from handbook.derived import part
from handbook.elements import Markup, badge, link, named, paragraph

TOLD: dict[State, str] = {
    "draft": "This guideline is not released. Its ID, its links and its words may still change.",
    "superseded": "Another guideline has taken the place of this one.",
    "withdrawn": "This guideline is no longer given. Its page stays, so that links to it work.",
}


def state_badge(guideline: Guideline) -> list[Markup]:
    """Return a badge with the state, for guidelines that have not the usual one."""
    usual = guideline.state == "active"
    return [] if usual else [badge(guideline.state.capitalize(), "hb-state")]


def with_state(guideline: Guideline) -> str:
    """Return the title, with the state in words where it is not the usual one."""
    usual = guideline.state == "active"
    return guideline.title if usual else f"{guideline.title} ({guideline.state})"


def notice(guideline: Guideline, successor: Guideline | None) -> nodes.admonition:
    """Return what a reader has to know before anything else, with the way to the successor."""
    title = nodes.title("", guideline.state.capitalize())
    way = []
    if successor is not None:
        to = link(successor.docname, named(successor), anchor(successor.id))
        way = [" Follow ", to, "."]
    told = part(paragraph(TOLD[guideline.state], *way))
    return nodes.admonition("", title, told, classes=["warning", "hb-notice"])
