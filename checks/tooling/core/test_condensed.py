"""A picture leaves out who only watched, and has lanes that wait alike drawn as one."""

from dataclasses import replace

import pytest

from handbook.core.condensed import MOST, condensed
from handbook.core.observations import Gauge, Lane, Mark, Trace

TO = "\N{EN DASH}"
CALLER = Lane("caller", "task", 0, 9, "done")
SAVE = Lane("save", "task", 0, 2, "done")
WATCHED = Trace(9, (CALLER, SAVE), marks=(Mark(1, 1, "half"),))


def waiting(*names: str) -> tuple[Lane, ...]:
    """Return lanes that differ in their names alone."""
    return tuple(Lane(name, "task", 0, 1, "done") for name in names)


def names(trace: Trace) -> list[str]:
    """Return the lanes of the first half, as they are drawn."""
    return [lane.name for lane in condensed(trace, trace)[0].lanes]


def test_a_caller_who_only_watched_is_left_out() -> None:
    """The picture then ends where the others do, and marks stay with their lanes."""
    assert condensed(WATCHED, WATCHED) == (Trace(2, (SAVE,), marks=(Mark(1, 0, "half"),)),) * 2


def test_a_gauge_is_drawn_to_its_last_step() -> None:
    """What it shows after the last lane is no less true."""
    gauge = Gauge("open", "files", ((0, 1), (6, 0)))
    trace = replace(WATCHED, gauges=(gauge,))
    assert condensed(trace, trace)[0].end == 6


@pytest.mark.parametrize(
    "other",
    [
        Trace(9, (replace(CALLER, busy=((0, 1),)), SAVE)),
        Trace(9, (replace(CALLER, ending="failed"), SAVE)),
        Trace(9, (CALLER, SAVE), marks=(Mark(1, 0, "cancels"),)),
        Trace(9, (CALLER,)),
        Trace(9, (SAVE, CALLER)),
        Trace(0, ()),
    ],
    ids=["busy", "failed", "says something", "alone", "not first", "empty"],
)
def test_a_caller_who_tells_something_stays(other: Trace) -> None:
    """In both halves: they are compared line by line."""
    assert condensed(WATCHED, other) == (WATCHED, other)


def test_lanes_that_wait_alike_are_one() -> None:
    """Its name has their numbers; the first of its kind may have none."""
    numbered = [f"customer {number}" for number in range(2, MOST + 3)]
    assert names(Trace(1, waiting("customer", *numbered))) == [f"customer 1{TO}{MOST + 2}"]


def test_a_few_lanes_are_drawn_one_by_one() -> None:
    """Side by side they show what runs at the same time."""
    few = waiting(*(f"till {number}" for number in range(1, MOST + 1)))
    assert len(names(Trace(1, few))) == MOST


def test_only_neighbours_that_are_alike_are_one() -> None:
    """Another name, ending, mark or a gap in the numbers begins a line of its own."""
    lanes = list(waiting("a", "a 2", "b 1", "b 2", "c 1", "c 3", "d 1", "d 2", "e 1", "e 2"))
    lanes[7] = replace(lanes[7], ending="refused")
    trace = Trace(1, tuple(lanes), marks=(Mark(0.5, 9, "late"),))
    assert names(trace) == [f"a 1{TO}2", f"b 1{TO}2", "c 1", "c 3", "d 1", "d 2", "e 1", "e 2"]
    assert condensed(trace, trace)[0].marks == (Mark(0.5, 7, "late"),)


def test_busy_lanes_are_drawn_one_by_one() -> None:
    """They show who held which thread."""
    busy = tuple(
        replace(lane, busy=((0, 1),)) for lane in waiting(*(f"count {n}" for n in range(1, 10)))
    )
    assert len(names(Trace(1, busy))) == 9
