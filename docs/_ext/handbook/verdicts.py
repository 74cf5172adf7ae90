"""How what was observed reads: in words and a sign, never by colour alone."""

from handbook.core.observations import Observation
from handbook.core.proof import Proof
from handbook.core.records import Evidence, Verdict

AS_CLAIMED = {(False, "failed"): "✗ fails", (True, "held"): "✓ holds"}
UNTRIED = "○ not tried"
PROVED: dict[Verdict, str] = {
    "proved": "✓ proved",
    "failed": "✗ not proved",
    "skipped": UNTRIED,
    "not run": "not run",
}
AGAINST = {"held": "! does not fail", "failed": "! does not hold", "error": "! not decided"}


def verdict(seen: Observation | None, *, must_hold: bool) -> tuple[str, str]:
    """Return how one module did, such as ``✗ fails``, and whether that is what the page claims."""
    if seen is None:
        return "! not run", "unproved"
    if seen.outcome == "skipped":
        return UNTRIED, "skipped"
    claimed = AS_CLAIMED.get((must_hold, seen.outcome))
    return (claimed, seen.outcome) if claimed else (AGAINST[seen.outcome], "unproved")


def told(proof: Proof | None) -> Evidence | None:
    """Return the evidence a page tells in full: of those where most was tried, the usual one.

    That is a final release with a GIL, the newest.
    """
    return max(reversed(proof.fresh if proof else ()), key=_telling, default=None)


def _telling(evidence: Evidence) -> tuple[int, bool, bool]:
    ran = evidence.interpreter
    skipped = [claim for claim in evidence.claims if evidence.verdict(claim) == "skipped"]
    final = ran.version.replace(".", "").isdigit()
    return -len(skipped), ran.implementation == "CPython" and final, not ran.free_threaded


def verified_on(proof: Proof) -> list[str]:
    """Return the interpreters on which claims of the page are proved, and none is not.

    A claim that was skipped there counts neither way.
    """
    claims = proof.guideline.every_claim
    return [
        each.interpreter.label
        for each in proof.fresh
        if {each.verdict(claim.name) for claim in claims} - {"skipped"} == {"proved"}
    ]
