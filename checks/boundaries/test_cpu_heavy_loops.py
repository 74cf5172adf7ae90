"""PCH021: loans in growing numbers, on the clock and with a real process pool."""

import asyncio
import functools
import os
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType

import pytest

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.clock import ClockLoop
from checks.probes.growth import growth
from checks.probes.heartbeat import Heartbeat
from checks.probes.outcome import outcome_of
from checks.probes.turns import LoopGate

COST = 0.1  # s for each loan, on the thread that rates it


async def test_the_silence_does_not_grow(
    example: ModuleType, clock: ClockLoop, observe: Observe
) -> None:
    """A worker thread stands for a process: on the clock it computes beside the loop, too."""

    def rate(loan: str) -> float:
        clock.block(COST)
        return float(loan)

    async def silence(loans: int) -> float:
        with ThreadPoolExecutor(1) as pool:
            async with Heartbeat(beat=COST) as heart:
                risks = await example.rate_all(pool, rate, list(map(str, range(loans))))
        require(risks == list(range(loans)), "each loan is rated, and the risks are in their order")
        return heart.longest_silence

    silences = observe(
        await growth(silence, (1, 10, 100, 1_000), name="longest silence", unit="s", over="loans")
    )
    assert silences.bounded, f"{silences}"


async def test_a_small_request_overtakes_a_large_one(example: ModuleType, clock: ClockLoop) -> None:
    """A hundred loans, which take 10 s, and right after them ten, which take 1 s."""
    answered: list[float] = []

    def rate(loan: str) -> float:
        clock.block(COST)
        return 0.5

    with ThreadPoolExecutor(1) as pool:
        async with asyncio.TaskGroup() as requests:
            requests.create_task(example.rate_all(pool, rate, ["loan"] * 100))
            small = requests.create_task(example.rate_all(pool, rate, ["loan"] * 10))
            small.add_done_callback(lambda _: answered.append(round(clock.time(), 9)))
    waited = answered[0]
    assert waited <= 2, f"ten loans, 1 s of work, were rated after {waited:g} s"


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    """Give a pool of one process, started afresh: a forked one would take our threads' locks."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pool.submit(abs, 0).result()  # it has started, so no check leaves it behind
        yield pool


async def test_the_loop_turns_while_a_process_works(
    example: ModuleType, processes: Executor, tmp_path: Path, observe: Observe
) -> None:
    """In a real pool: a loan is a FIFO, and is rated when somebody has opened it for reading.

    Another is a link of the kernel's, which names whoever reads it.
    """
    loan = tmp_path / "loan"
    os.mkfifo(loan)
    rate = functools.partial(Path.write_text, data="rated")
    with ExitStack() as readers:

        def open_for_reading() -> None:
            readers.callback(os.close, os.open(loan, os.O_RDONLY | os.O_NONBLOCK))

        async with observe(LoopGate(release=open_for_reading)) as gate:
            await example.rate_all(processes, rate, [loan])
    raters = await example.rate_all(processes, os.readlink, ["/proc/self"])
    where = "the loop's own process" if raters == [str(os.getpid())] else "another process"
    assert (gate.parked, where) == (False, "another process"), (
        f"the loop turned {gate.turned} times while a loan was rated, in {where}"
    )


class Model:
    """A model with a lock, so that it stays in its process; it knows at which turn it rated."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.turns = 0
        self.rated: Counter[int] = Counter()

    async def turn(self) -> None:
        """Count the loop's turns."""
        while True:
            self.turns += 1
            await asyncio.sleep(0)

    def rate(self, loan: str) -> float:
        """Return the risk."""
        with self.lock:
            self.rated[self.turns] += 1
        return 0.5


async def test_a_model_that_cannot_travel_rates_them_all(
    deviation: ModuleType, processes: Executor
) -> None:
    """A hundred loans, beside a task that counts the turns of the loop."""
    model = Model()
    other = asyncio.create_task(model.turn())
    await asyncio.sleep(0)
    outcome = await outcome_of(deviation.rate_all(processes, model.rate, ["loan"] * 100))
    other.cancel()
    loans = sum(model.rated.values())
    between = max(model.rated.values(), default=0)
    error = "no error" if outcome.error is None else "an error"
    assert (loans, between, outcome.kind) == (100, 10, "returned"), (
        f"loans rated: {loans}; between two turns of the loop: {between} at most; {error}"
    )
