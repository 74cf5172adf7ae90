"""What one run of a check on one module came to: figures, growth, a time line."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that was observed, with its unit."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Series:
    """A quantity over growing inputs; points are (input, value)."""

    name: str
    unit: str
    over: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """A task or a thread on the time line; times in virtual seconds.

    ``busy`` spans are those in which it held its thread; in the rest of the lane it waited.
    """

    name: str
    kind: Literal["task", "thread"]
    start: float
    end: float
    ending: Literal["done", "failed", "cancelled", "refused", "alive"]
    note: str = ""
    busy: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Gauge:
    """A step function over virtual time; points are (seconds, value)."""

    name: str
    unit: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at one moment of one lane (an index into the trace's lanes)."""

    time: float
    lane: int
    text: str


@dataclass(frozen=True, slots=True)
class Trace:
    """What ran when, in virtual seconds."""

    end: float
    lanes: tuple[Lane, ...]
    more_lanes: int = 0
    gauges: tuple[Gauge, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """What one run of a check on one module came to.

    ``outcome`` is ``held`` or ``failed`` for the property itself, ``error`` when the check could
    not tell, and ``skipped`` when it was not tried, for the ``reason`` that it gave.
    """

    outcome: Literal["held", "failed", "error", "skipped"]
    observed: str = ""
    reason: str = ""
    figures: tuple[Figure, ...] = ()
    series: tuple[Series, ...] = ()
    trace: Trace | None = None
