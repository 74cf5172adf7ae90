"""Drawings are well-formed, named, escaped, and their words fit."""

import re
from pathlib import Path
from xml.etree.ElementTree import XML

import pytest

from handbook.core import svg

CSS = Path(__file__).parents[3] / "docs" / "_static" / "drawings.css"
WORDS = ("ink", "quiet", "bad", "good")
SHAPES = ("busy", "wait")


def test_a_drawing_is_named_and_described() -> None:
    """It is an image whose name and description are found by the ids it refers to."""
    root = svg.drawing("timeline", ident="pch020", title="Who ran", describe="Bad, then good.")
    image = XML(svg.markup(root, 720, 99.5))
    texts = {child.get("id"): child.text for child in image}
    said = [texts[ident] for ident in image.get("aria-labelledby", "").split()]
    assert (image.get("role"), said) == ("img", ["Who ran", "Bad, then good."])
    assert image.get("viewBox") == "0 0 720 99.5"


def test_any_text_stays_text() -> None:
    """Markup is escaped, and what XML cannot hold is replaced."""
    root = svg.drawing("timeline", ident="a", title="<b> & 'c'", describe="\x00\ud800]]>")
    title, desc = XML(svg.markup(root, 1, 1))
    assert (title.text, desc.text) == ("<b> & 'c'", "\ufffd\ufffd]]>")


def test_a_long_text_keeps_its_whole_in_a_title() -> None:
    """What is shortened can still be read whole; what fits has no title."""
    root = svg.drawing("timeline", ident="a", title="t", describe="d")
    svg.add_words(root, "", "reconcile_ledger", 10, y=1)
    svg.add_words(root, "", "sync", 10, y=1)
    texts = XML(svg.markup(root, 1, 1)).findall("{*}text")
    titles = [text.findtext("{*}title") for text in texts]
    assert titles == ["reconcile_ledger", None]
    assert [(text[0].tail if len(text) else text.text) for text in texts] == ["reconcile…", "sync"]


@pytest.mark.parametrize(
    ("words", "short"),
    [
        ("fetch", "fetch"),
        ("fetch_prices", "fetch_prices"),
        ("fetch_all_prices", "fetch_all_p…"),
        ("fetch_prices 117", "fetch_p… 117"),
        ("fetch_prices (thread)", "fe… (thread)"),
        ("1 12345678901234", "1 123456789…"),
    ],
)
def test_shorten_keeps_what_tells_apart(words: str, short: str) -> None:
    """Numbers and kinds at the end stay, unless they alone are too long."""
    assert svg.shorten(words, 12) == short


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (-0.0, "0"),
        (10, "10"),
        (9976, "9,976"),
        (1234567, "1,234,567"),
        (0.25, "0.25"),
        (2.0000000001, "2"),
        (1 / 3, "0.333"),
        (0.00012, "0.00012"),
        (-1.5, "\N{MINUS SIGN}1.5"),
    ],
)
def test_number(value: float, words: str) -> None:
    """Thousands stand apart, and no digit is written that says nothing."""
    assert svg.number(value) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (0.25, "0.25 s"),
        (10.000000000000002, "10 s"),
        (1e-15, "0 s"),
        (90, "90 s"),
        (120, "120 s"),
        (150, "2 min 30 s"),
        (3600, "1 h"),
        (7199.9999999, "2 h"),
        (5400.5, "1 h 30 min 0.5 s"),
        (3 * 86400, "72 h"),
    ],
)
def test_duration(seconds: float, words: str) -> None:
    """Seconds up to two minutes, then hours and minutes; rounding noise is not shown."""
    assert svg.duration(seconds).replace(svg.NO_BREAK_SPACE, " ") == words


@pytest.mark.parametrize(
    ("value", "text"), [(3, "3"), (3.25, "3.2"), (3.06, "3.1"), (-0.01, "0"), (-2.5, "-2.5")]
)
def test_px(value: float, text: str) -> None:
    """Tenths of a pixel, without idle zeros."""
    assert svg.px(value) == text


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_colours_stand_out_from_the_ground(mode: int) -> None:
    """WCAG 2.2 asks for 4.5 to 1 for words and 3 to 1 for graphics that carry meaning."""
    pairs = re.findall(r"--hb-draw-(\w+): light-dark\((#\w+), (#\w+)\)", CSS.read_text("utf-8"))
    colours = {name: (light, dark)[mode] for name, light, dark in pairs}
    ratios = {name: _contrast(colours[name], colours["ground"]) for name in WORDS + SHAPES}
    assert {name for name in WORDS if ratios[name] < 4.5} == set()
    assert {name for name in SHAPES if ratios[name] < 3} == set()


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
