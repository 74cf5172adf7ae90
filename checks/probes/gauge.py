"""Count how many of something are under way at once, and remember the most there were."""

import threading
from typing import Self

from .trace import Recorder


class GaugeError(RuntimeError):
    """A gauge was used in a way that would make its count wrong."""


class Gauge:
    """How many are inside, and the peak: the most that were ever inside together.

    Enter it with ``with`` around the work, as often as you like, from tasks and from threads.

    >>> import asyncio
    >>> gauge = Gauge("in flight", "calls")
    >>> async def fetch(url):
    ...     with gauge:
    ...         await asyncio.sleep(0)
    >>> async def fetch_all(urls):
    ...     await asyncio.gather(*map(fetch, urls))
    >>> asyncio.run(fetch_all("abc"))
    >>> gauge.now, gauge.peak
    (0, 3)

    It proves that `peak` were inside together. That there could never be more is for the scenario
    to bring about: let the calls inside wait until nobody else can come. A gauge that nobody
    entered peaks at 0.

    `unit` says what is counted, in the plural. With a `recorder` each change is drawn as a step
    on its time line. `GaugeError` is raised for leaving more often than entering.
    """

    def __init__(
        self, name: str = "in flight", unit: str = "calls", recorder: Recorder | None = None
    ) -> None:
        self.name = name
        self.unit = unit
        self.now = 0
        self.peak = 0
        self._lock = threading.Lock()
        self._steps = recorder.gauge(name, unit) if recorder else None
        if self._steps:
            self._steps.set(0)

    def __enter__(self) -> Self:
        with self._lock:
            self._move(self.now + 1)
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._move(self.now - 1)

    def set(self, value: int) -> None:
        """Take over a count that somebody else keeps, such as a queue's depth."""
        with self._lock:
            self._move(value)

    def _move(self, value: int) -> None:
        if value < 0:
            raise GaugeError(
                f"the gauge {self.name!r} would fall to {value} {self.unit}: "
                "leave it once for each time it was entered"
            )
        self.now = value
        self.peak = max(self.peak, value)
        if self._steps:
            self._steps.set(value)

    def observed(self) -> dict[str, object]:
        """Return the peak as a figure."""
        return {"figures": [{"name": f"peak {self.name}", "value": self.peak, "unit": self.unit}]}
