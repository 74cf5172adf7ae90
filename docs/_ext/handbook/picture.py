"""The picture of the run: how a quantity grew, or what ran when; and its numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from handbook.core.growth_chart import growth_chart, growth_rows
from handbook.core.observations import Observation
from handbook.core.records import Claim, Evidence, Guideline, Half
from handbook.core.svg import number
from handbook.core.timeline import gauge_rows, timeline, timeline_rows
from handbook.elements import Markup, details, paragraph, plain, table, verbatim
from handbook.sections import anchor

LANES = ("Module", "Task or thread", "Starts", "Ends", "How it ended", "Held its thread for")
GAUGES = ("Module", "Quantity", "Peak", "First reached")


@dataclass(frozen=True, slots=True)
class Shown:
    """The claim whose run is drawn, and what was seen of it."""

    claim: Claim
    bad: Observation
    good: Observation


def chosen(guideline: Guideline, evidence: Evidence) -> Shown | None:
    """Return the first claim, in page order, that has a picture of both halves."""
    for claim in guideline.claims:
        seen = evidence.claims.get(claim.name, {})
        if "bad" in seen and "good" in seen:
            shown = Shown(claim, seen["bad"], seen["good"])
            if _has_series(shown) or _has_lanes(shown):
                return shown
    return None


def _has_series(shown: Shown) -> bool:
    return bool(shown.bad.series and shown.good.series)


def _has_lanes(shown: Shown) -> bool:
    return all(half.trace and half.trace.lanes for half in (shown.bad, shown.good))


def picture(guideline: Guideline, evidence: Evidence) -> list[Markup]:
    """Return the drawing with its caption, where a claim has one."""
    shown = chosen(guideline, evidence)
    if shown is None:
        return []
    kind = "Growth" if _has_series(shown) else "Timeline"
    caption = paragraph(f"{kind}: {shown.claim.good}", classes="hb-caption")
    return [caption, _drawing(guideline, shown)]


def numbers(guideline: Guideline, evidence: Evidence) -> list[Markup]:
    """Return all numbers behind the claims and the drawing."""
    shown = chosen(guideline, evidence)
    tables = [_figures(guideline, evidence)]
    if shown is not None:
        tables += _growth(shown) if _has_series(shown) else _runs(shown)
    filled = [each for each in tables if each is not None]
    return [details("The numbers", *filled)] if filled else []


def _drawing(guideline: Guideline, shown: Shown) -> Markup:
    ident = anchor(guideline, "picture")
    describe = f"Bad: {plain(shown.claim.bad)} Good: {plain(shown.claim.good)}"
    what = {"ident": ident, "describe": describe}
    if _has_series(shown):
        bad, good = shown.bad.series[0], shown.good.series[0]
        title = f"{bad.name} over {bad.over}, bad and good"
        svg = growth_chart(bad, good, title=title, **what)
    else:
        title = "What ran when, bad above good, in virtual seconds"
        bad_run, good_run = shown.bad.trace, shown.good.trace
        svg = timeline(bad_run, good_run, title=title, **what) if bad_run and good_run else ""
    return frame(svg, title)


def frame(svg: str, title: str) -> Markup:
    """Return a drawing wider than a phone: it scrolls on its own, by keyboard too."""
    attributes = f'class="hb-picture" role="group" tabindex="0" aria-label="{escape(title)}"'
    return Markup(f"<div {attributes}>{svg}</div>")


def _figures(guideline: Guideline, evidence: Evidence) -> Markup | None:
    """Return the single numbers of every claim, bad beside good."""
    rows: dict[tuple[str, str], dict[Half, str]] = {}
    for claim in guideline.claims:
        for half, seen in evidence.claims.get(claim.name, {}).items():
            for figure in seen.figures:
                row = rows.setdefault((claim.name, figure.name), {})
                row[half] = f"{number(figure.value)} {figure.unit}".strip()
    if not rows:
        return None
    cells = [(name, row.get("bad", ""), row.get("good", "")) for (_, name), row in rows.items()]
    return table(("Observed", "Bad", "Good"), dict.fromkeys(cells), name="hb-figures", stub=True)


def _growth(shown: Shown) -> Iterator[Markup]:
    for bad, good in zip(shown.bad.series, shown.good.series, strict=False):
        what = f"{bad.name} ({bad.unit})"
        head = (bad.over.capitalize(), f"Bad: {what}", f"Good: {what}")
        yield table(head, growth_rows(bad, good), name="hb-figures", stub=True)


def _runs(shown: Shown) -> Iterator[Markup | None]:
    traces = [(word, run.trace) for word, run in (("Bad", shown.bad), ("Good", shown.good))]
    lanes = [(word, *row) for word, trace in traces if trace for row in timeline_rows(trace)]
    gauges = [(word, *row) for word, trace in traces if trace for row in gauge_rows(trace)]
    yield _verbatim_table(LANES, lanes)
    yield _verbatim_table(GAUGES, gauges) if gauges else None


def _verbatim_table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Markup:
    cells = [[paragraph(verbatim(text)) if text else "" for text in row] for row in rows]
    return table(head, cells, name="hb-figures")
