"""Compares how much memory some work takes with what ten times as much of it does."""

import gc
import math
import tracemalloc
from collections.abc import Awaitable, Callable

from checks.probes.growth import Growth, growth


async def memory_growth(work: Callable[[int], Awaitable[object]], size: int, over: str) -> Growth:
    """Return the peaks of what `tracemalloc` traces, in times that of ``size``.

    To the nearest power of ten: bytes differ from version to version, and tables of sets and the
    like grow by leaps, also for the checks before this one, so that tenfold shows as 9 to 11.
    """

    async def peak(amount: int) -> int:
        gc.collect()
        tracemalloc.start()
        try:
            await work(amount)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peaks = await growth(peak, (size, 10 * size), name="peak", unit="bytes", over=over)
    times = 10 ** round(math.log10(peaks.ratio))
    return Growth("peak memory", "times", over, ((size, 1), (10 * size, times)))
