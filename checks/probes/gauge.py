"""Count how many of something are under way at once, and remember the most there were."""

import functools
import inspect
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from typing import Any, ParamSpec, Self, TypeVar, cast

from .trace import Recorder

P = ParamSpec("P")
R = TypeVar("R")


class GaugeError(RuntimeError):
    """A gauge was used in a way that would make its count wrong."""


class Gauge:
    """How many are inside, and the peak: the most that were ever inside together.

    Enter it with ``with`` or ``async with`` as often as you like, from tasks and from threads,
    or let `around` enter it for each call of a dependency.

    >>> import asyncio
    >>> gauge = Gauge("in flight", "calls")
    >>> @gauge.around
    ... async def fetch(url):
    ...     await asyncio.sleep(0)
    >>> async def fetch_all(urls):
    ...     await asyncio.gather(*map(fetch, urls))
    >>> asyncio.run(fetch_all("abc"))
    >>> gauge.now, gauge.peak
    (0, 3)

    It proves that `peak` were inside together. That there could never be more is for the scenario
    to bring about: let the calls inside wait until nobody else can come. A gauge that nobody
    entered peaks at 0.

    `unit` says what is counted, in the plural. With a `recorder` each change is drawn as a step
    on its time line. `GaugeError` is raised for leaving more often than entering, and by a
    wrapped function whose call returns before its work is over.
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

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(self, *exc: object) -> None:
        self.__exit__(*exc)

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

    def around(self, function: Callable[P, R]) -> Callable[P, R]:
        """Wrap a plain or a coroutine function: each call counts from its start to its end."""
        if _is_async(function):
            return cast("Callable[P, R]", self._around_async(cast("Callable[P, Any]", function)))

        @functools.wraps(function)
        def counted(*args: P.args, **kwargs: P.kwargs) -> R:
            with self:
                return _over(function, function(*args, **kwargs))

        return counted

    def _around_async(self, function: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
        @functools.wraps(function)
        async def counted(*args: P.args, **kwargs: P.kwargs) -> R:
            with self:
                return await function(*args, **kwargs)

        return counted

    def observed(self) -> dict[str, object]:
        """Return the peak as a figure."""
        return {"figures": [{"name": f"peak {self.name}", "value": self.peak, "unit": self.unit}]}


def _is_async(function: Callable[..., object]) -> bool:
    call = type(function).__call__  # an object may have a coroutine function there
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(call)


def _over(function: Callable[..., object], result: R) -> R:
    """Refuse a call that returned while its work is still to come: it would be miscounted."""
    if not isinstance(result, Awaitable | Generator | AsyncGenerator):
        return result
    if inspect.iscoroutine(result):
        result.close()  # or it warns that it was never awaited
    name = getattr(function, "__qualname__", repr(type(function).__name__))
    raise GaugeError(
        f"{name}() returned a {type(result).__name__}, so the end of its work cannot be seen: "
        "wrap an async def, or enter the gauge with `with` where the work is done"
    )
