"""What a guideline's page weighs for a reader who has nothing of the site yet."""

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .site import Site
from .table import Row, at_most

KB = 1000
TOTAL, GZIPPED, REQUESTS, HTML = 950, 300, 25, 60


@dataclass(frozen=True, slots=True)
class Weight:
    """The bytes and requests of one page; sizes in kB of 1000 bytes."""

    page: str
    total: float
    gzipped: float
    requests: int
    html: float


def weight(site: Site, page: str, urls: set[str]) -> Weight:
    """Weigh a page and all that it asked for, each address once."""
    sizes = [_sizes(site.file(url)) for url in urls]
    html, _ = _sizes(site.root / page)
    total, zipped = (sum(column) for column in zip(*sizes, strict=True))
    return Weight(page, total / KB, zipped / KB, len(sizes), html / KB)


def weighed(site: Site, requests: Mapping[str, set[str]]) -> Iterator[Row]:
    """Yield the rows for the guidelines' pages, each with the page that has most of it."""
    pages = [weight(site, page, urls) for page, urls in requests.items()]
    for name, limit, unit in (
        ("total", TOTAL, "kB"),
        ("gzipped", GZIPPED, "kB"),
        ("requests", REQUESTS, ""),
        ("html", HTML, "kB"),
    ):
        most, where = max((round(getattr(each, name), 1), each.page) for each in pages)
        yield at_most(f"guideline page, cold: {name}", limit, most, unit, of=where)


@cache
def _sizes(file: Path) -> tuple[int, int]:
    body = file.read_bytes()
    return len(body), len(gzip.compress(body))
