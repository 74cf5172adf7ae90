"""Pages that lead on: what they are called, where they lead, and what machines read in them."""

import pytest

from checks.tooling.small_book import CHAPTER, SLUG, add, add_keys, change, release
from handbook.core import released
from handbook.core.catalogue import load
from handbook.core.records import Tree
from handbook.core.short_links import pages

TARGET = "../../boundaries/blocking_io.html"


@pytest.fixture(name="tree")
def _tree(tree: Tree) -> Tree:
    """Return a book of PCH020, which names ASYNC230, and PCH021, which names none."""
    add(tree, "deadlines", "limits", "PCH021")
    change(tree.page("deadlines", "limits"), "ruff: [ASYNC230]\n", "")
    return tree


def written(tree: Tree, base: str = "") -> dict[str, str]:
    """Return the pages of the book as it is."""
    return pages(load(tree), released.read(tree)[0], base)


def lists(text: str) -> list[str]:
    """Return the links of a page that leads to several."""
    assert "refresh" not in text
    return [line.split('"')[1] for line in text.splitlines() if "<a " in line]


def test_names(tree: Tree) -> None:
    """Each ID and each rule leads on, in upper and in lower case."""
    assert sorted(written(tree)) == [
        f"r/{name}/index.html"
        for name in ("ASYNC230", "PCH020", "PCH021", "async230", "pch020", "pch021")
    ]


def test_cases_are_the_same_page(tree: Tree) -> None:
    """On a disk that does not tell the cases apart, neither overwrites the other."""
    found = written(tree)
    assert found["r/PCH020/index.html"] == found["r/pch020/index.html"]


@pytest.mark.parametrize("name", ["PCH020", "ASYNC230"])
def test_leads_on(tree: Tree, name: str) -> None:
    """With a script the fragment is kept; without one, or none of both, the page is found."""
    text = written(tree)[f"r/{name}/index.html"]
    refresh = f'<meta http-equiv="refresh" content="0; url={TARGET}">'
    assert f"<noscript>{refresh}</noscript>" in text
    assert f'<script>location.replace("{TARGET}" + location.hash)</script>' in text
    assert f'<a href="{TARGET}">PCH020 Keep files off the loop</a>' in text
    assert '<meta name="robots" content="noindex">' in text
    assert '<meta property="og:title" content="PCH020 Keep files off the loop">' in text
    assert '<meta property="og:description" content="Call blocking functions in a thread.">' in text
    assert "canonical" not in text


def test_canonical_address(tree: Tree) -> None:
    """Where the address of the site is known, machines read it; readers go on as before."""
    text = written(tree, "https://handbook.example/book/")["r/PCH020/index.html"]
    address = "https://handbook.example/book/boundaries/blocking_io.html"
    assert f'<link rel="canonical" href="{address}">' in text
    assert text.count("https://") == 1
    assert TARGET in text


def test_former_slugs_and_addresses(tree: Tree) -> None:
    """A former slug has a short link, and a former address still has a page."""
    add_keys(tree.page(CHAPTER, SLUG), "formerly: [boundaries/files, files/on_the_loop]")
    found = written(tree)
    assert {"r/files/index.html", "r/on_the_loop/index.html"} <= set(found)
    assert TARGET in found["r/files/index.html"]
    for former in ("boundaries/files.html", "files/on_the_loop.html"):
        assert 'location.replace("../boundaries/blocking_io.html" + location.hash)' in found[former]


def test_rule_of_several_guidelines(tree: Tree) -> None:
    """A rule that several guidelines name leads to all of them, and nobody is sent on."""
    add(tree, "deadlines", "third", "PCH022")
    found = written(tree, "https://handbook.example/")
    page = found["r/ASYNC230/index.html"]
    assert lists(page) == [TARGET, "../../deadlines/third.html"]
    assert "Guidelines on ASYNC230" in page
    assert 'href="https://handbook.example/r/ASYNC230/"' in page


def test_rule_of_a_superseded_guideline(tree: Tree) -> None:
    """Guidelines that apply come before those that do not; what only those name still leads on."""
    add_keys(tree.page(CHAPTER, SLUG), "state: superseded\nsuperseded_by: PCH021")
    assert TARGET in written(tree)["r/ASYNC230/index.html"]
    add(tree, "deadlines", "third", "PCH022")
    page = written(tree)["r/ASYNC230/index.html"]
    assert "../../deadlines/third.html" in page
    assert TARGET not in page


def test_rule_that_was_released(tree: Tree) -> None:
    """A rule that a page names no more leads to the guideline that once named it."""
    release(tree)
    change(tree.page(CHAPTER, SLUG), "[ASYNC230]", "[ASYNC240]")
    found = written(tree)
    assert TARGET in found["r/ASYNC230/index.html"]
    assert TARGET in found["r/ASYNC240/index.html"]


def test_rule_that_another_guideline_has_taken_over(tree: Tree) -> None:
    """Whoever names a rule now comes before whoever once did."""
    release(tree)
    change(tree.page(CHAPTER, SLUG), "[ASYNC230]", "[]")
    add(tree, "deadlines", "third", "PCH022")
    page = written(tree)["r/ASYNC230/index.html"]
    assert "../../deadlines/third.html" in page
    assert TARGET not in page


def test_titles_are_text(tree: Tree) -> None:
    """Whatever a title holds is text, and code is shown without its marks."""
    change(tree.page(CHAPTER, SLUG), "title: Keep files off the loop", "title: '`a` < b & \"c\"'")
    page = written(tree)["r/PCH020/index.html"]
    assert page.count("PCH020 a &lt; b &amp; &quot;c&quot;") == 3
