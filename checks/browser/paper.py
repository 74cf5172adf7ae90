"""What is printed of a guideline by somebody who reads in the dark."""

from playwright.async_api import Browser

from .chromium import page
from .site import Site
from .table import Row, every
from .visits import AXE

A4 = 718  # CSS pixels between the margins that browsers set
CONTRAST = """axe.run({ runOnly: ["color-contrast"], resultTypes: ["violations"], preload: false })
  .then(({ violations }) => violations.flatMap(({ nodes }) => (
    nodes.map(({ target }) => `too little contrast: ${target.join(" ")}`)
  )))"""
LOOK = """() => {
  const seen = (each) => each.checkVisibility() && each.getBoundingClientRect().width > 0;
  const said = (words, each) => `${words}: ${each.outerHTML.slice(0, 60)}`;
  const faults = [];
  const leads = "nav, header.bd-header, .bd-sidebar, .prev-next-area, form, button";
  for (const each of document.querySelectorAll(leads))
    if (seen(each)) faults.push(said("navigation is printed", each));
  const dark = (each) => {
    const colour = getComputedStyle(each).backgroundColor.match(/[\\d.]+/g);
    const [red, green, blue, alpha = 1] = colour.map(Number);
    return alpha > 0.1 && Math.min(red, green, blue) < 200;
  };
  for (const each of document.querySelectorAll("html, body, main, main *:not(svg *)"))
    if (seen(each) && dark(each)) faults.push(said("the ground is dark", each));
  const halves = [...document.querySelectorAll(".hb-pair pre")];
  if (halves.length < 2) faults.push("the pair has not two halves");
  for (const half of halves) {
    if (!seen(half) || !half.innerText.trim()) faults.push(said("a half is not printed", half));
    for (let each = half; each.parentElement; each = each.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(each);
      if (overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1
        || overflowY !== "visible" && each.scrollHeight > each.clientHeight + 1)
        faults.push(said("cuts a half off", each));
    }
    const { right } = half.getBoundingClientRect();
    if (right > innerWidth) faults.push(said("leaves the paper", half));
  }
  return faults;
}"""


async def paper(browser: Browser, site: Site, origin: str) -> list[Row]:
    """Print every guideline from dark mode."""
    faults: dict[str, str] = {}
    async with page(browser, A4, dark=True) as tab:
        await tab.add_init_script(AXE)
        for each in site.guidelines:
            await tab.emulate_media(media="screen")
            await tab.goto(origin + each.page)
            await tab.emulate_media(media="print")
            found = [*await tab.evaluate(LOOK), *await tab.evaluate(CONTRAST)]
            if found:
                faults[each.page] = "; ".join(found)
    told = (f"{name}: {found}" for name, found in faults.items())
    number = "light, both halves whole, no navigation"
    return [every("print from dark mode", number, len(site.guidelines), told)]
