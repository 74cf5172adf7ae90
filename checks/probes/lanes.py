"""The records of a trace, and how each is shown as JSON-able data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

Kind = Literal["task", "thread"]
Ending = Literal["done", "failed", "cancelled", "refused", "alive"]
T = TypeVar("T")

MAX_POINTS, MAX_BUSY = 200, 200


@dataclass(slots=True, eq=False)
class Lane:
    """One task or worker thread on the time line, in seconds of the recorder's clock."""

    name: str
    kind: Kind
    number: int
    start: float
    end: float | None = None
    ending: Ending = "alive"
    note: str = ""
    busy: list[tuple[float, float]] = field(default_factory=list)

    def shown(self, name: str, now: float) -> dict[str, Any]:
        """Show the lane under a name of its own; a lane still open ends now."""
        return {
            "name": name,
            "kind": self.kind,
            "start": whole_ns(self.start),
            "end": whole_ns(now if self.end is None else self.end),
            "ending": self.ending,
            "note": self.note,
            "busy": [
                [whole_ns(spans[0][0]), whole_ns(spans[-1][1])]
                for spans in groups(self.busy, MAX_BUSY)
            ],
        }


@dataclass(slots=True, eq=False)
class GaugeLine:
    """A number over time, as a step function; of several values at one instant the last counts."""

    name: str
    unit: str
    time: Callable[[], float]
    points: list[tuple[float, float]] = field(default_factory=list)

    def set(self, value: float) -> None:
        """Note that from now on the gauge shows ``value``."""
        now = self.time()
        if self.points and self.points[-1][0] == now:
            self.points.pop()
        self.points.append((now, value))

    def shown(self) -> dict[str, Any]:
        """Show the gauge, thinned so that its peaks stay."""
        thinned = [
            max(points, key=lambda point: point[1])
            for points in groups(self.points[:-1], MAX_POINTS - 1)
        ]
        points = [[whole_ns(time), value] for time, value in thinned + self.points[-1:]]
        return {"name": self.name, "unit": self.unit, "points": points}


def whole_ns(seconds: float) -> float:
    """Round to nanoseconds: 0.1 + 0.2 reads 0.3."""
    return round(seconds, 9)


def groups(items: Sequence[T], limit: int) -> list[Sequence[T]]:
    """Cut into at most ``limit`` runs of neighbours, all but the last of one length."""
    length = -(-len(items) // limit) or 1
    return [items[start : start + length] for start in range(0, len(items), length)]
