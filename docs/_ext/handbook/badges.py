"""What a reader checks first: where a guideline was verified, since when, which linter rule."""

from handbook.core.evidence import Proof
from handbook.core.records import Guideline
from handbook.elements import Markup, inline, paragraph
from handbook.verdicts import verified_on


def badges(guideline: Guideline, proof: Proof | None) -> Markup:
    """Return the badges below the title."""
    where = verified_on(proof) if proof else []
    verified = f"Verified on Python {', '.join(where)}" if where else "Not verified"
    told = [f"Since {guideline.since}", *(f"Ruff {rule}" for rule in guideline.ruff)]
    line = [_badge(verified, "hb-verified" if where else "hb-unverified"), *map(_badge, told)]
    return paragraph(Markup(" ".join(line)), classes="hb-badges")


def _badge(text: str, *classes: str) -> Markup:
    return inline(text, "sd-sphinx-override", "sd-badge", *classes)
