"""What an author has to mend on a guideline's page, each with its place and kind of warning."""

from collections.abc import Iterator

from handbook.core.anatomy import faults
from handbook.core.proof import Proof, few
from handbook.core.records import Guideline, Problem, Tree


def mistakes(
    guideline: Guideline, tree: Tree, proof: Proof | None, missing: list[str]
) -> Iterator[tuple[str, Problem]]:
    """Yield all that is wrong; a preview, which has no proof, lacks no evidence."""
    page = tree.page(*guideline.place)
    for line, message in faults(page.read_text("utf-8"), whole=not guideline.withdrawn):
        yield "sections", tree.problem(page, f"{guideline.id}: {message}", line)
    for message in missing:
        yield "missing_example", tree.problem(page, f"{guideline.id}: {message}", "guideline")
    for kind, message in _lacks(proof) if proof else ():
        told = f"{guideline.id}: {message}; run `{renew(guideline)}`"
        yield kind, tree.problem(page, told, "guideline")


def _lacks(proof: Proof) -> Iterator[tuple[str, str]]:
    """Yield what keeps a page from being proved.

    Stale evidence of further interpreters, beside a fresh one, is only left out.
    """
    for why in proof.unreadable:
        yield "evidence_unreadable", f"{why}; delete it"
    if proof.unproved:
        yield (
            "evidence_failed",
            f"not proved: {few(proof.unproved)}; mend the pair or the check",
        )
    if proof.untried:
        everywhere = f"not tried on any interpreter: {few(proof.untried)}"
        yield "evidence_skipped", f"{everywhere}; prove it on one that lacks nothing"
    if not proof.fresh and proof.stale:
        yield "evidence_stale", f"the evidence is older than its page: {', '.join(proof.stale)}"
    elif not proof.fresh:
        yield "evidence_missing", "there is no evidence"


def renew(guideline: Guideline) -> str:
    """Return the command that renews the evidence of a guideline."""
    return f"nox -s checks -- {guideline.id}"
