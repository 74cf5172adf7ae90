"""The bad run stands above the good one, on one scale, with its gauges and its words."""

import re
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import XML, Element

import pytest

from handbook.core.observations import Gauge, Lane, Mark, Trace
from handbook.core.svg import NO_BREAK_SPACE
from handbook.core.time_scale import WIDTH
from handbook.core.timeline import gauge_rows, timeline, timeline_rows

CSS = Path(__file__).parents[3] / "docs" / "_static" / "drawings.css"
ENDINGS = ("done", "failed", "cancelled", "refused", "alive")
BLOCKED = Trace(
    32,
    (
        Lane("caller", "task", 0, 30, "done", "", ((0, 30),)),
        Lane("heartbeat", "task", 0, 32, "cancelled"),
    ),
    marks=tuple(Mark(time, 1, "beat") for time in (0, 30, 31, 32)),
)
OFFLOADED = Trace(
    31,
    (
        Lane("caller", "task", 0, 30, "done"),
        Lane("heartbeat", "task", 0, 31, "cancelled"),
        Lane("asyncio_0", "thread", 0, 30, "done", "", ((0, 30),)),
    ),
    marks=tuple(Mark(time, 1, "beat") for time in range(32)),
)
EMPTY = Trace(0, ())


def drawn(bad: Trace, good: Trace) -> Element:
    """Return the drawing as it is read back from its markup."""
    return XML(timeline(bad, good, ident="a", title="t", describe="d"))


def halves(image: Element) -> list[Element]:
    """Return the two runs, as they stand in the drawing."""
    return image.findall("{*}g[@class='hb-draw-half']")


def words(part: Element) -> list[str]:
    """Return what a reader reads."""
    return [text.text or text[0].tail or "" for text in part.findall("{*}text")]


def numbers(part: Element, style: str) -> list[float]:
    """Return the numbers of a path's data."""
    path = part.find(f"{{*}}path[@class='hb-draw-{style}']")
    assert path is not None
    return [float(number) for number in re.findall(r"-?[\d.]+", path.get("d", ""))]


def crowd(busy: int) -> Trace:
    """Return as many lanes as are kept, and the count of many more."""
    lanes = [
        Lane(
            f"worker {index}",
            "task",
            index,
            60.0,
            ENDINGS[index % 5],  # type: ignore[arg-type] # one of the five
            "ValueError" if index % 5 == 1 else "",
            tuple((index + 7.1 * turn, index + 7.1 * turn + 3.3) for turn in range(busy)),
        )
        for index in range(24)
    ]
    return Trace(60, tuple(lanes), 9976)


def test_bad_stands_above_good() -> None:
    """In words, and wholly above."""
    bad, good = halves(drawn(BLOCKED, OFFLOADED))
    assert [words(half)[0] for half in (bad, good)] == ["Bad", "Good"]
    lines = [[float(text.get("y", 0)) for text in half.findall("{*}text")] for half in (bad, good)]
    assert max(lines[0]) < min(lines[1])


def test_both_halves_share_one_scale() -> None:
    """Ticks stand on the same places, and 30 s busy are as long in a thread as on the loop."""
    bad, good = halves(drawn(BLOCKED, OFFLOADED))
    assert numbers(bad, "grid")[::3] == numbers(good, "grid")[::3]
    start, _, stop = numbers(bad, "busy")
    assert numbers(good, "busy")[::2] == [start, stop]
    assert numbers(bad, "grid")[-3] == stop  # the tick of 30 s


def test_a_heartbeat_that_goes_silent_shows_a_gap() -> None:
    """The longest gap between its ticks is the time for which the loop was held."""
    bad, good = halves(drawn(BLOCKED, OFFLOADED))
    ticks = [numbers(half, "mark")[::3] for half in (bad, good)]
    gaps = [max(two - one for one, two in pairwise(each)) for each in ticks]
    start, _, stop = numbers(bad, "busy")
    assert gaps[0] == stop - start
    assert gaps[1] <= (stop - start) / 30 + 1


def test_what_was_left_out_is_counted() -> None:
    """So that 24 lanes do not pass for all."""
    bad, good = halves(drawn(crowd(1), BLOCKED))
    assert "… and 9,976 more" in words(bad)
    assert not any("more" in text for text in words(good))


def test_a_gauge_is_a_step_line_with_its_peak_in_words() -> None:
    """Ten stay at a hundredth of the height of a thousand."""
    tops = [
        Trace(4, (), gauges=(Gauge("in flight", "calls", ((0, 0), (1, top), (3, 0))),))
        for top in (1000, 10)
    ]
    bad, good = halves(drawn(*tops))
    assert [text for text in words(bad) if text.startswith("peak")] == ["peak 1,000"]
    assert {"peak 10", "in flight (calls)"} <= set(words(good))
    heights = []
    for half in (bad, good):
        _, floor, rise, top, fall, after, end = numbers(half, "gauge")
        heights.append(floor - top)
        assert floor == after
        assert (fall - rise) == pytest.approx(2 * (end - fall), abs=2)
    assert heights[0] == pytest.approx(100 * heights[1])


