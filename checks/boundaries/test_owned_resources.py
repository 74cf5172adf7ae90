"""PCH023: downloads over sessions of their own and over a lent one, on every way out."""

import asyncio
import logging
import re
from collections.abc import Callable, Coroutine
from types import ModuleType
from typing import Any, Self

import pytest

from checks.harness.task import require
from checks.probes.cancellation import walk
from checks.probes.clock import ClockLoop
from checks.probes.outcome import outcome_of

URLS = ("/tea", "/coffee")
PAGES = ["page /tea", "page /coffee"]

log = logging.getLogger(__name__)


class Session:
    """A session that takes 1 s to open, 2 s for a page and 1 s to close; one page may fail."""

    def __init__(self, fails: int = 0, mark: Callable[[str], None] = lambda _: None) -> None:
        self.fails, self.mark = fails, mark
        self.asked = self.opened = self.closed = 0
        self.lent = False

    async def __aenter__(self) -> Self:
        if not self.opened:
            await asyncio.sleep(1)
            self.opened = 1
            self.mark("session open")
        return self

    async def __aexit__(self, *error: object) -> None:
        if self.lent:
            log.warning("closed while lent", stack_info=True)
        try:
            await asyncio.sleep(1)
        finally:
            self.closed += 1
            self.mark("session closed")

    async def get(self, url: str) -> str:
        """Return a page, if the session is open."""
        if self.closed or not self.opened:
            raise ConnectionError("the session is not open")
        self.asked += 1
        await asyncio.sleep(2)
        if self.asked == self.fails:
            raise ConnectionError(url)
        return f"page {url}"


async def test_a_lent_session_serves_the_next_call(example: ModuleType, clock: ClockLoop) -> None:
    """The caller opens a session, lends it to two downloads, and closes it."""
    async with Session(mark=clock.mark) as session:
        outcomes = [await outcome_of(example.download(Session, URLS, session)) for _ in range(2)]
        early = session.closed
    returned = [outcome.value for outcome in outcomes if outcome.kind == "returned"]
    require(returned.count(PAGES) == len(returned), "a download returns each page")
    succeeded = len(returned)
    assert (succeeded, early) == (2, 0), (
        f"{succeeded} of 2 downloads over the lent session succeeded; "
        f"it was closed {early} times before its owner closed it"
    )


World = tuple[Coroutine[Any, Any, object], Callable[[], str]]


def own(example: ModuleType, fails: int = 0) -> World:
    """Download over a session of the function's own."""
    return _world(example, fails, lend=False)


def lent(example: ModuleType, fails: int = 0) -> World:
    """Download over a session that its caller opens, lends and closes."""
    return _world(example, fails, lend=True)


def _world(example: ModuleType, fails: int, *, lend: bool) -> World:
    sessions: list[Session] = []

    def connect() -> Session:
        sessions.append(Session(fails))
        return sessions[-1]

    async def lender() -> object:
        async with connect() as session:
            return await example.download(connect, URLS, session)

    def wrong() -> str:
        right = len(sessions) == 1 and sessions[0].closed == sessions[0].opened
        return "" if right else "not closed exactly once"

    return lender() if lend else example.download(connect, URLS), wrong


def test_every_way_out_closes_it_once(example: ModuleType) -> None:
    """One success; a failure of each page; a cancellation at each await, and when it is over."""

    def wrongs(world: Callable[..., World]) -> list[bool]:
        found = []
        for fails in range(3):
            subject, wrong = world(example, fails)
            with asyncio.Runner(loop_factory=ClockLoop) as runner:
                outcome = runner.run(outcome_of(subject))
            whole = outcome.kind == "raised" if fails else outcome.value == PAGES
            require(whole, "all pages are returned, or the failure is raised")
            found.append(bool(wrong()))
        for late in (False, True):
            runs = walk(lambda: world(example), late=late).runs
            ended = all(run.outcome.kind == "cancelled" for run in runs)
            require(ended, "a cancelled download ends as cancelled")
            found += [bool(run.complaint) for run in runs]
        return found

    of_own, of_lent = wrongs(own), wrongs(lent)
    assert not any(of_own + of_lent), (
        "ways out on which an opened session was not closed exactly once: "
        f"{sum(of_own)} of {len(of_own)} with one of its own, "
        f"{sum(of_lent)} of {len(of_lent)} with a lent one"
    )


async def test_a_lent_session_tells_who_closes_it(
    example: ModuleType, clock: ClockLoop, caplog: pytest.LogCaptureFixture
) -> None:
    """The lender marks the session as lent for the time of the call."""
    async with Session() as session:
        session.lent = True
        await outcome_of(example.download(Session, URLS, session))
        session.lent = False
    stacks = [record.stack_info or "" for record in caplog.records]
    closers = [re.findall(r", in (\w+)$", stack, re.MULTILINE)[-2] for stack in stacks]
    blamed = f"{' and '.join(closers)}()" if closers else "nobody"
    assert blamed == "nobody", f"the log says that {blamed} closed the lent session"
