"""The fixtures `clock` and `observe`: what the probes see becomes evidence."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

import pytest

from checks.harness.verdict import Instrument, Sighting
from checks.probes.clock import ClockLoop

Seen = TypeVar("Seen", bound=Instrument)
LoopFactories = Mapping[str, Callable[[], asyncio.AbstractEventLoop]]


class Observe(Protocol):
    """Enlist an instrument, and hand it back: ``heart = observe(Heartbeat(1))``."""

    def __call__(self, instrument: Seen) -> Seen:
        """Ask the instrument for figures, series and trace when the check has ended."""


def pytest_asyncio_loop_factories(item: pytest.Item) -> LoopFactories:
    """Run a check on the clock if it asks for `clock`, and on a real loop otherwise."""
    on_clock = "clock" in getattr(item, "fixturenames", ())
    return {"clock": ClockLoop} if on_clock else {"real": asyncio.new_event_loop}


@pytest.fixture
def observe(sighting: Sighting) -> Observe:
    """Return the function that makes an instrument's sightings evidence of this check."""

    def enlist(instrument: Seen) -> Seen:
        sighting.instruments.append(instrument)
        return instrument

    return enlist


@pytest.fixture
async def clock(observe: Observe) -> ClockLoop:
    """Return the running loop, on which time passes only when everybody waits."""
    loop = asyncio.get_running_loop()
    if not isinstance(loop, ClockLoop):
        raise TypeError("a check on the clock is an `async def`; this one is not")
    return observe(loop)
