"""Lays out a time line: where a moment is drawn, and the words that stand around the lanes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from handbook.core import svg
from handbook.core.observations import Gauge, Lane, Trace

WIDTH = 720
NAME, ENDING = 22, 24  # characters
BEHIND = 18  # px from the end of a lane to the word for it, past the glyph
GAP = 12
MOST_TICKS = 6.5
UNITS = ((5400, 3600, "h"), (180, 60, "min"), (0, 1, "s"))  # when ending after; seconds; word
ROUND = (10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a moment is drawn, and how high a gauge; both halves share it.

    ``left`` and ``right`` are in px, ``end`` in s, ``tops`` the most each gauge has to show.
    """

    left: float
    right: float
    end: float
    tops: dict[str, float]

    def __call__(self, seconds: float) -> int:
        """Return where a moment is drawn, in whole px from the left: they draw crisp and short."""
        share = min(max(seconds / self.end, 0), 1)
        return round(self.left + share * (self.right - self.left))

    def share(self, gauge: str, value: float) -> float:
        """Return how much of a gauge's height a value takes, from 0 to 1."""
        return max(value, 0) / (self.tops[gauge] or 1)


def scale_for(traces: Sequence[Trace]) -> Scale:
    """Give time all the width that the names before the lanes and the words behind them leave."""
    lanes = [lane for trace in traces for lane in trace.lanes]
    end = max([*(trace.end for trace in traces), *(lane.end for lane in lanes)]) or 1.0
    names = [svg.shorten(name, NAME) for trace in traces for name in _left_words(trace)]
    left = max(map(svg.width_of, names), default=0) + GAP
    right = WIDTH - 2.0 * GAP
    for lane in lanes:
        room = WIDTH - left - BEHIND - svg.width_of(svg.shorten(ending_of(lane), ENDING))
        right = min(right, left + room * end / max(lane.end, end / WIDTH))
    tops: dict[str, float] = {}
    for gauge in [gauge for trace in traces for gauge in trace.gauges]:
        tops[gauge.name] = max(peak_of(gauge)[1], tops.get(gauge.name, 0))
    return Scale(left, right, end, tops)


def _left_words(trace: Trace) -> Iterator[str]:
    yield "Good"
    yield from map(name_of, trace.lanes)
    yield from map(title_of, trace.gauges)
    yield rest_of(trace)


def ticks(end: float) -> list[tuple[float, str]]:
    """Return at most seven round moments from 0 to ``end``, in seconds, and the words for them."""
    unit, word = next((unit, word) for least, unit, word in UNITS if end > least)
    step = next(step for step in _steps() if end / step < MOST_TICKS)
    moments = [step * index for index in range(int(end / step + 1e-6) + 1)]
    return [
        (at, f"{svg.number(at / unit)}{svg.NO_BREAK_SPACE}{word}" if at else "0") for at in moments
    ]


def _steps() -> Iterator[float]:
    yield from (digit * 10.0**power for power in range(-6, 1) for digit in (1, 2, 5))
    yield from ROUND
    yield from (digit * 86400 * 10.0**power for power in count() for digit in (1, 2, 5))


def name_of(lane: Lane) -> str:
    """Return what a lane is called; that it is a task goes without saying."""
    return f"{lane.name} (thread)" if lane.kind == "thread" else lane.name


def ending_of(lane: Lane) -> str:
    """Return how a lane ended, such as ``failed: ValueError``."""
    word = "still running" if lane.ending == "alive" else lane.ending
    return f"{word}: {lane.note}" if lane.note else word


def rest_of(trace: Trace) -> str:
    """Return what there is to say below the lanes: how many were left out, or nothing."""
    return f"… and {svg.number(trace.more_lanes)} more" if trace.more_lanes else ""


def title_of(gauge: Gauge) -> str:
    """Return what a gauge counts, such as ``in flight (calls)``."""
    return f"{gauge.name} ({gauge.unit})"


def peak_of(gauge: Gauge) -> tuple[float, float]:
    """Return when a gauge first stood highest, in seconds, and how high."""
    return max(gauge.points, key=lambda point: (point[1], -point[0]), default=(0, 0))
