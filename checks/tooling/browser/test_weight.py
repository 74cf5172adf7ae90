"""The weight of a page is that of all it asks for, each address once."""

import gzip
import random
from pathlib import Path

import pytest

from checks.browser.site import Site
from checks.browser.weight import LIMITS, weighed, weight

NOISE = random.Random(1).randbytes(350_000)  # noqa: S311 - bytes that gzip cannot shorten


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a site with a page of 61 kB, a style sheet and noise."""
    (tmp_path / "404.html").write_text("", "utf-8")
    (tmp_path / "page.html").write_bytes(b"x" * 61_000)
    (tmp_path / "all.css").write_bytes(b"y" * 600_000)
    (tmp_path / "noise").write_bytes(NOISE)
    (tmp_path / "small.html").write_bytes(b"z" * 60_000)
    return Site(tmp_path)


def test_weight(site: Site) -> None:
    """Sizes are in units of 1000 bytes; the query is no part of the file."""
    urls = {"http://a/page.html", "http://a/all.css?v=1"}
    found = weight(site, "page.html", urls)
    zipped = len(gzip.compress(b"x" * 61_000)) + len(gzip.compress(b"y" * 600_000))
    assert found == {"total": 661, "gzipped": zipped / 1000, "requests": 2, "html": 61}


def test_all_are_met(site: Site) -> None:
    """A page within each number misses none."""
    rows = list(weighed(site, {"small.html": {"http://a/small.html", "http://a/all.css"}}))
    assert [row.faults for row in rows] == [(), (), (), ()]
    assert [row.measured for row in rows] == ["660 kB", "0.7 kB", "2", "60 kB"]


def test_all_are_missed(site: Site) -> None:
    """The heaviest page counts, and is named with each number that it misses."""
    many = {f"http://a/small.html?{number}" for number in range(24)}
    rows = weighed(
        site,
        {
            "small.html": {"http://a/small.html"},
            "page.html": {"http://a/page.html", "http://a/noise", *many},
        },
    )
    faults = [fault for row in rows for fault in row.faults]
    for fault, limit in zip(faults, LIMITS.values(), strict=True):
        assert fault.startswith("page.html: ")
        assert f"at most {limit}" in fault
