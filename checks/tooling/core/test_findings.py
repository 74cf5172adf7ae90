"""Findings as people and GitHub read them."""

import pytest

from handbook.core.catalogue import load
from handbook.core.findings import Finding, Review, github, text, url
from handbook.core.records import Guideline, Tree

BASE = "https://handbook.example/book/"


@pytest.fixture(name="guideline")
def _guideline(tree: Tree) -> Guideline:
    (only,) = load(tree).guidelines
    return only


def found(*guidelines: Guideline, path: str = "a.py", message: str = "opens a file") -> Review:
    """Return a review with one finding; without guidelines, of code that could not be read."""
    rule = "ASYNC230" if guidelines else ""
    finding = Finding(path, 3, 10, 3, 14, rule, message, guidelines)
    return Review({"ASYNC230": guidelines}, 2, (finding,))


def test_text(guideline: Guideline, tree: Tree) -> None:
    """The place and the linter's words, then ID and title, then where to read on."""
    assert text(found(guideline), BASE, tree).splitlines() == [
        "a.py:3:10: ASYNC230 opens a file",
        "    PCH020 Keep files off the loop",
        "    https://handbook.example/book/r/PCH020/",
        "1 finding in 2 files; looked for ASYNC230",
    ]


def test_text_of_unread_code(tree: Tree) -> None:
    """Code that could not be read has no guideline, and is counted apart."""
    assert text(found(), BASE, tree).splitlines() == [
        "a.py:3:10: not checked: opens a file",
        "0 findings in 2 files, of which 1 could not be read; looked for ASYNC230",
    ]


def test_url_without_a_site(guideline: Guideline, tree: Tree) -> None:
    """Where nobody knows the site's address, the page's own source is at hand."""
    page = tree.page("boundaries", "blocking_io").as_uri()
    assert page.startswith("file:///")
    assert url(guideline, "", tree) == page
    assert url(guideline, BASE.rstrip("/"), tree) == url(guideline, BASE, tree)


def test_github(guideline: Guideline, tree: Tree) -> None:
    """One workflow command a finding, with the link on a line of its own."""
    where = "file=a.py,line=3,endLine=3,col=10,endColumn=14"
    assert github(found(guideline), BASE, tree) == (
        f"::warning {where},title=PCH020 Keep files off the loop"
        "::ASYNC230 opens a file%0Ahttps://handbook.example/book/r/PCH020/\n"
    )
    assert github(found(), BASE, tree) == (
        f"::error {where},title=Not checked::not checked: opens a file\n"
    )


def test_github_escapes(guideline: Guideline, tree: Tree) -> None:
    """Nothing in a path or a message ends the command or one of its options early."""
    told = github(found(guideline, path="50%,a::b.py", message="100%\r\n::x"), BASE, tree)
    assert told.count("\n") == 1
    assert told.startswith("::warning file=50%25%2Ca%3A%3Ab.py,line=3,")
    assert "::ASYNC230 100%25%0D%0A::x%0Ahttps://" in told
