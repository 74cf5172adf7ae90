"""Draws how a quantity grows with its input, bad against good, on logarithmic axes."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10
from xml.etree.ElementTree import Element

from handbook.core.observations import Series
from handbook.core.svg import add, add_path, add_words, drawing, markup, number, px, width_of

WIDTH, HEIGHT = 420, 264
TOP, BOTTOM = 30, 212
LINE = 17  # px from one line of text to the next
ZERO = 30  # px that a value of nothing stands below the lowest decade
MOST_TICKS = 6
LETTERS = 50
BOLD = 1.2  # times the width of plain text
IN_FULL = range(-3, 6)  # powers of ten that read best written out
MARKERS = {  # both can be seen where the lines meet: a disc inside a hollow square
    "bad": "m-5-5h10v10h-10z",
    "good": "m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z",
}
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class _Scale:
    """A logarithmic axis from exponent to exponent, and a place of its own for nothing."""

    low: float
    high: float
    start: float
    stop: float
    zero: float

    def __call__(self, value: float) -> float:
        if value <= 0:
            return self.zero
        share = (log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.stop - self.start)


def growth_chart(bad: Series, good: Series, *, ident: str, title: str, describe: str) -> str:
    """Return inline SVG, 420 px wide: both lines named at their ends, each measured point shown.

    Each series has two points or more, whose inputs grow.
    Values of 0 have no logarithm: they stand on a line of their own below the axis.
    """
    root = drawing("growth", ident=ident, title=title, describe=describe)
    across, up = _across(bad, good), _up(bad, good)
    add_words(root, "", f"{bad.name} ({bad.unit})", LETTERS, y=13)
    _decades(root, across, up)
    _inputs(root, bad, good, across)
    for word, series in (("good", good), ("bad", bad)):
        _line(root, word, series, across, up)
    _names(root, bad, good, across, up)
    return markup(root, WIDTH, HEIGHT)


def growth_rows(bad: Series, good: Series) -> list[tuple[str, str, str]]:
    """Return the chart as a table: input, bad value, good value, in words."""
    first, second = dict(bad.points), dict(good.points)
    return [
        (number(size), _cell(first, size), _cell(second, size)) for size in sorted(first | second)
    ]


def _cell(half: dict[float, float], size: float) -> str:
    return number(half[size]) if size in half else ""


def _across(bad: Series, good: Series) -> _Scale:
    inputs = [size for series in (bad, good) for size, _ in series.points]
    logs = [log10(size) for size in inputs if size > 0]
    low, high = min(logs), max(logs)
    high += low == high  # beside nothing there may be one other input alone
    left = 14 + max(width_of(_decade(power)) for power in _powers(_values(bad, good)))
    names = max(width_of(_name(*half)) for half in (("Bad", bad), ("Good", good)))
    right = WIDTH - 10 - BOLD * names
    start = left + ZERO if min(inputs) <= 0 else left
    return _Scale(low, high, start, right, left)


def _up(bad: Series, good: Series) -> _Scale:
    values = _values(bad, good)
    powers = _powers(values)
    start = BOTTOM - ZERO if min(values) <= 0 else BOTTOM
    return _Scale(powers[0], powers[-1], start, TOP, BOTTOM)


def _values(bad: Series, good: Series) -> list[float]:
    return [value for series in (bad, good) for _, value in series.points]


def _powers(values: Iterable[float]) -> range:
    """Return the powers of ten from just below the values to just above them."""
    logs = [log10(value) for value in values if value > 0] or [0.0]
    low, high = floor(min(logs)), ceil(max(logs))
    return range(low, max(high, low + 1) + 1)


def _decade(power: int) -> str:
    return number(10.0**power) if power in IN_FULL else f"10{str(power).translate(SUPERSCRIPT)}"


def _name(word: str, series: Series) -> str:
    return f"{word}: {number(series.points[-1][1])}"


def _decades(root: Element, across: _Scale, up: _Scale) -> None:
    powers = range(int(up.low), int(up.high) + 1)
    rows = [(up(10.0**power), _decade(power)) for power in powers]
    rows = rows[:: ceil(len(rows) / MOST_TICKS)]
    if up.start != up.zero:
        rows.append((up.zero, "0"))
    add_path(root, "grid", [f"M{px(across.zero)} {px(y)}H{px(across.stop)}" for y, _ in rows])
    for y, words in rows:
        add(root, "text", "quiet", words, x=across.zero - 8, y=y + 4, text_anchor="end")


def _inputs(root: Element, bad: Series, good: Series, across: _Scale) -> None:
    free = 0.0
    for size in sorted({size for series in (bad, good) for size, _ in series.points}):
        words, x = number(size), across(size)
        if x - width_of(words) / 2 >= free:
            add(root, "text", "quiet", words, x=x, y=BOTTOM + 20, text_anchor="middle")
            free = x + width_of(words) / 2 + 4
    middle = (across.zero + across.stop) / 2
    add_words(root, "", bad.over, LETTERS, x=middle, y=BOTTOM + 40, text_anchor="middle")


def _line(root: Element, word: str, series: Series, across: _Scale, up: _Scale) -> None:
    places = [(px(across(size)), px(up(value))) for size, value in series.points]
    steps = [f"{'L' if index else 'M'}{x} {y}" for index, (x, y) in enumerate(places)]
    dash = {"stroke_dasharray": "7 4"} if word == "bad" else {}
    add_path(root, f"{word}-line", steps, **dash)
    add_path(root, f"{word}-points", [f"M{x} {y}{MARKERS[word]}" for x, y in places])


def _names(root: Element, bad: Series, good: Series, across: _Scale, up: _Scale) -> None:
    """Write each line's name at its end, the two apart even where the lines meet."""
    heights = [up(series.points[-1][1]) for series in (bad, good)]
    lack = LINE - abs(heights[0] - heights[1])
    if lack > 0:
        upper = 1 if heights[1] < heights[0] else 0
        heights[upper] -= lack / 2
        heights[1 - upper] += lack / 2
    for word, series, y in zip(("Bad", "Good"), (bad, good), heights, strict=True):
        x = across(series.points[-1][0])
        add(root, "text", f"{word.lower()}-name", _name(word, series), x=x + 9, y=y + 4)
