"""What is wider than the window, or wider than its half of a pair."""

from collections.abc import Sequence

from playwright.async_api import Page

WIDTHS = (320, 390, 768, 1024, 1280, 1366, 1440, 1920)
HALVES_FIT_FROM = 1366
# Of the page as a whole, and of the widest half.
MEASURE = """() => [
  document.documentElement.scrollWidth - innerWidth,
  Math.max(0, ...Array.from(
    document.querySelectorAll(".hb-pair pre"), (each) => each.scrollWidth - each.clientWidth
  )),
]"""


async def overflow(tab: Page, widths: Sequence[int]) -> list[str]:
    """Return what does not fit at each of some widths."""
    faults = []
    for width in widths:
        await tab.set_viewport_size({"width": width, "height": 900})
        whole, half = await tab.evaluate(MEASURE)
        if whole > 0:
            faults.append(f"{whole} px wider than a window of {width} px")
        if half > 0 and width >= HALVES_FIT_FROM:
            faults.append(f"code is {half} px wider than its half in a window of {width} px")
    return faults
