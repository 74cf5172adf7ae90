"""The picture of the run: how a quantity grew, or what ran when; and its numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from handbook.core.anatomy import anchor
from handbook.core.growth_chart import growth_chart, growth_rows
from handbook.core.observations import Series, Trace
from handbook.core.records import Claim, Evidence, Guideline, Half
from handbook.core.svg import number
from handbook.core.timeline import gauge_rows, timeline, timeline_rows
from handbook.elements import Markup, details, paragraph, plain, table, verbatim

LANES = ("Module", "Task or thread", "Starts", "Ends", "How it ended", "Held its thread for")
GAUGES = ("Module", "Quantity", "Peak", "First reached")


@dataclass(frozen=True, slots=True)
class Shown:
    """The claim whose run is drawn, and what was seen of it: growth, or else what ran when."""

    claim: Claim
    growth: list[tuple[Series, Series]]
    runs: tuple[Trace, Trace]


def chosen(guideline: Guideline, evidence: Evidence) -> Shown | None:
    """Return the first claim, in page order, that has a picture of both halves."""
    nothing = Trace(0, ())
    for claim in guideline.claims:
        seen = evidence.claims.get(claim.name, {})
        if "bad" in seen and "good" in seen:
            growth = list(zip(seen["bad"].series, seen["good"].series, strict=False))
            runs = seen["bad"].trace or nothing, seen["good"].trace or nothing
            if growth or all(run.lanes for run in runs):
                return Shown(claim, growth, runs)
    return None


def picture(guideline: Guideline, evidence: Evidence) -> list[Markup]:
    """Return the drawing with its caption, where a claim has one."""
    shown = chosen(guideline, evidence)
    if shown is None:
        return []
    kind = "Growth" if shown.growth else "Timeline"
    caption = paragraph(f"{kind}: {shown.claim.good}", classes="hb-caption")
    return [caption, _drawing(guideline, shown)]


def numbers(guideline: Guideline, evidence: Evidence) -> list[Markup]:
    """Return all numbers behind the claims and the drawing."""
    shown = chosen(guideline, evidence)
    tables = [*_figures(guideline, evidence)]
    if shown is not None:
        tables += _growth(shown) if shown.growth else _runs(shown)
    return [details("The numbers", *tables)] if tables else []


def _drawing(guideline: Guideline, shown: Shown) -> Markup:
    ident = anchor(guideline.id, "picture")
    describe = f"Bad: {plain(shown.claim.bad)} Good: {plain(shown.claim.good)}"
    if shown.growth:
        bad, good = shown.growth[0]
        title = f"{bad.name} over {bad.over}, bad and good"
        return frame(growth_chart(bad, good, ident=ident, title=title, describe=describe), title)
    title = "What ran when, bad above good, in virtual seconds"
    return frame(timeline(*shown.runs, ident=ident, title=title, describe=describe), title)


def frame(svg: str, title: str) -> Markup:
    """Return a drawing wider than a phone: it scrolls on its own, by keyboard too."""
    attributes = f'class="hb-picture" role="group" tabindex="0" aria-label="{escape(title)}"'
    return Markup(f"<div {attributes}>{svg}</div>")


def _figures(guideline: Guideline, evidence: Evidence) -> Iterator[Markup]:
    """Yield the single numbers of every claim, bad beside good."""
    rows: dict[tuple[str, str], dict[Half, str]] = {}
    for claim in guideline.claims:
        for half, seen in evidence.claims.get(claim.name, {}).items():
            for figure in seen.figures:
                row = rows.setdefault((claim.name, figure.name), {})
                row[half] = f"{number(figure.value)} {figure.unit}".strip()
    cells = [(name, row.get("bad", ""), row.get("good", "")) for (_, name), row in rows.items()]
    if cells:
        head = ("Observed", "Bad", "Good")
        yield table(head, dict.fromkeys(cells), name="hb-figures", stub=True)


def _growth(shown: Shown) -> Iterator[Markup]:
    for bad, good in shown.growth:
        what = f"{bad.name} ({bad.unit})"
        head = (bad.over.capitalize(), f"Bad: {what}", f"Good: {what}")
        yield table(head, growth_rows(bad, good), name="hb-figures", stub=True)


def _runs(shown: Shown) -> Iterator[Markup]:
    for head, rows_of in ((LANES, timeline_rows), (GAUGES, gauge_rows)):
        rows = [
            [word, *(paragraph(verbatim(text)) if text else "" for text in row)]
            for word, run in zip(("Bad", "Good"), shown.runs, strict=True)
            for row in rows_of(run)
        ]
        if rows:
            yield table(head, rows, name="hb-figures")
