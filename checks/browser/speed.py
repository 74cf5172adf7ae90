"""How a page comes up on a slow line: the one measurement with a clock."""

from statistics import median

from playwright.async_api import Browser

from .chromium import PHONE, WIDE, page
from .site import Site
from .table import Row, at_most

SHIFT, PAINT, TRIES = 0.05, 1.5, 3
LINE = {
    "offline": False,
    "latency": 40,
    "downloadThroughput": 10_000_000 / 8,
    "uploadThroughput": 10_000_000 / 8,
}  # milliseconds there and back; bytes a second
WATCH = """
window.shift = 0;
window.paint = Infinity;
new PerformanceObserver((list) => list.getEntries().forEach((each) => (shift += each.value)))
  .observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => (paint = list.getEntries().at(-1).startTime))
  .observe({ type: "largest-contentful-paint", buffered: true });
"""
SETTLED = """() => new Promise((settled) => requestAnimationFrame(() => (
  requestIdleCallback(() => requestAnimationFrame(() => settled([shift, paint / 1000])))
)))"""


async def speed(browser: Browser, site: Site, origin: str) -> list[Row]:
    """Load the longest guideline anew, three times at each width; the worse median counts."""
    pages = [each.page for each in site.guidelines]
    name = max(pages, key=lambda page: (site.root / page).stat().st_size)
    shifts, paints = [], []
    for width in (WIDE, PHONE):
        tries = [await _load(browser, origin + name, width) for _ in range(TRIES)]
        shifts.append(median(shift for shift, _ in tries))
        paints.append(median(paint for _, paint in tries))
    return [
        at_most("layout shift", SHIFT, round(max(shifts), 3), of=name),
        at_most("largest paint at 10 Mbit/s, cold", PAINT, round(max(paints), 2), "s", of=name),
    ]


async def _load(browser: Browser, url: str, width: int) -> tuple[float, float]:
    async with page(browser, width) as tab:
        session = await tab.context.new_cdp_session(tab)
        await session.send("Network.enable")
        await session.send("Network.emulateNetworkConditions", LINE)
        await tab.add_init_script(WATCH)
        await tab.goto(url)
        shift, paint = await tab.evaluate(SETTLED)
        return float(shift), float(paint)
