"""Leaves out of a picture what tells nothing, and has lanes that wait alike drawn as one."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from handbook.core.observations import Lane, Trace

CALLER = "caller"  # the check itself, as the recorder names it
MOST = 7  # lanes of a run that are drawn one by one
NUMBERED = re.compile(r"(?P<stem>.+?)(?: (?P<number>\d+))?")


def condensed(bad: Trace, good: Trace) -> tuple[Trace, Trace]:
    """Return both runs as they are drawn; the tables beside the picture keep every lane."""
    runs = (bad, good)
    if all(_only_watches(run) for run in runs):
        runs = (_without_caller(bad), _without_caller(good))
    if max(len(run.lanes) for run in runs) > MOST:
        runs = (_folded(runs[0]), _folded(runs[1]))
    return runs


def _only_watches(run: Trace) -> bool:
    """Tell whether the first lane is a caller who waits for the others, and says nothing."""
    caller, *others = run.lanes or (None,)
    if caller is None or caller.name != CALLER or not others:
        return False
    said = any(mark.lane == 0 for mark in run.marks)
    return caller.ending == "done" and not said and not _worked(caller)


def _worked(lane: Lane) -> bool:
    return any(stop > start for start, stop in lane.busy)


def _without_caller(run: Trace) -> Trace:
    """Return the run up to where the last of the others ends, or a gauge takes its last step."""
    lanes = run.lanes[1:]
    steps = (at for gauge in run.gauges for at, _ in gauge.points)
    end = max([*(lane.end for lane in lanes), *steps])
    marks = tuple(replace(mark, lane=mark.lane - 1) for mark in run.marks)
    return replace(run, lanes=lanes, marks=marks, end=end)


def _folded(run: Trace) -> Trace:
    """Return the run with one lane for neighbours that waited alike, but for their numbers."""
    lanes: list[Lane] = []
    place: dict[int, int] = {}
    for group in _alike(run):
        place |= dict.fromkeys(group, len(lanes))
        first, last = run.lanes[group[0]], run.lanes[group[-1]]
        lanes.append(first if first is last else replace(first, name=_span(first, last)))
    marks = tuple(replace(mark, lane=place[mark.lane]) for mark in run.marks)
    return replace(run, lanes=tuple(lanes), marks=marks)


def _alike(run: Trace) -> Iterator[list[int]]:
    """Yield the places of lanes that are drawn as one: never busy ones, which show who worked."""

    def kind(index: int) -> object:
        lane = run.lanes[index]
        if _worked(lane):
            return index
        stem, number = _parts(lane)
        said = [(mark.time, mark.text) for mark in run.marks if mark.lane == index]
        return replace(lane, name=stem), number - index, said

    for _, group in groupby(range(len(run.lanes)), kind):
        yield list(group)


def _parts(lane: Lane) -> tuple[str, int]:
    """Return the words of a name and its number; the first of its kind may have none."""
    match = NUMBERED.fullmatch(lane.name)
    return (match["stem"], int(match["number"] or 1)) if match else (lane.name, 1)


def _span(first: Lane, last: Lane) -> str:
    (stem, start), (_, stop) = _parts(first), _parts(last)
    return f"{stem} {start}\N{EN DASH}{stop}"
