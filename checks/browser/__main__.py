"""Measures the built site in the system's Chromium, and tells which numbers it misses."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Iterator, Sequence
from pathlib import Path

from playwright.async_api import Error

from .chromium import chromium
from .citing import citing
from .executable import ABSENT, executable
from .keyboard import STOPS
from .overflow import WIDTHS
from .paper import paper
from .plain import plain
from .search import search
from .site import Site
from .speed import speed
from .table import Row, at_most, none, table
from .visits import SCHEMES, Visit, found, visits
from .weight import weighed

NOT_BUILT = "{}: no built site is there; run `nox -s docs` first"


def main(words: Sequence[str]) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="nox -s browser --", description=__doc__)
    parser.add_argument("site", nargs="?", default="build/site", type=Path, help="the built site")
    asked = parser.parse_args(words)
    path = executable()
    needed = [asked.site / name for name in ("index.html", "404.html", "guidelines.json")]
    if not all(map(Path.is_file, needed)):
        parser.error(NOT_BUILT.format(asked.site))
    if not path:
        parser.error(ABSENT)
    rows = asyncio.run(measured(Site(asked.site.resolve()), path))
    sys.stdout.writelines(f"{line}\n" for line in table(rows))
    return int(any(row.faults for row in rows))


async def measured(site: Site, path: str) -> list[Row]:
    """Measure everything, and return the rows in the order of the table."""
    with site.served() as origin:
        async with chromium(path) as browser:
            timed = await tried("speed", speed(browser, site, origin))  # before there is other load
            made = await visits(browser, site, origin)
            return [
                *visited(site, made),
                *await tried("search", search(browser, site, origin)),
                *await tried("print from dark mode", paper(browser, site, origin)),
                *await tried("without JavaScript", plain(browser, site, origin)),
                *await tried("what is copied", citing(browser, site, origin)),
                *timed,
            ]


async def tried(what: str, measurement: Awaitable[list[Row]]) -> list[Row]:
    """Return a measurement's rows; where the browser fails, one that says so, and go on."""
    try:
        return await measurement
    except Error as error:
        return [Row(what, "measured", "not measured", (error.message,))]


def visited(site: Site, made: Sequence[Visit]) -> Iterator[Row]:
    """Yield the rows that come of visiting every page."""
    pages = f"{len(site.pages)} pages"
    yield none(
        "axe-core violations",
        found(made, "violations"),
        f"{pages}, {len(made) * len(SCHEMES)} audits",
    )
    yield none("requests to other sites", found(made, "outside"), pages)
    yield none("console errors", found(made, "errors"), pages)
    guidelines = {each.page for each in site.guidelines}
    yield from weighed(site, {each.page: each.requests for each in made if each.page in guidelines})
    overflow = f"{pages}, {len(WIDTHS)} widths"
    yield none("horizontal overflow, page or half", found(made, "overflow"), overflow)
    most = max(made, key=lambda visit: visit.stops)
    yield at_most("Tab stops to the main content", STOPS, most.stops, of=str(most))
    yield none("scrollers that cannot have the focus", found(made, "unreachable"), pages)
    closed = [f"{each}: stays closed" for each in made if not each.search]
    yield none("Ctrl+K does not open the search", closed, pages)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
