"""How what was observed reads: in words and a sign, never by colour alone."""

from handbook.core.evidence import Proof
from handbook.core.records import Evidence, Guideline, Half, Interpreter, Observation, Problem

AS_CLAIMED = {("bad", "failed"): "✗ fails", ("good", "held"): "✓ holds"}
AGAINST = {"held": "! does not fail", "failed": "! does not hold", "error": "! not decided"}


def verdict(half: Half, seen: Observation | None) -> tuple[str, str]:
    """Return how one module did, such as ``✗ fails``, and whether that is what the page claims."""
    if seen is None:
        return "! not run", "unproved"
    claimed = AS_CLAIMED.get((half, seen.outcome))
    return (claimed, seen.outcome) if claimed else (AGAINST[seen.outcome], "unproved")


def proved(evidence: Evidence, claim: str) -> str:
    """Return whether one interpreter proves a claim."""
    if claim not in evidence.claims:
        return "not run"
    return "✓ proved" if evidence.proves(claim) else "✗ not proved"


def told(proof: Proof) -> Evidence | None:
    """Return the evidence a page tells in full: a final release with a GIL, the newest."""
    ordered = sorted(proof.fresh, key=lambda each: _usual(each.interpreter))
    return ordered[-1] if ordered else None


def _usual(interpreter: Interpreter) -> tuple[bool, bool]:
    final = interpreter.version.replace(".", "").isdigit()
    return interpreter.implementation == "CPython" and final, not interpreter.free_threaded


def verified_on(proof: Proof) -> list[str]:
    """Return the interpreters on which every claim of the page is proved."""
    claims = proof.guideline.claims
    return [
        evidence.interpreter.label
        for evidence in proof.fresh
        if all(evidence.proves(claim.name) for claim in claims)
    ]


def renew(guideline: Guideline) -> str:
    """Return the command that renews the evidence of a guideline."""
    return f"nox -s checks -- {guideline.id}"


def problems(proof: Proof, page: str, line: int) -> list[tuple[str, Problem]]:
    """Return what keeps a page from being proved, each with its kind of warning."""
    guideline, command = proof.guideline, renew(proof.guideline)
    found = [
        ("evidence_unreadable", f"{why}; delete it or run `{command}`") for why in proof.unreadable
    ]
    if proof.unproved:
        what = f"{guideline.id} is not proved: {', '.join(proof.unproved)}"
        found.append(
            ("evidence_failed", f"{what}; mend the pair or the check, then run `{command}`")
        )
    if not proof.fresh and proof.stale:
        what = f"the evidence for {guideline.id} is stale: {', '.join(proof.stale)}"
        found.append(("evidence_stale", f"{what}; run `{command}`"))
    if not proof.fresh and not proof.stale:
        found.append(
            ("evidence_missing", f"there is no evidence for {guideline.id}; run `{command}`")
        )
    return [(kind, Problem(page, line, message)) for kind, message in found]
