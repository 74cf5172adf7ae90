"""Whether what a reader copies from a guideline is copied, and its link leads back."""

from playwright.async_api import Browser, Error, Locator, Page

from .chromium import page
from .site import Entry, Site
from .table import Row, every


async def citing(browser: Browser, site: Site, origin: str) -> list[Row]:
    """Press each guideline's buttons by keyboard, and follow its link with and without scripts."""
    tried, faults = 0, []
    async with page(browser) as tab, page(browser) as desk:
        await desk.set_content("<textarea></textarea>")
        for each in site.guidelines:
            await tab.goto(origin + each.page)
            buttons = await tab.locator(".hb-citing button").all()
            tried += max(len(buttons), 1)
            found = [await _press(each, button, desk) for button in buttons]
            faults += [*filter(None, found)] if found else [f"{each.page}: nothing can be copied"]
    links = [fault for way in (True, False) for fault in await _follow(browser, site, origin, way)]
    return [
        every("copied by keyboard on plain http, and said", "all", tried, faults),
        every("/r/<ID>/ with and without scripts", "all", 2 * len(site.guidelines), links),
    ]


async def _press(entry: Entry, button: Locator, desk: Page) -> str:
    """Copy, and paste elsewhere; return what went wrong, if anything."""
    tab = button.page
    await tab.bring_to_front()
    await button.focus()
    await tab.keyboard.press("Enter")
    name = await button.inner_text()
    said = tab.locator(".hb-citing output", has_text=name)
    try:
        await said.wait_for(timeout=3000)
    except Error:
        return f"{entry.page}: {name}: nothing is said"
    await desk.bring_to_front()
    field = desk.locator("textarea")
    await field.fill("")
    await field.press("Control+v")
    pasted = await field.input_value()
    wanted = f"/r/{entry.id}/"
    return "" if wanted in pasted else f"{entry.page}: {name}: {pasted[:60]!r} lacks {wanted}"


async def _follow(browser: Browser, site: Site, origin: str, scripts: bool) -> list[str]:  # noqa: FBT001
    faults = []
    async with page(browser, scripts=scripts) as tab:
        for each in site.guidelines:
            await tab.goto(f"{origin}r/{each.id}/")
            try:
                await tab.wait_for_url(f"{origin}{each.page}", timeout=3000)
            except Error:
                faults.append(f"r/{each.id}/ ends at {tab.url}, scripts: {scripts}")
    return faults
