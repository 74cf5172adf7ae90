"""Bars, marks and endings stand where and when the trace says."""

import re
from itertools import pairwise
from typing import Literal
from xml.etree.ElementTree import XML, Element

import pytest

from handbook.core import svg
from handbook.core.lanes import GLYPHS, HAIR, busy_spans, draw_lanes
from handbook.core.observations import Lane, Mark, Trace
from handbook.core.time_scale import WIDTH, Scale

SCALE = Scale(left=100, right=600, end=10, tops={})  # 50 px to the second
Ending = Literal["done", "failed", "cancelled", "refused", "alive"]


def lane(
    end: float,
    *busy: tuple[float, float],
    start: float = 0.0,
    ending: Ending = "done",
    note: str = "",
) -> Lane:
    """Return a task's lane."""
    return Lane("save_report", "task", start, end, ending, note, busy)


def drawn(*lanes: Lane, marks: tuple[Mark, ...] = ()) -> Element:
    """Return the lanes as they are read back from their markup."""
    root = svg.drawing("timeline", ident="a", title="t", describe="d")
    bottom = draw_lanes(root, Trace(10, lanes, marks=marks), SCALE, 0)
    return XML(svg.markup(root, WIDTH, bottom))


def strokes(image: Element, style: str) -> list[tuple[float, float, str]]:
    """Return where each stroke of a style begins, and how it goes on."""
    path = image.find(f"{{*}}path[@class='hb-draw-{style}']")
    found = (
        re.findall(r"M(\S+?) (\S+?)([a-zA-Z].*?)?(?=M|$)", path.get("d", ""))
        if path is not None
        else []
    )
    return [(float(x), float(y), rest) for x, y, rest in found]


def words(image: Element) -> list[tuple[str, float, float]]:
    """Return each text and where it stands."""
    texts = image.findall("{*}text")
    return [
        ((text.text or text[0].tail or ""), float(text.get("x", 0)), float(text.get("y", 0)))
        for text in texts
    ]


def test_waiting_is_thin_and_busy_is_thick() -> None:
    """The lane is drawn from start to end, and over it the spans that held the thread."""
    image = drawn(lane(6, (2, 3), (4, 4.5), start=1))
    assert [(x, rest) for x, _, rest in strokes(image, "wait")] == [(150, "H400")]
    assert [(x, rest) for x, _, rest in strokes(image, "busy")] == [(200, "H250"), (300, "H325")]
    widths = {
        path.get("class"): float(path.get("stroke-width", 0)) for path in image.findall("{*}path")
    }
    assert widths["hb-draw-busy"] >= 3 * widths["hb-draw-wait"]


def test_each_lane_has_a_line_of_its_own() -> None:
    """Name, bar, glyph and word of one lane stand on one line, a lane's height from the next."""
    image = drawn(lane(6), lane(6), lane(6))
    lines = [y for _, y, _ in strokes(image, "wait")]
    assert [two - one for one, two in pairwise(lines)] == [20, 20]
    names = [y for text, _, y in words(image) if text == "save_report"]
    endings = [y for text, _, y in words(image) if text == "done"]
    assert names == endings
    assert [y for _, y, _ in strokes(image, "done")] == lines


@pytest.mark.parametrize(
    ("ending", "note", "word"),
    [
        ("done", "", "done"),
        ("failed", "ValueError", "failed: ValueError"),
        ("cancelled", "", "cancelled"),
        ("refused", "", "refused"),
        ("alive", "", "still running"),
    ],
)
def test_an_ending_has_a_glyph_and_a_word(ending: Ending, note: str, word: str) -> None:
    """Both stand behind the end of the lane, the word behind the glyph."""
    image = drawn(lane(6, ending=ending, note=note))
    [(x, _, _)] = strokes(image, ending)
    [at] = [at for text, at, _ in words(image) if text == word]
    assert 400 <= x < at


def test_each_ending_has_a_shape_of_its_own() -> None:
    """Never told by colour alone."""
    assert len({shape for _, _, shape in GLYPHS.values()}) == len(GLYPHS)


def test_no_time_can_be_seen_still() -> None:
    """A lane of no length leaves a dot of a bar, its glyph and its word."""
    image = drawn(lane(5, (5, 5), start=5, ending="refused"))
    [(x, _, rest)] = strokes(image, "wait")
    assert (x, rest) == (350, f"H{350 + HAIR}")
    assert strokes(image, "busy") == []
    assert len(strokes(image, "refused")) == 1


@pytest.mark.parametrize(
    ("busy", "spans"),
    [
        ([], []),
        ([(1, 1)], []),
        ([(1, 1.000000001)], []),
        ([(1, 1.001)], [(150, 152)]),
        ([(1, 2), (2, 3)], [(150, 250)]),
        ([(1, 2), (2.02, 3)], [(150, 250)]),
        ([(0, 1), (2, 3)], [(100, 150), (200, 250)]),
    ],
)
def test_busy_spans(busy: list[tuple[float, float]], spans: list[tuple[int, int]]) -> None:
    """Too short is drawn as long as can be seen, too close as one, and no time not at all."""
    assert busy_spans(lane(10, *busy), SCALE) == spans


def test_marks_are_ticks_at_their_moments() -> None:
    """Each stands on its own lane; what happens again and again says so once."""
    marks = tuple(Mark(time, 1, "beat") for time in (0, 1, 2))
    image = drawn(lane(6), lane(6), marks=marks)
    [_, (_, line, _)] = strokes(image, "wait")
    ticks = strokes(image, "mark")
    assert [x for x, _, _ in ticks] == [100, 150, 200]
    assert all(y < line < y + float(rest.removeprefix("v")) for _, y, rest in ticks)
    [(_, x, y)] = [word for word in words(image) if word[0] == "beat"]
    assert abs(x - 100) < 5
    assert y < line - 8


def test_what_happens_twice_says_so_twice() -> None:
    """A reader need not guess what the second tick is."""
    marks = tuple(Mark(time, 0, "rings") for time in (1, 4))
    told = [(text, x) for text, x, _ in words(drawn(lane(6), marks=marks)) if text == "rings"]
    assert [x for _, x in told] == pytest.approx([150, 300], abs=5)


def test_texts_of_marks_do_not_overlap() -> None:
    """A text that has no room is left out, its tick is not."""
    marks = tuple(Mark(time, 0, text) for time, text in ((0, "opened"), (0.2, "read"), (4, "shut")))
    image = drawn(lane(6), marks=marks)
    assert [text for text, _, _ in words(image)] == ["save_report", "opened", "shut", "done"]
    assert len(strokes(image, "mark")) == 3


def test_a_text_at_the_edge_stays_inside() -> None:
    """It ends at the edge of the drawing instead of beyond it."""
    [mark] = [Mark(10, 0, "the deadline of the caller is over")]
    found = drawn(lane(10), marks=(mark,)).findall("{*}text")
    [text] = [text for text in found if text.findtext("{*}title") == mark.text]
    assert float(text.get("x", 0)) + svg.width_of(text[0].tail or "") <= WIDTH


def test_many_marks_are_thinned_to_what_can_be_told_apart() -> None:
    """A thousand in ten seconds are no black bar."""
    marks = tuple(Mark(index / 100, 0, "") for index in range(1000))
    found = [x for x, _, _ in strokes(drawn(lane(10), marks=marks), "mark")]
    assert min(two - one for one, two in pairwise(found)) >= 3
