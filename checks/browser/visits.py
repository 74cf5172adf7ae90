"""Every page at both widths and in both schemes: what axe finds, asks for, and says."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Literal

from playwright.async_api import Browser, ConsoleMessage, Error, Page, Request, Route

from .chromium import PHONE, WIDE, page
from .keyboard import opens_search, stops, unreachable
from .overflow import WIDTHS, overflow
from .site import Site

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
# Without its preloading, which reads all style sheets again for rules that are not asked for.
AUDIT = """(scheme) => axe.run({
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
  preload: false,
}).then(({ violations }) => {
  const shown = document.documentElement.dataset.theme ?? scheme;
  const faults = shown === scheme ? [] : [`the page stays ${shown}`];
  for (const { id, nodes } of violations)
    for (const { target, any } of nodes)
      faults.push(`${id}: ${target.join(" ")} ${any[0]?.message ?? ""}`);
  return faults;
})"""
# What is folded away is on the page as well.
UNFOLD = 'document.querySelectorAll("details").forEach((each) => (each.open = true))'
# Colours on their way from one scheme to the other are those of neither.
STILL = "*, ::before, ::after { transition: none !important }"
# Pages hear of another scheme before the next frame is drawn.
DRAWN = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
AT_ONCE = 2
SCHEMES: tuple[Literal["dark"], Literal["light"]] = ("dark", "light")  # it goes on in the light
LEADS_ON = re.compile(r"<noscript>.*?</noscript>|<script>location\.replace.*?</script>", re.DOTALL)


@dataclass(slots=True)
class Visit:
    """What one page did at one width."""

    page: str
    width: int
    requests: set[str] = field(default_factory=set)
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    overflow: list[str] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)
    search: bool = True
    stops: int = 0

    def __str__(self) -> str:
        return f"{self.page} ({self.width} px)"


async def visits(browser: Browser, site: Site, origin: str) -> list[Visit]:
    """Visit every page at each width."""
    made = []
    for width in (WIDE, PHONE):
        planned = [Visit(name, width) for name in site.pages]
        waiting = iter(planned)
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(_some(browser, site, origin, waiting, width))
        made += planned
    return made


async def _some(
    browser: Browser, site: Site, origin: str, waiting: Iterator[Visit], width: int
) -> None:
    """Make visits one after the other until none is waiting."""
    async with page(browser, width) as tab:
        await tab.add_init_script(AXE)
        await tab.route(re.compile(r"/r/[^/]+/(index\.html)?$"), _stay(site))
        for visit in waiting:
            listeners = _listen(tab, visit, origin)
            try:
                await _visit(tab, visit, origin)
            except Error as error:
                visit.errors.append(f"cannot be measured: {error.message}")
            for event, listener in listeners:
                tab.remove_listener(event, listener)


def _listen(tab: Page, visit: Visit, origin: str) -> Sequence[tuple[str, object]]:
    def asked(request: Request) -> None:
        visit.requests.add(request.url.partition("#")[0])
        if not request.url.startswith((origin, "data:")):
            visit.outside.append(request.url)

    def said(message: ConsoleMessage) -> None:
        # That an unknown page is unknown is no error of the site.
        if message.type == "error" and message.location["url"] != origin + visit.page:
            visit.errors.append(message.text)

    def raised(error: Exception) -> None:
        visit.errors.append(str(error))

    tab.on("request", asked)
    tab.on("console", said)
    tab.on("pageerror", raised)
    return (("request", asked), ("console", said), ("pageerror", raised))


async def _visit(tab: Page, visit: Visit, origin: str) -> None:
    await tab.goto(origin + visit.page)
    if "?q=" in visit.page:
        await tab.locator(".search-summary", has_text="found").wait_for()
    visit.stops = await stops(tab)
    if not visit.page.startswith("r/"):
        visit.search = await opens_search(tab)
    await tab.evaluate(UNFOLD)
    await tab.add_style_tag(content=STILL)
    for scheme in SCHEMES:
        await tab.emulate_media(color_scheme=scheme)
        await tab.evaluate(DRAWN)
        visit.violations += [f"{scheme}: {fault}" for fault in await tab.evaluate(AUDIT, scheme)]
    visit.unreachable += await unreachable(tab)
    if visit.width == WIDE:
        visit.overflow += await overflow(tab, WIDTHS)
        await tab.set_viewport_size({"width": visit.width, "height": 900})


def _stay(site: Site) -> Callable[[Route], Awaitable[None]]:
    """Show pages that lead on, and do not follow them."""

    async def answer(route: Route) -> None:
        text = site.file(route.request.url).read_text("utf-8")
        await route.fulfill(body=LEADS_ON.sub("", text), content_type="text/html")

    return answer


def found(made: Iterable[Visit], name: str) -> list[str]:
    """Return all faults of one kind, each with where it was."""
    return [f"{visit}: {fault}" for visit in made for fault in getattr(visit, name)]
