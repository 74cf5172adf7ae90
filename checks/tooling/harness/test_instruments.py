"""The fixtures `clock` and `observe`, as the author of a check meets them."""

import pytest

from checks.tooling.harness.conftest import Book

CLOCK = """
import asyncio
import time

async def test_rule_is_kept(example, clock):
    started = time.monotonic()
    await asyncio.sleep(86_400)
    hours = clock.time() / 3600
    assert example.KEEPS and time.monotonic() - started < 60, f"{hours:g} hours passed"
"""
REAL = """
import asyncio

async def test_rule_is_kept(example):
    kind = type(asyncio.get_running_loop()).__name__
    assert example.KEEPS and kind != "ClockLoop", f"it ran on a {kind}"
"""
PLAIN = """
def test_rule_is_kept(example, clock):
    assert example.KEEPS, "it is no coroutine"
"""
TWO_GAUGES = """
from checks.probes.gauge import Gauge

def test_rule_is_kept(example, observe):
    calls, jobs = observe(Gauge("calls", "calls")), observe(Gauge("jobs", "jobs"))
    with calls, jobs, jobs:
        pass
    assert example.KEEPS, f"{calls.peak} call and {jobs.peak} jobs"
"""


@pytest.mark.parametrize("check", [CLOCK, REAL])
def test_time_is_virtual_for_who_asks(book: Book, check: str) -> None:
    """A check that asks for the clock passes a day at once; another one has a real loop."""
    book.add("rule", "PCH001", check)
    assert "2 passed" in book.run().text


def test_plain_function_with_the_clock_is_refused(book: Book) -> None:
    """A clock without a loop to run on is answered with a sentence."""
    book.add("rule", "PCH001", PLAIN)
    assert "a check on the clock is an `async def`" in book.run().text


def test_figures_of_all_instruments_are_kept(book: Book) -> None:
    """Each instrument that was enlisted shows what it saw, in the order of enlisting."""
    book.add("rule", "PCH001", TWO_GAUGES)
    book.run()
    figures = book.evidence("PCH001")["claims"]["rule_is_kept"]["good"]["figures"]
    assert [(figure["name"], figure["value"]) for figure in figures] == [
        ("peak calls", 1.0),
        ("peak jobs", 2.0),
    ]
