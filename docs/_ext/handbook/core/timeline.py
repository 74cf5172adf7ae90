"""Draws what ran when: the bad run above the good one, on one scale of virtual time."""

from xml.etree.ElementTree import Element

from handbook.core import svg
from handbook.core.condensed import condensed
from handbook.core.lanes import BASELINE, ROW, THICK, THIN, draw_lanes
from handbook.core.observations import Gauge, Trace
from handbook.core.svg import px
from handbook.core.time_scale import (
    NAME,
    WIDTH,
    Scale,
    ending_of,
    name_of,
    peak_of,
    rest_of,
    scale_for,
    ticks,
    title_of,
)

HEAD = 25  # the half's word, and the words of the ticks beside it
GAUGE, GAUGE_HEAD = 40, 22
BETWEEN = 16


def timeline(bad: Trace, good: Trace, *, ident: str, title: str, describe: str) -> str:
    """Return inline SVG, 720 px wide: a lane for each task or thread, then the gauges.

    A thick bar is time in which a lane held its thread, a thin one time in which it waited.
    Spans and marks too close to be told apart are drawn as one, and so are many lanes alike.
    """
    bad, good = condensed(bad, good)
    root = svg.drawing("timeline", ident=ident, title=title, describe=describe)
    scale = scale_for((bad, good))
    y = _draw_half(root, "Bad", bad, scale, 0)
    y = _draw_half(root, "Good", good, scale, y + BETWEEN)
    y = _draw_legend(root, (bad, good), scale, y + BETWEEN)
    return svg.markup(root, WIDTH, y)


def timeline_rows(trace: Trace) -> list[tuple[str, ...]]:
    """Return the lanes as a table in words: lane, starts, ends, how it ended, busy for."""
    rows: list[tuple[str, ...]] = [
        (
            name_of(lane),
            svg.duration(lane.start),
            svg.duration(lane.end) if lane.ending != "alive" else "",
            ending_of(lane),
            svg.duration(sum(stop - start for start, stop in lane.busy)),
        )
        for lane in trace.lanes
    ]
    return rows + ([(rest_of(trace), "", "", "", "")] if rest_of(trace) else [])


def gauge_rows(trace: Trace) -> list[tuple[str, ...]]:
    """Return the gauges as a table in words: gauge, peak, when that was first reached."""
    peaks = [(gauge, *peak_of(gauge)) for gauge in trace.gauges]
    return [(title_of(gauge), svg.number(top), svg.duration(at)) for gauge, at, top in peaks]


def _draw_half(root: Element, word: str, trace: Trace, scale: Scale, top: float) -> float:
    """Draw one run below ``top`` and return where it ends, in px."""
    half = svg.add(root, "g", "half")
    svg.add(half, "text", "half-name", word, y=top + 14)
    grid = svg.add(half, "path", "grid")  # first, so that it lies below everything
    y = draw_lanes(half, trace, scale, top + HEAD)
    if rest_of(trace):
        svg.add(half, "text", "quiet", rest_of(trace), y=y + 15)
        y += ROW
    for gauge in trace.gauges:
        y = _draw_gauge(half, gauge, trace.end, scale, y)
    moments = [(scale(at), words) for at, words in ticks(scale.end)]
    for x, words in moments:
        svg.add(half, "text", "quiet", words, x=x, y=top + 14, text_anchor="middle")
    grid.set("d", "".join(f"M{px(x)} {px(top + HEAD - 5)}V{px(y)}" for x, _ in moments))
    return y


def _draw_gauge(half: Element, gauge: Gauge, end: float, scale: Scale, top: float) -> float:
    """Draw a step line below ``top``, its peak in words, and return where it ends, in px."""
    base = top + GAUGE_HEAD + GAUGE
    places = [
        (scale(at), base - GAUGE * scale.share(gauge.name, value)) for at, value in gauge.points
    ]
    places = places or [(scale(0), base)]
    steps = [f"H{px(x)}V{px(y)}" for x, y in places]
    steps[0] = "M{} {}".format(*map(px, places[0]))
    svg.add(half, "path", "floor", d=f"M{px(scale(0))} {px(base)}H{px(scale(end))}")
    svg.add_path(half, "gauge", [*steps, f"H{px(scale(end))}"])
    svg.add_words(half, "", title_of(gauge), NAME, y=base)
    at, peak = peak_of(gauge)
    x, y = scale(at), base - GAUGE * scale.share(gauge.name, peak)
    svg.add(half, "path", "peak", d=f"M{px(x)} {px(y)}m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z")
    anchor = "start" if x < (scale.left + scale.right) / 2 else "end"
    svg.add(half, "text", "", f"peak {svg.number(peak)}", x=x, y=y - 7, text_anchor=anchor)
    return base + 4


def _draw_legend(root: Element, traces: tuple[Trace, Trace], scale: Scale, top: float) -> float:
    """Draw below ``top`` what the two kinds of bars are, where both occur; return where it ends."""
    lanes = [lane for trace in traces for lane in trace.lanes]
    if not any(stop > start for lane in lanes for start, stop in lane.busy):
        return top - BETWEEN
    entries = [("busy", THICK, "busy: holds its thread"), ("wait", THIN, "waiting")]
    x = scale.left
    for style, width, words in entries:
        y = top + ROW / 2
        svg.add(root, "path", style, d=f"M{px(x)} {px(y)}h24", stroke_width=width)
        svg.add(root, "text", "quiet", words, x=x + 32, y=y + BASELINE)
        x += 32 + svg.width_of(words) + 24
    return top + ROW
