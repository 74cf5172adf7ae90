"""A search is right if it finds the page early enough."""

import pytest

pytest.importorskip("playwright")

from checks.browser.search import judged

FOUND = [["c.html", "a.html", "b.html", "d.html"]]


@pytest.mark.parametrize(
    ("page", "first", "fault"),
    [
        ("c.html", 1, ()),
        ("a.html", 1, ("'a hang' must find a.html, and finds c.html",)),
        ("b.html", 3, ()),
        ("d.html", 3, ("'a hang' must find d.html, and finds c.html, a.html, b.html",)),
    ],
)
def test_judged(page: str, first: int, fault: tuple[str, ...]) -> None:
    """What is found later than it must be is told with what was found instead."""
    assert judged("symptoms", "early", [("a hang", page)], FOUND, first).faults == fault


def test_nothing_found() -> None:
    """A search without results says so."""
    (fault,) = judged("symptoms", "early", [("a hang", "a.html")], [[]], 3).faults
    assert fault == "'a hang' must find a.html, and finds nothing"
