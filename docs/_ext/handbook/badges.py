"""What a reader checks first: where a guideline was verified, since when, which linter rule."""

from docutils import nodes

from handbook.core.evidence import Proof
from handbook.core.records import Guideline
from handbook.elements import inline
from handbook.verdicts import verified_on


def badges(guideline: Guideline, proof: Proof | None) -> nodes.paragraph:
    """Return the badges below the title."""
    where = verified_on(proof) if proof else []
    verified = f"Verified on Python {', '.join(where)}" if where else "Not verified"
    line = nodes.paragraph(classes=["hb-badges"])
    line += _badge(verified, "hb-verified" if where else "hb-unverified")
    for text in (f"Since {guideline.since}", *(f"Ruff {rule}" for rule in guideline.ruff)):
        line += [nodes.Text(" "), _badge(text)]
    return line


def _badge(text: str, *classes: str) -> nodes.inline:
    return inline(text, "sd-sphinx-override", "sd-badge", *classes)
