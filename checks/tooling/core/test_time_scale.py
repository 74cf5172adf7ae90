"""Time is drawn in proportion, with round ticks, and leaves room for the words."""

from itertools import pairwise

import pytest

from handbook.core import svg
from handbook.core.observations import Gauge, Lane, Trace
from handbook.core.time_scale import (
    BEHIND,
    ENDING,
    WIDTH,
    ending_of,
    name_of,
    peak_of,
    rest_of,
    scale_for,
    ticks,
)


def lane(end: float, *, name: str = "save", start: float = 0.0, note: str = "") -> Lane:
    """Return a lane that failed."""
    return Lane(name, "task", start, end, "failed", note)


def test_time_is_in_proportion() -> None:
    """Half the time is half the width, to the pixel that a position is rounded to."""
    scale = scale_for([Trace(30, (lane(30),)), Trace(10, (lane(10),))])
    assert (scale(0), scale(30)) == (round(scale.left), round(scale.right))
    assert abs(scale(15) - (scale.left + scale.right) / 2) <= 0.5


def test_what_lies_outside_is_drawn_at_the_edge() -> None:
    """A position is never off the drawing."""
    scale = scale_for([Trace(30, (lane(30),))])
    assert (scale(-1), scale(31)) == (scale(0), scale(30))


@pytest.mark.parametrize("note", ["", "ValueError", "SomeVeryLongExceptionGroupName"])
@pytest.mark.parametrize("name", ["a", "process_every_incoming_order 12"])
@pytest.mark.parametrize("end", [0.0, 1.0, 3.0, 30.0])
def test_words_have_room(name: str, note: str, end: float) -> None:
    """The names end before the first moment, and no ending runs off the right edge."""
    lanes = (lane(end, name=name, note=note), lane(30))
    scale = scale_for([Trace(30, lanes), Trace(1, ())])
    for each in lanes:
        words = svg.shorten(ending_of(each), ENDING)
        assert scale(each.end) + BEHIND + svg.width_of(words) <= WIDTH + 0.5
    assert scale.right - scale.left > WIDTH / 3


def test_no_time_at_all() -> None:
    """A run that took no time is drawn at the left of one second."""
    scale = scale_for([Trace(0, (lane(0),)), Trace(0, ())])
    assert scale.end == 1
    assert scale(0) < scale(1)


def test_a_gauge_is_as_high_as_its_highest_in_either_half() -> None:
    """Only then can a reader compare the two."""
    halves = [Trace(1, (), gauges=(Gauge("depth", "jobs", ((0, top),)),)) for top in (10, 1000)]
    scale = scale_for(halves)
    assert (scale.share("depth", 1000), scale.share("depth", 10)) == (1, 0.01)


def test_a_gauge_that_stays_at_nothing_has_no_height() -> None:
    """No division by its top."""
    scale = scale_for([Trace(1, (), gauges=(Gauge("depth", "jobs", ((0, 0),)),))])
    assert scale.share("depth", 0) == 0


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (0.004, "0, 0.001 s, 0.002 s, 0.003 s, 0.004 s"),
        (1, "0, 0.2 s, 0.4 s, 0.6 s, 0.8 s, 1 s"),
        (8, "0, 2 s, 4 s, 6 s, 8 s"),
        (30.000000000000004, "0, 5 s, 10 s, 15 s, 20 s, 25 s, 30 s"),
        (29.999999999999996, "0, 5 s, 10 s, 15 s, 20 s, 25 s, 30 s"),
        (33, "0, 10 s, 20 s, 30 s"),
        (90, "0, 15 s, 30 s, 45 s, 60 s, 75 s, 90 s"),
        (600, "0, 2 min, 4 min, 6 min, 8 min, 10 min"),
        (7200, "0, 0.5 h, 1 h, 1.5 h, 2 h"),
        (7 * 3600, "0, 2 h, 4 h, 6 h"),
        (7 * 86400, "0, 48 h, 96 h, 144 h"),
    ],
)
def test_ticks_are_round(end: float, words: str) -> None:
    """Each unit has steps of its own that people count in."""
    found = ", ".join(text for _, text in ticks(end))
    assert found.replace(svg.NO_BREAK_SPACE, " ") == words


@pytest.mark.parametrize("power", range(-15, 45))
def test_ticks_are_few_and_even(power: int) -> None:
    """From milliseconds to years there are two to seven, equally far apart."""
    found = [at for at, _ in ticks(1.6**power)]
    gaps = {round((two - one) / 1.6**power, 6) for one, two in pairwise(found)}
    assert (2 <= len(found) <= 7, len(gaps)) == (True, 1)


def test_words() -> None:
    """A thread is called one; what failed says with what; what was left out is counted."""
    thread = Lane("copy", "thread", 0, 1, "alive")
    assert [name_of(thread), name_of(lane(1))] == ["copy (thread)", "save"]
    assert [ending_of(thread), ending_of(lane(1, note="E"))] == ["still running", "failed: E"]
    rests = [rest_of(Trace(1, (thread,), more)) for more in (0, 9976)]
    assert rests == ["", "… and 9,976 more"]


def test_the_peak_is_the_first_highest() -> None:
    """A gauge that never moved peaks at 0."""
    assert peak_of(Gauge("depth", "jobs", ((0, 1), (2, 5), (3, 4), (4, 5)))) == (2, 5)
    assert peak_of(Gauge("depth", "jobs", ())) == (0, 0)
