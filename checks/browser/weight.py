"""What a guideline's page weighs for a reader who has nothing of the site yet."""

import gzip
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from .site import Site
from .table import Row, at_most

# In kB of 1000 bytes, the requests in number.
LIMITS = {"total": 950, "gzipped": 300, "requests": 25, "html": 60}


def weight(site: Site, page: str, urls: set[str]) -> dict[str, float]:
    """Weigh a page and all that it asked for, each address once."""
    sizes = [_sizes(site.file(url)) for url in urls]
    html, _ = _sizes(site.root / page)
    total, zipped = (sum(column) / 1000 for column in zip(*sizes, strict=True))
    return {"total": total, "gzipped": zipped, "requests": len(sizes), "html": html / 1000}


def weighed(site: Site, requests: Mapping[str, set[str]]) -> Iterator[Row]:
    """Yield the rows for the guidelines' pages, each with the page that has most of it."""
    weights = [(weight(site, page, urls), page) for page, urls in requests.items()]
    for name, limit in LIMITS.items():
        most, where = max((round(each[name], 1), page) for each, page in weights)
        unit = "" if name == "requests" else "kB"
        yield at_most(f"guideline page, cold: {name}", limit, most, unit, of=where)


@cache
def _sizes(file: Path) -> tuple[int, int]:
    body = file.read_bytes()
    return len(body), len(gzip.compress(body))
