"""What a reader checks first: where a guideline was verified, since when, which linter rule."""

from handbook.core.proof import Proof
from handbook.core.records import Guideline
from handbook.elements import Markup, badge, paragraph
from handbook.states import state_badge
from handbook.verdicts import verified_on


def badges(guideline: Guideline, proof: Proof | None) -> Markup:
    """Return the badges below the title."""
    where = verified_on(proof) if proof else []
    verified = f"Verified on Python {', '.join(where)}" if where else "Not verified"
    line = state_badge(guideline)
    if not guideline.withdrawn:
        line.append(badge(verified, "hb-verified" if where else "hb-unverified"))
    told = [f"Since {guideline.since}", *(f"Ruff {rule}" for rule in guideline.ruff)]
    return paragraph(Markup(" ".join([*line, *map(badge, told)])), classes="hb-badges")
