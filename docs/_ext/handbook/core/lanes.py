"""Draws the lanes of one run: names, bars, marks, and how each lane ended."""

from collections import Counter
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from handbook.core import svg
from handbook.core.observations import Lane, Trace
from handbook.core.svg import px
from handbook.core.time_scale import BEHIND, ENDING, NAME, WIDTH, Scale, ending_of, name_of

ROW = 20
ABOVE = 15  # room above a lane for the texts of its marks
BASELINE = 4  # px from the middle of a line of text down to where it is set
THIN, THICK = 3, 12
HAIR = 2  # px: a shorter span is drawn so long, spans closer together are drawn as one
NOISE = 1e-9  # of the whole time: what floats add up to
APART = 3  # px between marks that can be told apart
TEXT = 32  # characters of a mark
MOST_SAID = 2  # marks alike that each have their text
GLYPHS = {  # from the end of a lane: px right, px down, shape
    "done": (8, 0, "h0"),  # a disc: the round cap of a line of no length
    "failed": (4, -4, "l8 8m0-8l-8 8"),  # a cross
    "cancelled": (4.5, -3.5, "h7v7h-7z"),  # a hollow square
    "refused": (4, 0, "a4 4 0 1 0 8 0a4 4 0 1 0-8 0zm1.2 2.8l5.6-5.6"),  # a barred ring
    "alive": (0, 0, "h13m-5-4.5l5 4.5l-5 4.5"),  # an arrow
}


def draw_lanes(half: Element, trace: Trace, scale: Scale, top: float) -> float:
    """Draw the lanes below ``top`` and return where they end, in px."""
    told = {mark.lane for mark in trace.marks if mark.text}
    rows = []
    for index, lane in enumerate(trace.lanes):
        top += ROW + (ABOVE if index in told else 0)
        rows.append((lane, top - ROW / 2))
    for lane, y in rows:
        svg.add_words(half, "", name_of(lane), NAME, y=y + BASELINE)
    _draw_bars(half, rows, scale)
    _draw_marks(half, trace, rows, scale)
    _draw_endings(half, rows, scale)
    return top


def busy_spans(lane: Lane, scale: Scale) -> list[tuple[int, int]]:
    """Return where a lane held its thread, in px; steps that took no time are left out."""
    spans: list[tuple[int, int]] = []
    for start, stop in lane.busy:
        if stop - start > scale.end * NOISE:
            left, right = scale(start), max(scale(stop), scale(start) + HAIR)
            if spans and left - spans[-1][1] < HAIR:
                left, _ = spans.pop()
            spans.append((left, right))
    return spans


def _draw_bars(half: Element, rows: list[tuple[Lane, float]], scale: Scale) -> None:
    waits, busy = [], []
    for lane, y in rows:
        start, stop = scale(lane.start), scale(lane.end)
        waits.append(f"M{px(start)} {px(y)}H{px(max(stop, start + HAIR))}")
        busy += [f"M{px(left)} {px(y)}H{px(right)}" for left, right in busy_spans(lane, scale)]
    svg.add_path(half, "wait", waits, stroke_width=THIN)
    svg.add_path(half, "busy", busy, stroke_width=THICK)


def _draw_endings(half: Element, rows: list[tuple[Lane, float]], scale: Scale) -> None:
    for ending, (right, down, shape) in GLYPHS.items():
        ends = [(scale(lane.end), y) for lane, y in rows if lane.ending == ending]
        svg.add_path(half, ending, [f"M{px(x + right)} {px(y + down)}{shape}" for x, y in ends])
    for lane, y in rows:
        x = scale(lane.end) + BEHIND
        svg.add_words(half, "", ending_of(lane), ENDING, x=x, y=y + BASELINE)


@dataclass(slots=True)
class _Line:
    """How far the marks of one lane are drawn, in px, and what the last one said."""

    ticks: float = 0.0
    texts: float = 0.0
    said: str = ""
    drawn: list[str] = field(default_factory=list)


def _draw_marks(half: Element, trace: Trace, rows: list[tuple[Lane, float]], scale: Scale) -> None:
    """Draw a tick for each mark, and its text where there is room; of many alike, the first's."""
    lines = [_Line() for _ in rows]
    said = Counter((mark.lane, mark.text) for mark in trace.marks)
    for mark in sorted(trace.marks, key=lambda mark: mark.time):
        line, x, y = lines[mark.lane], scale(mark.time), rows[mark.lane][1]
        if x >= line.ticks:
            line.drawn.append(f"M{px(x)} {px(y - 8)}v16")
            line.ticks = x + APART
        again = mark.text == line.said and said[mark.lane, mark.text] > MOST_SAID
        if mark.text and not again:
            _tell(half, mark.text, line, x, y)
    svg.add_path(half, "mark", [tick for line in lines for tick in line.drawn])


def _tell(half: Element, text: str, line: _Line, x: float, y: float) -> None:
    width = svg.width_of(svg.shorten(text, TEXT))
    start = min(x - 2, WIDTH - width)
    if start >= line.texts:
        svg.add_words(half, "quiet", text, TEXT, x=start, y=y - 12)
        line.texts = start + width + 6
    line.said = text
