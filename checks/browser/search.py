"""What the site's own search finds for IDs and symptoms, and in which order."""

from playwright.async_api import Browser

from .chromium import page
from .site import Site
from .table import Row, every

FIRST = 3
# The search page's own functions, without a page load for each term; the best result is last.
SEARCH = """(terms) => terms.map((term) => (
  Search._performSearch(...Search._parseQuery(term)).reverse().slice(0, 5)
    .map(([name]) => `${name}.html`)
))"""


async def search(browser: Browser, site: Site, origin: str) -> list[Row]:
    """Search for every ID in either case, and for every symptom."""
    ids = [(case, each.page) for each in site.guidelines for case in (each.id, each.id.lower())]
    symptoms = [(term, each.page) for each in site.guidelines for term in each.symptoms]
    async with page(browser) as tab:
        await tab.goto(f"{origin}search.html")
        results = await tab.evaluate(SEARCH, [term for term, _ in ids + symptoms])
    return [
        judged("search: every ID in either case", "first", ids, results[: len(ids)], 1),
        judged("search: every symptom", f"first {FIRST}", symptoms, results[len(ids) :], FIRST),
    ]


def judged(
    what: str, number: str, asked: list[tuple[str, str]], results: list[list[str]], first: int
) -> Row:
    """Return the row: each term with its page, and the pages found for it, best first."""
    faults = [
        f"{term!r} must find {wanted}, and finds {', '.join(found[:first]) or 'nothing'}"
        for (term, wanted), found in zip(asked, results, strict=True)
        if wanted not in found[:first]
    ]
    return every(what, number, len(asked), faults)