@pytest.mark.parametrize(
    ("trace", "entries"),
    [
        (BLOCKED, ["busy: holds its thread", "waiting"]),
        (Trace(1, (Lane("a", "task", 0, 1, "done"),)), []),
        (EMPTY, []),
    ],
    ids=["busy", "waiting", "neither"],
)
def test_the_legend_tells_busy_from_waiting(trace: Trace, entries: list[str]) -> None:
    """Where nobody is busy there is nothing to tell apart; all else is named where it is."""
    assert words(drawn(trace, trace)) == entries


@pytest.mark.parametrize(
    "trace",
    [
        EMPTY,
        Trace(0, (Lane("caller", "task", 0, 0, "alive"),), marks=(Mark(0, 0, "now"),)),
        Trace(5, (Lane("caller", "task", 5, 5, "refused", "", ((5, 5),)),)),
        Trace(0, (), gauges=(Gauge("depth", "jobs", ()), Gauge("depth", "jobs", ((0, 0),)))),
        Trace(86400, (Lane("process_every_order_there_is", "thread", 0, 9, "failed", "E" * 99),)),
        crowd(3),
    ],
    ids=["empty", "no time", "at one moment", "idle gauge", "long words", "crowd"],
)
def test_anything_can_be_drawn(trace: Trace) -> None:
    """Every coordinate lies inside the drawing."""
    image = drawn(trace, EMPTY)
    _, _, width, height = map(float, image.get("viewBox", "").split())
    assert width == WIDTH
    for text in image.iter("{http://www.w3.org/2000/svg}text"):
        assert 0 <= float(text.get("x", 0)) <= width
        assert 0 < float(text.get("y", 0)) <= height
    for path in image.iter("{http://www.w3.org/2000/svg}path"):
        starts = re.findall(r"M(\S+?) ([\d.-]+)", path.get("d", ""))
        assert all(0 <= float(x) <= width and 0 < float(y) < height for x, y in starts)


def test_what_tells_nothing_is_left_out() -> None:
    """A caller who only waits for the others stands in the table, not in the drawing."""
    waits = Trace(9, (Lane("caller", "task", 0, 9, "done"), Lane("save", "task", 0, 2, "done")))
    shown = [words(half)[:2] for half in halves(drawn(waits, waits))]
    assert shown == [["Bad", "save"], ["Good", "save"]]
    assert timeline_rows(waits)[0][0] == "caller"


def test_two_full_halves_stay_small() -> None:
    """A page carries its pictures itself: 24 lanes each side in less than 12 kB."""
    one, two = (timeline(crowd(3), crowd(3), ident="a", title="t", describe="d") for _ in "12")
    assert len(one.encode()) < 12_000
    assert one == two


def test_every_class_has_a_style() -> None:
    """What the drawing names, the stylesheet knows; no colour stands in the drawing."""
    gauged = Trace(60, crowd(1).lanes, 1, (Gauge("depth", "jobs", ((0, 1),)),), BLOCKED.marks)
    image = drawn(gauged, BLOCKED)
    styles = {name for part in image.iter() for name in part.get("class", "").split()}
    unknown = {name for name in styles if f".{name}" not in CSS.read_text("utf-8")}
    # A group, and glyphs drawn as any path is.
    assert unknown <= {"hb-draw-half", "hb-draw-alive", "hb-draw-cancelled", "hb-draw-refused"}
    assert not [part for part in image.iter() if {"fill", "stroke", "style"} & set(part.keys())]


def test_lanes_as_a_table() -> None:
    """The same in words; what still runs has no end."""
    rows = timeline_rows(Trace(9, (OFFLOADED.lanes[2], Lane("poll", "task", 1, 9, "alive")), 12))
    assert [tuple(cell.replace(NO_BREAK_SPACE, " ") for cell in row) for row in rows] == [
        ("asyncio_0 (thread)", "0 s", "30 s", "done", "30 s"),
        ("poll", "1 s", "", "still running", "0 s"),
        ("… and 12 more", "", "", "", ""),
    ]


def test_gauges_as_a_table() -> None:
    """The peak, and when it was first reached."""
    trace = Trace(9, (), gauges=(Gauge("in flight", "calls", ((0, 1), (2, 1000), (4, 1000))),))
    peak, reached = "1,000", f"2{NO_BREAK_SPACE}s"
    assert gauge_rows(trace) == [("in flight (calls)", peak, reached)]
