"""A task that beats while others run: how long the loop was silent."""

import asyncio
from typing import Self

from .clock import ClockLoop


class HeartbeatError(RuntimeError):
    """The heartbeat was asked for something that it cannot tell."""


class Heartbeat:
    """Beats every ``beat`` virtual seconds on a ClockLoop, and keeps the longest silence.

    >>> async def main() -> None:
    ...     async with Heartbeat(beat=1.0) as heart:
    ...         await asyncio.sleep(10)
    ...         asyncio.get_running_loop().block(4)
    ...     print(heart.longest_silence)
    >>> with asyncio.Runner(loop_factory=ClockLoop) as runner:
    ...     runner.run(main())
    5.0

    Proves that the loop kept serving: then the longest silence is no longer than one beat.
    A silence is the time between two beats, in seconds, to the nanosecond; one that still goes
    on at the end counts. Limit: what is shorter than a beat goes unseen.
    The beat does not keep off a Deadlock. HeartbeatError on another kind of loop.
    """

    def __init__(self, beat: float = 1.0) -> None:
        if not beat > 0:
            raise HeartbeatError(f"a beat takes a number of seconds > 0, not {beat}")
        self.beat = beat
        self.longest_silence = 0.0

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        if not isinstance(loop, ClockLoop):
            raise HeartbeatError(
                f"a heartbeat needs a ClockLoop, for on a {type(loop).__name__} a silence may be "
                "the machine's: make the loop with asyncio.Runner(loop_factory=ClockLoop)"
            )
        self._clock, self._last = loop, loop.time()
        self._task = asyncio.create_task(self._run(), name="heartbeat")
        await asyncio.sleep(0)  # it has begun before the subject does
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listen()
        if self._lane:
            self._clock.trace.end(self._lane, "done")
        self._task.cancel()
        await asyncio.wait({self._task})

    def observed(self) -> dict[str, object]:
        """Show the longest silence."""
        figure = {"name": "longest silence", "value": self.longest_silence, "unit": "s"}
        return {"figures": [figure]}

    async def _run(self) -> None:
        self._lane = self._clock.lane()
        while True:
            beat = self._clock.create_future()
            timer = self._clock.call_later(self.beat, beat.set_result, None)
            self._clock.background(timer)
            try:
                await beat
            finally:
                timer.cancel()
            self._listen()
            self._clock.mark("beat")

    def _listen(self) -> None:
        now = self._clock.time()
        self.longest_silence = max(self.longest_silence, round(now - self._last, 9))
        self._last = now
