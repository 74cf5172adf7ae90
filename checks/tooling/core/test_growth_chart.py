"""Both lines stand on one pair of logarithmic axes, named at their ends, zeros included."""

import re
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import XML, Element

import pytest

from handbook.core.growth_chart import HEIGHT, WIDTH, growth_chart, growth_rows
from handbook.core.observations import Series

CSS = Path(__file__).parents[3] / "docs" / "_static" / "drawings.css"


def series(*points: tuple[float, float]) -> Series:
    """Return a series of peaks over jobs."""
    return Series("peak in flight", "calls", "jobs", points)


GROWING = series((10, 10), (100, 100), (1000, 1000))
BOUNDED = series((10, 10), (100, 10), (1000, 10))


def drawn(bad: Series, good: Series) -> Element:
    """Return the chart as it is read back from its markup."""
    return XML(growth_chart(bad, good, ident="a", title="t", describe="d"))


def points(image: Element, style: str) -> list[tuple[float, float]]:
    """Return the points of a line, or where its markers stand."""
    path = image.find(f"{{*}}path[@class='hb-draw-{style}']")
    found = re.findall(r"[ML](\S+?) (\d[\d.]*)", path.get("d", "")) if path is not None else []
    return [(float(x), float(y)) for x, y in found]


def words(image: Element) -> dict[str, tuple[float, float]]:
    """Return where each text stands."""
    texts = image.findall("{*}text")
    return {
        (text.text or ""): (
            float(text.get("x", 0)),
            float(text.get("y", 0)),
        )
        for text in texts
    }


def test_equal_factors_are_equal_steps() -> None:
    """Growth with the input is a straight line up, a bound a level one."""
    image = drawn(GROWING, BOUNDED)
    bad, good = points(image, "bad-line"), points(image, "good-line")
    assert [two[0] - one[0] for one, two in pairwise(bad)] == pytest.approx(
        [bad[1][0] - bad[0][0]] * 2, abs=0.2
    )
    assert [one[1] - two[1] for one, two in pairwise(bad)] == pytest.approx(
        [bad[0][1] - bad[1][1]] * 2, abs=0.2
    )
    assert bad[0][1] > bad[-1][1]
    assert {y for _, y in good} == {bad[0][1]}


def test_every_measured_point_is_shown() -> None:
    """Nobody should take a line for more than what was measured."""
    image = drawn(GROWING, BOUNDED)
    for half in ("bad", "good"):
        assert points(image, f"{half}-points") == points(image, f"{half}-line")


def test_lines_differ_by_more_than_colour() -> None:
    """By dash, and by the shape of their markers."""
    image = drawn(GROWING, BOUNDED)
    paths = {path.get("class"): path for path in image.findall("{*}path")}
    dashes = [paths[f"hb-draw-{half}-line"].get("stroke-dasharray") for half in ("bad", "good")]
    assert dashes[0] != dashes[1]
    shapes = [
        paths[f"hb-draw-{half}-points"].get("d", "").split("m", 1)[1].split("M")[0]
        for half in ("bad", "good")
    ]
    assert shapes[0] != shapes[1]


def test_lines_are_named_at_their_ends() -> None:
    """With the last value; no legend is needed."""
    image = drawn(GROWING, BOUNDED)
    for name, half in (("Bad: 1,000", "bad"), ("Good: 10", "good")):
        x, y = points(image, f"{half}-line")[-1]
        at, line = words(image)[name]
        assert x < at < x + 20
        assert abs(line - y) < 10


@pytest.mark.parametrize("value", [1, 10_000, 123_456_789])
def test_names_end_inside(value: float) -> None:
    """Bold digits take up to 9 px in the widest of common fonts."""
    for name, (x, _) in words(drawn(series((1, value), (9, value)), BOUNDED)).items():
        if ":" in name:
            assert x + len(name.replace(" ", "")) * 9 <= WIDTH


def test_names_stay_apart_where_lines_meet() -> None:
    """One above the other, the higher line's name on top."""
    for bad, good, upper in ((11, 10, "Bad"), (10, 10, "Bad"), (10, 11, "Good")):
        found = words(drawn(series((1, bad)), series((1, good))))
        heights = {name.split(":")[0]: y for name, (_, y) in found.items() if ":" in name}
        assert abs(heights["Bad"] - heights["Good"]) >= 16
        assert min(heights, key=heights.__getitem__) == upper


def test_axes_are_in_words() -> None:
    """What was measured, in which unit, over what; decades upwards, measured inputs across."""
    found = words(drawn(GROWING, BOUNDED))
    assert {"peak in flight (calls)", "jobs", "10", "100", "1,000"} <= found.keys()


def test_nothing_stands_on_a_line_of_its_own() -> None:
    """Zero has no logarithm: it lies below every decade, and is labelled 0."""
    image = drawn(GROWING, series((10, 0), (100, 0), (1000, 1)))
    good = points(image, "good-line")
    assert good[0][1] == good[1][1] > good[2][1]
    assert abs(words(image)["0"][1] - good[0][1]) < 6


def test_an_input_of_nothing_stands_to_the_left() -> None:
    """Of every input that has a logarithm."""
    image = drawn(series((0, 1), (1, 1), (10, 1)), series((0, 1)))
    xs = [x for x, _ in points(image, "bad-line")]
    assert xs == sorted(set(xs))


@pytest.mark.parametrize(
    "other",
    [
        series((0, 0), (1, 0)),
        series((0, 5), (5, 5)),
        series((1, 1e-9), (2, 1e12)),
        series(*((size, size) for size in range(100))),
    ],
    ids=["nothing", "one beside nothing", "far apart", "many"],
)
def test_anything_can_be_drawn(other: Series) -> None:
    """Every point and every word lies inside the drawing; too many ticks are thinned."""
    for image in (drawn(other, BOUNDED), drawn(BOUNDED, other), drawn(other, other)):
        places = [*words(image).values()]
        for half in ("bad", "good"):
            places += points(image, f"{half}-points")
        assert all(0 <= x <= WIDTH and 0 < y <= HEIGHT for x, y in places)
        assert len(words(image)) < 32


def test_every_class_has_a_style() -> None:
    """What the drawing names, the stylesheet knows; no colour stands in the drawing."""
    image = drawn(GROWING, BOUNDED)
    styles = {name for part in image.iter() for name in part.get("class", "").split()}
    assert {name for name in styles if f".{name}" not in CSS.read_text("utf-8")} == set()
    assert not [part for part in image.iter() if {"fill", "stroke", "style"} & set(part.keys())]


def test_the_chart_as_a_table() -> None:
    """Where one half was not measured, its cell is empty."""
    rows = growth_rows(GROWING, series((10, 10), (20, 0.5)))
    assert rows == [
        ("10", "10", "10"),
        ("20", "", "0.5"),
        ("100", "100", ""),
        ("1,000", "1,000", ""),
    ]
