"""PCH024: a mailbox of slow folders, and a user who waits a minute at most."""

import asyncio
import logging
from types import ModuleType

import pytest

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.growth import growth
from checks.probes.outcome import outcome_of

BUDGET = 60.0

log = logging.getLogger(__name__)


async def test_the_whole_sync_ends_in_its_budget(example: ModuleType, clock: ClockLoop) -> None:
    """Six folders take 40 s each: every one of them is within the minute."""

    async def fetch(folder: str, seconds: float) -> int:
        clock.mark(folder)
        await asyncio.sleep(40)
        return 1

    folders = ["inbox", "sent", "drafts", "spam", "bin", "archive"]
    outcome = await outcome_of(example.sync_mailbox(fetch, folders, BUDGET))
    spent = outcome.seconds
    require(spent > BUDGET or outcome.kind == "raised", "a sync that is cut short says so")
    assert spent <= BUDGET, f"the user waited {spent:g} s, with a budget of {BUDGET:g} s"


async def test_more_steps_take_no_more_time(
    example: ModuleType, clock: ClockLoop, observe: Observe
) -> None:
    """The same, with mailboxes of up to a thousand folders: eleven hours, at once."""

    async def fetch(folder: str, seconds: float) -> int:
        await asyncio.sleep(40)
        return 1

    async def waited(folders: int) -> float:
        names = [f"folder {n}" for n in range(folders)]
        outcome = await outcome_of(example.sync_mailbox(fetch, names, BUDGET))
        return outcome.seconds

    waits = observe(
        await growth(waited, (1, 10, 100, 1_000), name="waited", unit="s", over="folders")
    )
    assert waits.bounded, f"{waits}"


async def test_each_step_is_told_what_is_left(
    example: ModuleType, clock: ClockLoop, caplog: pytest.LogCaptureFixture
) -> None:
    """The mail server works for as long as it is told, also when nobody waits any more."""
    caplog.set_level(logging.INFO)
    ends: list[float] = []

    async def fetch(folder: str, seconds: float) -> int:
        log.info("folder %s: %.0f s left", folder, seconds)
        ends.append(clock.time() + seconds)
        await asyncio.sleep(25)
        return 1

    await outcome_of(example.sync_mailbox(fetch, ["inbox", "sent", "archive"], BUDGET))
    latest = max(ends)
    told = "; ".join(caplog.messages)
    counted = await example.sync_mailbox(fetch, ["inbox", "sent"], BUDGET)
    require(counted == 2, "a sync within its budget counts the messages of every folder")
    assert latest <= BUDGET, (
        f"the server may work until {latest:g} s of a {BUDGET:g} s budget; the log: {told}"
    )


async def test_a_broken_folder_costs_only_itself(deviation: ModuleType, clock: ClockLoop) -> None:
    """Five folders take 40 s each, and the second of the six never answers."""

    async def fetch(folder: str, seconds: float) -> int:
        clock.mark(folder)
        await asyncio.sleep(3600 if folder == "sent" else 40)
        return 1

    folders = ["inbox", "sent", "drafts", "spam", "bin", "archive"]
    outcome = await outcome_of(deviation.sync_mailbox(fetch, folders, BUDGET))
    synced = outcome.value or 0
    assert synced == 5, f"one of six folders hung; the messages of {synced} folders came"
