"""The legend leaves out nothing that a timeline can show."""

from typing import get_args, get_type_hints

from handbook.core.condensed import condensed
from handbook.core.legend import LANES, MEASURES
from handbook.core.observations import Lane

ALL = [*LANES.lanes, *MEASURES.lanes]


def test_everything_is_in_it() -> None:
    """Each ending and kind, both sorts of bar, marks and a gauge."""
    hints = get_type_hints(Lane)
    assert {lane.ending for lane in ALL} == set(get_args(hints["ending"]))
    assert {lane.kind for lane in ALL} == set(get_args(hints["kind"]))
    assert any(lane.busy for lane in ALL)
    assert MEASURES.marks
    assert MEASURES.gauges


def test_nothing_is_left_out() -> None:
    """The drawing has each of its lanes."""
    assert condensed(LANES, MEASURES) == (LANES, MEASURES)
