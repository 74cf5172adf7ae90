"""What an author has to mend on a guideline's page, each with its kind of warning and its place."""

from collections.abc import Iterator

from handbook.core.anatomy import faults
from handbook.core.proof import Proof, command, few
from handbook.core.records import Guideline, Tree


def mistakes(
    guideline: Guideline, tree: Tree, proof: Proof | None, missing: list[str]
) -> Iterator[tuple[str, str, int | str]]:
    """Yield kind, message, and line or key; a preview, which has no proof, lacks no evidence."""
    text = tree.page(*guideline.place).read_text("utf-8")
    for line, message in faults(text, whole=not guideline.withdrawn):
        yield "sections", f"{guideline.id}: {message}", line
    for message in missing:
        yield "missing_example", f"{guideline.id}: {message}", "guideline"
    for kind, message in _lacks(proof) if proof else ():
        yield kind, f"{guideline.id}: {message}; run `{command(guideline)}`", "guideline"


def _lacks(proof: Proof) -> Iterator[tuple[str, str]]:
    """Yield what keeps a page from being proved.

    Stale evidence of further interpreters, beside a fresh one, is only left out.
    """
    for why in proof.unreadable:
        yield "evidence_unreadable", f"{why}; delete it"
    if proof.unproved:
        told = f"not proved: {few(proof.unproved)}; mend the pair or the check"
        yield "evidence_failed", told
    if proof.untried:
        everywhere = f"not tried on any interpreter: {few(proof.untried)}"
        yield "evidence_skipped", f"{everywhere}; prove it on one that lacks nothing"
    if not proof.fresh and proof.stale:
        yield "evidence_stale", f"the evidence is older than its page: {', '.join(proof.stale)}"
    elif not proof.fresh:
        yield "evidence_missing", "there is no evidence"
