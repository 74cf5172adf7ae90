"""Proof of a guideline: its fresh evidence of all interpreters, and what is wrong with the rest."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from handbook.core.evidence import UnreadableEvidence, digest, digests, read
from handbook.core.records import Evidence, Guideline, Tree

MOST = 3  # names in a message


@dataclass(frozen=True, slots=True)
class Proof:
    """All evidence for one guideline: the fresh, by version, and what is wrong with the rest."""

    guideline: Guideline
    fresh: tuple[Evidence, ...]
    unreadable: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()

    @property
    def unproved(self) -> tuple[str, ...]:
        """Each claim that fresh evidence does not prove, with where, such as ``x on 3.13.0``."""
        return tuple(
            f"{claim.name} on {evidence.interpreter.label}"
            for evidence in self.fresh
            for claim in self.guideline.every_claim
            if evidence.verdict(claim.name) in {"failed", "not run"}
        )

    @property
    def untried(self) -> tuple[str, ...]:
        """Each claim that was skipped on every interpreter, with why."""
        return tuple(
            f"{claim.name} ({reasons})"
            for claim in self.guideline.every_claim
            if (reasons := self._why_skipped_everywhere(claim.name))
        )

    def _why_skipped_everywhere(self, claim: str) -> str:
        reasons = {each.interpreter.label: each.why_skipped(claim) for each in self.fresh}
        told = [f"{label}: {reason}" for label, reason in reasons.items()]
        return "; ".join(told) if all(reasons.values()) else ""


def command(guideline: Guideline) -> str:
    """Return what renews the evidence of a guideline."""
    return f"nox -s checks -- {guideline.id}"


def files(guideline: Guideline, tree: Tree) -> list[Path]:
    """Return the guideline's evidence files, one an interpreter."""
    return sorted(tree.evidence.glob(f"*/{guideline.id}.json"))


def proof(guideline: Guideline, tree: Tree) -> Proof:
    """Read all evidence of one guideline and tell the fresh from the rest."""
    now = digests(guideline, tree)
    fresh: list[Evidence] = []
    stale: defaultdict[str, list[str]] = defaultdict(list)
    unreadable: list[str] = []
    for path in files(guideline, tree):
        try:
            evidence = read(path)
        except UnreadableEvidence as error:
            unreadable.append(f"{tree.name(path)} cannot be read: {error}")
            continue
        changed = [part for part, digest in now.items() if evidence.digests.get(part) != digest]
        if changed:
            stale[", ".join(changed)].append(evidence.interpreter.label)
        else:
            fresh.append(evidence)
    fresh.sort(key=lambda each: by_version(each.interpreter.label))
    return Proof(guideline, tuple(fresh), tuple(unreadable), tuple(_stale(stale)))


def _stale(found: dict[str, list[str]]) -> Iterator[str]:
    """Yield which interpreters' evidence is older than what, such as ``3.13.0 (changed: bad)``."""
    for parts, labels in found.items():
        yield f"{few(sorted(labels, key=by_version))} (changed since: {parts})"


def few(names: Sequence[str]) -> str:
    """Return names as a list that stays short."""
    left = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" and {left} more" if left > 0 else "")


def fingerprint(guideline: Guideline, tree: Tree) -> str:
    """Return a digest of all that a page shows of its proof, whatever the files' dates."""
    return digest(
        json.dumps(digests(guideline, tree)).encode(),
        *(path.parent.name.encode() + path.read_bytes() for path in files(guideline, tree)),
    )


def by_version(label: str) -> tuple[list[int], str]:
    """Return what puts interpreters in order: the oldest first, a free-threaded build last."""
    return [int(number) for number in re.findall(r"\d+", label)], label
