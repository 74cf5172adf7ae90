"""How what was observed reads: in words and a sign, never by colour alone."""

from handbook.core.observations import Observation
from handbook.core.proof import Proof
from handbook.core.records import Evidence, Interpreter

AS_CLAIMED = {(False, "failed"): "✗ fails", (True, "held"): "✓ holds"}
UNTRIED = "○ not tried"
AGAINST = {"held": "! does not fail", "failed": "! does not hold", "error": "! not decided"}


def verdict(seen: Observation | None, *, must_hold: bool) -> tuple[str, str]:
    """Return how one module did, such as ``✗ fails``, and whether that is what the page claims."""
    if seen is None:
        return "! not run", "unproved"
    if seen.outcome == "skipped":
        return UNTRIED, "skipped"
    claimed = AS_CLAIMED.get((must_hold, seen.outcome))
    return (claimed, seen.outcome) if claimed else (AGAINST[seen.outcome], "unproved")


def proved(evidence: Evidence, claim: str) -> str:
    """Return whether one interpreter proves a claim."""
    if claim not in evidence.claims:
        return "not run"
    if evidence.why_skipped(claim):
        return UNTRIED
    return "✓ proved" if evidence.proves(claim) else "✗ not proved"


def told(proof: Proof) -> Evidence | None:
    """Return the evidence a page tells in full: of those where most was tried, the usual one.

    That is a final release with a GIL, the newest.
    """
    ordered = sorted(proof.fresh, key=lambda each: (-_skipped(each), _usual(each.interpreter)))
    return ordered[-1] if ordered else None


def _skipped(evidence: Evidence) -> int:
    return sum(bool(evidence.why_skipped(claim)) for claim in evidence.claims)


def _usual(interpreter: Interpreter) -> tuple[bool, bool]:
    final = interpreter.version.replace(".", "").isdigit()
    return interpreter.implementation == "CPython" and final, not interpreter.free_threaded


def verified_on(proof: Proof) -> list[str]:
    """Return the interpreters on which claims of the page are proved, and none is not.

    A claim that was skipped there counts neither way.
    """
    names = [claim.name for claim in proof.guideline.every_claim]
    return [each.interpreter.label for each in proof.fresh if _verifies(each, names)]


def _verifies(evidence: Evidence, claims: list[str]) -> bool:
    tried = [name for name in claims if not evidence.why_skipped(name)]
    return bool(tried) and all(map(evidence.proves, tried))
