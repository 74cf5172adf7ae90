"""How what was observed reads: in words and a sign, never by colour alone."""

from handbook.core.evidence import Proof
from handbook.core.records import Evidence, Half, Interpreter, Observation

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
