"""Runs a scenario on a clock of its own, or traces it."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from checks.probes.clock import ClockLoop

T = TypeVar("T")


def run(main: Callable[[ClockLoop], Coroutine[Any, Any, T]], patience: float = 30) -> T:
    """Run a scenario that is given its loop, from a fresh loop to a closed one."""
    with asyncio.Runner(loop_factory=lambda: ClockLoop(patience)) as runner:
        clock = runner.get_loop()
        assert isinstance(clock, ClockLoop)
        return runner.run(main(clock))


def traced(main: Callable[[ClockLoop], Coroutine[Any, Any, object]]) -> dict[str, Any]:
    """Run a scenario as a check, and show its trace as it is when it ends."""

    async def test_main(clock: ClockLoop) -> dict[str, Any]:
        await main(clock)
        return clock.trace.snapshot()

    trace = run(test_main)
    assert json.loads(json.dumps(trace)) == trace
    return trace


def lanes(trace: dict[str, Any], *keys: str) -> list[list[Any]]:
    """Show some of each lane, without the caller's."""
    return [[lane[key] for key in keys] for lane in trace["lanes"][1:]]
