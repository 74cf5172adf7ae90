"""The feed has what RFC 4287 asks of it, and nothing of the build."""

from datetime import date, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from checks.tooling.docs.mini_book import ADDRESS, FILES, build, change
from checks.tooling.small_book import DAY, release, withdraw
from handbook.book import open_book
from handbook.core.records import Tree
from handbook.feed import NAME, NAMESPACE, address, feed

LATER = date(2027, 1, 31)
ATOM = {"": NAMESPACE}


@pytest.fixture(name="tree")
def _tree(tree: Tree) -> Tree:
    """Return a book that was released once."""
    release(tree)
    return tree


def read(tree: Tree) -> ET.Element:
    """Return the feed of a book as another program reads it."""
    told = feed(open_book(tree, preview=False), "Handbook", "Its authors", ADDRESS)
    return ET.fromstring(told.encode())  # noqa: S314 - we have just made it


def texts(element: ET.Element, path: str) -> list[str]:
    """Return the words of all elements of a path."""
    return [each.text or "" for each in element.iterfind(path, ATOM)]


def link(element: ET.Element, relation: str) -> str:
    """Return the only link of a relation."""
    (found,) = element.iterfind(f"link[@rel='{relation}']", ATOM)
    return found.get("href", "")


def test_required_of_a_feed(tree: Tree) -> None:
    """One absolute ID, one title, one moment, an author, and links to itself and to the book."""
    root = read(tree)
    assert root.tag == f"{{{NAMESPACE}}}feed"
    assert texts(root, "id") == [ADDRESS]
    assert texts(root, "title") == ["Handbook: new and changed guidelines"]
    assert texts(root, "author/name") == ["Its authors"]
    assert (link(root, "self"), link(root, "alternate")) == (f"{ADDRESS}{NAME}", ADDRESS)


def test_required_of_an_entry(tree: Tree) -> None:
    """Each has a stable, absolute ID of its own, a title, its moments, a link and a summary."""
    root = read(tree)
    ids = texts(root, "entry/id")
    assert ids == [f"{ADDRESS}r/PCH011/", f"{ADDRESS}r/PCH020/"]
    assert all(urlsplit(each).scheme == "https" for each in ids)
    assert texts(root, "entry/title")[1] == "PCH020 Keep files off the loop"
    assert [link(entry, "alternate") for entry in root.iterfind("entry", ATOM)] == ids
    assert (
        texts(root, "entry/summary") == ["New in 2026.1. Call blocking functions in a thread."] * 2
    )


def test_days_are_those_of_releases(tree: Tree) -> None:
    """What has changed since comes first, with the day of its release and that of its first."""
    change(tree.page("boundaries", "blocking_io"), "title: Keep", "title: Leave")
    release(tree, "2027.1", LATER)
    root = read(tree)
    first, then = f"{DAY}T00:00:00Z", f"{LATER}T00:00:00Z"
    assert texts(root, "updated") == [then]
    assert texts(root, "entry/updated") == [then, first]
    assert texts(root, "entry/published") == [first, first]
    assert texts(root, "entry/title")[0] == "PCH020 Leave files off the loop"
    assert texts(root, "entry/summary")[0].startswith("Changed in 2027.1. ")
    assert datetime.fromisoformat(then).tzinfo is not None


def test_withdrawn(tree: Tree) -> None:
    """That a guideline is no longer given is news, too."""
    withdraw(tree)
    release(tree, "2027.1", LATER)
    assert texts(read(tree), "entry/summary")[0].startswith("Withdrawn in 2027.1. ")


def test_not_released(tree: Tree) -> None:
    """A draft is no news."""
    change(tree.page("boundaries", "blocking_io"), "PCH020", "PCH021")
    assert texts(read(tree), "entry/id") == [f"{ADDRESS}r/PCH011/"]


def test_site_with_an_address(tree: Tree) -> None:
    """It is written and advertised where the site's address is known."""
    site = build(tree, "html", html_baseurl=ADDRESS).out
    ET.parse(site / NAME)  # noqa: S314 - we have just made it
    for page in (FILES, "index", "search"):
        html = (site / f"{page}.html").read_text("utf-8")
        assert (
            f'type="application/atom+xml" title="New and changed guidelines" href="{ADDRESS}{NAME}"'
            in html
        )


def test_site_without_an_address(tree: Tree) -> None:
    """A feed of relative IDs would be no feed: without an address, or a release, there is none."""
    site = build(tree, "html").out
    assert not (site / NAME).exists()
    assert "atom" not in (site / "index.html").read_text("utf-8")
    record = open_book(tree, preview=False).record
    assert address(record, "") == ""
    assert address(record, ADDRESS) == f"{ADDRESS}{NAME}"
    assert address(type(record)(), ADDRESS) == ""
