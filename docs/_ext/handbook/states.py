"""What pages and lists say of a guideline at once: its badges, and that it is not in force."""

from docutils import nodes
from sphinx import addnodes

from handbook.core.proof import Proof
from handbook.core.records import Guideline, State
from handbook.derived import named_nodes
from handbook.elements import Markup, badge, paragraph
from handbook.verdicts import verified_on

TOLD: dict[State, str] = {
    "draft": "This guideline is not released. Its ID, its links and its words may still change.",
    "superseded": "Another guideline has taken the place of this one.",
    "withdrawn": "This guideline is no longer given. Its page stays, so that links to it work.",
}


def state_badge(guideline: Guideline) -> list[Markup]:
    """Return a badge with the state, for guidelines that have not the usual one."""
    usual = guideline.state == "active"
    return [] if usual else [badge(guideline.state.capitalize(), "hb-state")]


def badges(guideline: Guideline, proof: Proof | None) -> Markup:
    """Return what a reader checks first: where it was verified, since when, by which rules."""
    where = verified_on(proof) if proof else []
    verified = f"Verified on Python {', '.join(where)}" if where else "Not verified"
    line = state_badge(guideline)
    if not guideline.withdrawn:
        line.append(badge(verified, "hb-verified" if where else "hb-unverified"))
    told = [f"Since {guideline.since}", *(f"Ruff {rule}" for rule in guideline.ruff)]
    return paragraph(Markup(" ".join([*line, *map(badge, told)])), classes="hb-badges")


def with_state(guideline: Guideline) -> str:
    """Return the title, with the state in words where it is not the usual one."""
    usual = guideline.state == "active"
    return guideline.title if usual else f"{guideline.title} ({guideline.state})"


def notice(guideline: Guideline, successor: Guideline | None) -> nodes.admonition:
    """Return what a reader has to know before anything else, with the way to the successor."""
    told = nodes.paragraph("", TOLD[guideline.state])
    if successor is not None:
        words = nodes.inline("", "", *named_nodes(successor))
        about = {"refdomain": "pch", "reftype": "guideline", "reftarget": successor.id}
        told += [
            nodes.Text(" Follow "),
            addnodes.pending_xref("", words, refexplicit=True, **about),
        ]
        told += nodes.Text(".")
    title = nodes.title("", guideline.state.capitalize())
    return nodes.admonition("", title, told, classes=["warning", "hb-notice"])
