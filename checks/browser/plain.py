"""What can be read where scripts do not run."""

from playwright.async_api import Browser

from .chromium import PHONE, WIDE, page
from .site import Site
from .table import Row, every
from .visits import UNFOLD

# The way up hides the page's own name; on a phone the table of guidelines has no head.
# Text must be there and seen; what is wider than the window must have a scroller of its own.
LOOK = """() => {
  const optional = ".pst-js-only, dialog, noscript, template, .bd-header-article, thead";
  const scrolls = (each) => each && (
    /auto|scroll/.test(getComputedStyle(each).overflowX) || scrolls(each.parentElement)
  );
  const faults = [];
  if (!document.querySelector("main")?.innerText.trim()) faults.push("there is no text");
  for (const each of document.querySelectorAll("main :is(p, li, pre, table, svg, img)")) {
    if (each.closest(optional) || !(each.textContent.trim() || each.matches("img"))) continue;
    const { width, height, right } = each.getBoundingClientRect();
    const seen = each.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const wide = each.scrollWidth > each.clientWidth + 1 || right > innerWidth + 1;
    const out = wide && !each.matches("svg, svg *") && !scrolls(each);
    const words = each.outerHTML.slice(0, 60);
    if (!seen || !width || !height) faults.push(`cannot be seen: ${words}`);
    else if (out) faults.push(`is cut off: ${words}`);
  }
  const wider = document.documentElement.scrollWidth - innerWidth;
  if (wider > 0) faults.push(`${wider} px wider than the window`);
  return faults;
}"""


async def plain(browser: Browser, site: Site, origin: str) -> list[Row]:
    """Read every page without scripts, at both widths."""
    faults = []
    # The pages below r/ lead on at once; the search says that it needs scripts.
    pages = [name for name in site.pages if not name.startswith(("r/", "search"))]
    for width in (WIDE, PHONE):
        async with page(browser, width, scripts=False) as tab:
            for name in pages:
                await tab.goto(origin + name)
                await tab.evaluate(UNFOLD)
                if found := await tab.evaluate(LOOK):
                    faults.append(f"{name} ({width} px): {'; '.join(found)}")
    return [every("without JavaScript, at both widths", "all readable", 2 * len(pages), faults)]
