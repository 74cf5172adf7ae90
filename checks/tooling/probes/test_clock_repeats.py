"""The same scenario is the same run, on a busy machine, too."""

import asyncio
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from checks.probes.clock import ClockLoop
from checks.tooling.probes.on_clock import run


async def busy_scenario(clock: ClockLoop) -> dict[str, object]:
    """Tasks, pools, a blocked loop, cancellations, errors and gauges, many at one moment."""
    depth = clock.trace.gauge("depth", "jobs")
    order: list[tuple[float, int]] = []

    def job(number: int) -> None:
        for step in range(1, 4):
            clock.block(step * number % 3)
            order.append((clock.time(), number))
            depth.set(number)
        if number % 5 == 0:
            clock.mark("gives up")
            raise OSError(number)

    async def client(number: int, pool: ThreadPoolExecutor) -> None:
        async with asyncio.timeout(2.5 + number % 4):
            await asyncio.sleep(number % 2)
            await clock.run_in_executor(pool, job, number)
            clock.block(0.25)

    with ThreadPoolExecutor(3) as pool:
        clients = [asyncio.create_task(client(number, pool)) for number in range(8)]
        jobs = [asyncio.create_task(asyncio.to_thread(job, number)) for number in range(40)]
        await asyncio.sleep(1)
        for task in jobs[::7]:
            task.cancel()
        await asyncio.gather(*clients, *jobs, return_exceptions=True)
    return clock.observed() | {"order": order}


def test_same_scenario_same_run() -> None:
    """Fifty runs give the same bytes."""
    assert len({json.dumps(run(busy_scenario)) for _ in range(50)}) == 1


def test_same_scenario_same_run_under_load() -> None:
    """So do runs beside processes that want all processors."""
    spin = [sys.executable, "-c", "while True: pass"]
    load = [subprocess.Popen(spin) for _ in range(4)]  # noqa: S603 - our own interpreter
    try:
        assert len({json.dumps(run(busy_scenario)) for _ in range(15)}) == 1
    finally:
        for process in load:
            process.kill()
            process.wait()
