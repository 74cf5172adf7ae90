"""The section "What the run shows": claims, verdicts, observations, picture, versions."""

from collections import defaultdict

from docutils import nodes

from handbook.core.evidence import Proof
from handbook.core.records import Claim, Evidence, Guideline, Half
from handbook.elements import Cell, inline, paragraph, table, verbatim, words
from handbook.mistakes import renew
from handbook.pair import SIDES, WORDS
from handbook.picture import picture
from handbook.sections import anchor
from handbook.verdicts import proved, told, verdict

TITLE = "What the run shows"


def run_section(guideline: Guideline, proof: Proof | None) -> nodes.section:
    """Return the section; without proof, as in a preview, it has the claims alone."""
    section = nodes.section("", nodes.title("", TITLE), ids=[anchor(guideline, "run")])
    evidence = told(proof) if proof else None
    section += claims_table(guideline, evidence)
    if proof is None or evidence is None:
        section += paragraph(f"Not run yet: `{renew(guideline)}` runs it.", classes=["hb-source"])
        return section
    section += _source(guideline, evidence)
    section += picture(guideline, evidence)
    section += matrix(guideline, proof)
    section += untried(guideline, proof)
    section += differences(guideline, proof)
    return section


def claims_table(guideline: Guideline, evidence: Evidence | None) -> nodes.table:
    """Return each claim as it shows on the bad module, and beside it as on the good one."""
    rows = [[_claim(claim, half, evidence) for half in SIDES] for claim in guideline.claims]
    return table((WORDS["bad"], WORDS["good"]), rows, name="hb-claims")


def _claim(claim: Claim, half: Half, evidence: Evidence | None) -> Cell:
    text = _words(claim, half)
    if evidence is None:
        return text
    seen = evidence.claims.get(claim.name, {}).get(half)
    sign, kind = verdict(half, seen)
    label = inline(sign, "hb-verdict", f"hb-{kind}")
    cell = [paragraph(label, nodes.Text(" "), *words(text))]
    if seen and seen.observed:
        cell.append(_note("Observed:", seen.observed))
    if seen and seen.reason:
        cell.append(_note(f"On {evidence.interpreter.label}:", seen.reason))
    return cell


def _note(label: str, text: str) -> nodes.paragraph:
    parts = inline(label, "hb-label"), nodes.Text(" "), verbatim(text)
    return paragraph(*parts, classes=["hb-observed"])


def _words(claim: Claim, half: Half) -> str:
    return claim.good if half == "good" else claim.bad


def _source(guideline: Guideline, evidence: Evidence) -> nodes.paragraph:
    where = f"Observed on Python {evidence.interpreter.label} ({evidence.platform})"
    check = f"checks/{guideline.chapter}/test_{guideline.slug}.py"
    return paragraph(f"{where} by `{check}`; `{renew(guideline)}` runs it.", classes=["hb-source"])


def matrix(guideline: Guideline, proof: Proof) -> nodes.table:
    """Return claims by interpreters."""
    head = ["Claim", *(evidence.interpreter.label for evidence in proof.fresh)]
    rows = [
        [claim.good, *(proved(evidence, claim.name) for evidence in proof.fresh)]
        for claim in guideline.claims
    ]
    made = table(head, rows, name="hb-matrix", stub=True)
    made.insert(0, nodes.title("", "By version of Python"))
    made["ids"] = [anchor(guideline, "matrix")]  # Sphinx wants one where there is a title
    return made


def untried(guideline: Guideline, proof: Proof) -> list[nodes.Node]:
    """Return where claims were skipped, and why."""
    items = [
        nodes.list_item("", paragraph(claim.good), _by_version(skipped))
        for claim in guideline.claims
        if (skipped := _skipped(claim, proof))
    ]
    return (
        [paragraph("Not tried on every version:"), nodes.bullet_list("", *items)] if items else []
    )


def _skipped(claim: Claim, proof: Proof) -> dict[str, list[str]]:
    """Return the interpreters that skipped a claim, by the reason."""
    seen: defaultdict[str, list[str]] = defaultdict(list)
    for evidence in proof.fresh:
        if why := evidence.why_skipped(claim.name):
            seen[why].append(evidence.interpreter.label)
    return seen


def differences(guideline: Guideline, proof: Proof) -> list[nodes.Node]:
    """Return where interpreters prove the same claim by different observations."""
    items = [
        nodes.list_item("", paragraph(f"{WORDS[half]}: {_words(claim, half)}"), _by_version(seen))
        for claim in guideline.claims
        for half in SIDES
        if len(seen := _observed(claim, half, proof)) > 1
    ]
    if not items:
        return []
    return [paragraph("The observation differs between versions:"), nodes.bullet_list("", *items)]


def _observed(claim: Claim, half: Half, proof: Proof) -> dict[str, list[str]]:
    """Return the interpreters by what was observed on them."""
    seen: defaultdict[str, list[str]] = defaultdict(list)
    for evidence in proof.fresh:
        observation = evidence.claims.get(claim.name, {}).get(half)
        if observation is not None and observation.outcome != "skipped":
            seen[observation.observed].append(evidence.interpreter.label)
    return seen


def _by_version(seen: dict[str, list[str]]) -> nodes.bullet_list:
    items = [
        nodes.list_item("", paragraph(f"{', '.join(labels)}: ", verbatim(words)))
        for words, labels in seen.items()
    ]
    return nodes.bullet_list("", *items)
