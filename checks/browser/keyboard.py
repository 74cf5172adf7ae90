"""What a reader without a pointer reaches, and after how many stops."""

from typing import cast

from playwright.async_api import Page

STOPS = 10
MAIN = """() => {
  const here = document.activeElement;
  const leads = here.matches('a[href^="#"]') && document.getElementById(here.hash.slice(1));
  return here.closest("main") ? "main" : leads && leads.matches("main") ? "skip" : "";
}"""
UNREACHABLE = """() => {
  const more = (way, size, room) => /auto|scroll/.test(way) && size > room + 1;
  const inside = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  return [...document.querySelectorAll("body *")].filter((each) => {
    const { overflowX, overflowY } = getComputedStyle(each);
    const scrolls = more(overflowX, each.scrollWidth, each.clientWidth)
      || more(overflowY, each.scrollHeight, each.clientHeight);
    return scrolls && each.checkVisibility() && each.tabIndex < 0 && !each.querySelector(inside);
  }).map((each) => `cannot be scrolled by keyboard: ${each.outerHTML.slice(0, 80)}`);
}"""
IN_SEARCH = """() => {
  const here = document.activeElement;
  return here.matches("input[type=search][name=q]") && here.checkVisibility();
}"""


async def stops(tab: Page) -> int:
    """Count the stops of the Tab key until the focus is in the main content, at most one more."""
    await tab.evaluate("document.activeElement?.blur()")
    for count in range(1, STOPS + 1):
        await tab.keyboard.press("Tab")
        where = await tab.evaluate(MAIN)
        if where == "main":
            return count
        if where == "skip":
            await tab.keyboard.press("Enter")
    return STOPS + 1


async def unreachable(tab: Page) -> list[str]:
    """Return what scrolls and cannot have the focus."""
    return cast("list[str]", await tab.evaluate(UNREACHABLE))


async def opens_search(tab: Page) -> bool:
    """Tell whether Ctrl+K puts the focus into a search field; close it again."""
    await tab.evaluate("document.activeElement?.blur()")
    await tab.keyboard.press("Control+k")
    opened = await tab.evaluate(IN_SEARCH)
    await tab.keyboard.press("Escape")
    return cast("bool", opened)
