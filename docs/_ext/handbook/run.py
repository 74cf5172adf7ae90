"""The section "What the run shows": claims, verdicts, observations, picture, versions."""

from collections import defaultdict

from docutils import nodes

from handbook.core.anatomy import anchor
from handbook.core.proof import Proof, command
from handbook.core.records import DEVIATION, Claim, Evidence, Guideline, Half
from handbook.derived import part
from handbook.elements import Markup, box, bullets, details, inline, paragraph, table, verbatim
from handbook.pair import SIDES, WORDS
from handbook.picture import numbers, picture
from handbook.verdicts import PROVED, told, verdict

TITLE = "What the run shows"


def run_section(guideline: Guideline, proof: Proof | None) -> nodes.section:
    """Return the section; without proof, as in a preview, it has the claims alone."""
    section = nodes.section("", nodes.title("", TITLE), ids=[anchor(guideline.id, "run")])
    evidence = told(proof)
    shown = [claims_table(guideline.claims, SIDES, evidence)]
    if proof is None or evidence is None:
        shown += [not_run(guideline)]
    else:
        seen = [*picture(guideline, evidence), source(guideline, evidence)]
        shown += [box(*seen, classes="hb-run"), *numbers(guideline, evidence)]
        shown += [versions(guideline, proof)]
    section += part(*shown)
    return section


def claims_table(
    claims: tuple[Claim, ...], sides: tuple[Half, Half], evidence: Evidence | None
) -> Markup:
    """Return each claim as it shows on the one module, and beside it as on the other."""
    rows = [[_claim(claim, half, evidence) for half in sides] for claim in claims]
    return table([WORDS[half] for half in sides], rows, name="hb-claims")


def deviation_table(guideline: Guideline, proof: Proof | None) -> Markup:
    """Return the claims of the deviation, as they show on the good module and on it."""
    evidence = told(proof)
    return claims_table(guideline.deviation, DEVIATION[::-1], evidence)


def _claim(claim: Claim, half: Half, evidence: Evidence | None) -> str:
    text = claim.on(half)
    if evidence is None:
        return text
    seen = evidence.claims.get(claim.name, {}).get(half)
    sign, kind = verdict(seen, must_hold=half == claim.halves[0])
    cell = [paragraph(inline(sign, "hb-verdict", f"hb-{kind}"), " ", text)]
    if seen and seen.observed:
        cell.append(_note("Observed:", seen.observed))
    if seen and seen.reason:
        cell.append(_note(f"On {evidence.interpreter.label}:", seen.reason))
    return Markup("\n".join(cell))


def _note(label: str, text: str) -> Markup:
    return paragraph(inline(label, "hb-label"), " ", verbatim(text), classes="hb-observed")


def _promise(claim: Claim) -> str:
    """Return what holds where the claim is proved."""
    return f"Deviation: {claim.deviation}" if claim.deviation else claim.good


def not_run(guideline: Guideline) -> Markup:
    """Return the words that stand where evidence would."""
    return paragraph(f"Not run yet: `{command(guideline)}` runs it.", classes="hb-source")


def source(guideline: Guideline, evidence: Evidence) -> Markup:
    """Return what observed it, and where."""
    where = f"Observed on Python {evidence.interpreter.label} ({evidence.platform})"
    check = f"checks/{guideline.chapter}/test_{guideline.slug}.py"
    return paragraph(f"{where} by `{check}`; `{command(guideline)}` runs it.", classes="hb-source")


def versions(guideline: Guideline, proof: Proof) -> Markup:
    """Return claims by interpreters; where they agree, the summary says it and the table waits."""
    skipped, differing = untried(guideline, proof), differences(guideline, proof)
    open_questions = bool(proof.unproved or skipped)
    summary = "By version of Python"
    if not open_questions:
        how = ", by different observations" if differing else ""
        summary += f": every claim is proved on each{how}"
    parts = [matrix(guideline, proof), *skipped, *differing]
    return details(summary, *parts, shown=open_questions)


def matrix(guideline: Guideline, proof: Proof) -> Markup:
    """Return claims by interpreters."""
    head = ["Claim", *(evidence.interpreter.label for evidence in proof.fresh)]
    rows = [
        [_promise(claim), *(PROVED[evidence.verdict(claim.name)] for evidence in proof.fresh)]
        for claim in guideline.every_claim
    ]
    return table(head, rows, name="hb-matrix", stub=True)


def untried(guideline: Guideline, proof: Proof) -> list[Markup]:
    """Return where claims were skipped, and why."""
    items = [
        Markup(paragraph(_promise(claim)) + _by_version(skipped))
        for claim in guideline.every_claim
        if (skipped := _skipped(claim, proof))
    ]
    return [paragraph("Not tried on every version:"), bullets(items)] if items else []


def _skipped(claim: Claim, proof: Proof) -> dict[str, list[str]]:
    """Return the interpreters that skipped a claim, by the reason."""
    seen: defaultdict[str, list[str]] = defaultdict(list)
    for evidence in proof.fresh:
        if why := evidence.why_skipped(claim.name):
            seen[why].append(evidence.interpreter.label)
    return seen


def differences(guideline: Guideline, proof: Proof) -> list[Markup]:
    """Return where interpreters prove the same claim by different observations."""
    items = [
        Markup(paragraph(f"{WORDS[half]}: {claim.on(half)}") + _by_version(seen))
        for claim in guideline.every_claim
        for half in claim.halves[::-1]
        if len(seen := _observed(claim, half, proof)) > 1
    ]
    if not items:
        return []
    return [paragraph("The observation differs between versions:"), bullets(items)]


def _observed(claim: Claim, half: Half, proof: Proof) -> dict[str, list[str]]:
    """Return the interpreters by what was observed on them."""
    seen: defaultdict[str, list[str]] = defaultdict(list)
    for evidence in proof.fresh:
        observation = evidence.claims.get(claim.name, {}).get(half)
        if observation is not None and observation.outcome != "skipped":
            seen[observation.observed].append(evidence.interpreter.label)
    return seen


def _by_version(seen: dict[str, list[str]]) -> Markup:
    return bullets(
        (paragraph(f"{', '.join(labels)}: ", verbatim(words)) for words, labels in seen.items()),
        "simple",
    )
