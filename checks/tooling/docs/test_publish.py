"""A site has, beside its pages, what machines read of the book as a whole."""

import json
import os
import re
from pathlib import Path

from checks.tooling.docs.mini_book import ADDRESS, FILES, Build, build, change
from handbook.core.records import Tree
from handbook.core.short_links import pages
from handbook.exports import NAME, SCHEMA
from handbook.publish import publish, update

LINK = re.compile(r"\]\(([^)]+)\)")


def test_files(site: Build) -> None:
    """Every link of llms.txt finds its file, and the data name theirs."""
    links = LINK.findall((site.out / "llms.txt").read_text("utf-8"))
    assert {f"{FILES}.md", NAME, SCHEMA} <= set(links)
    assert [link for link in links if not (site.out / link).is_file()] == []
    for guideline in json.loads((site.out / NAME).read_text("utf-8"))["guidelines"]:
        assert (site.out / guideline["url"]).is_file()
        assert (site.out / guideline["markdown"]).is_file()


def test_next_build_knows_pages_that_it_does_not_read(tree: Tree) -> None:
    """A build that reads one page publishes the others as well."""
    first = json.loads((build(tree, "html").out / NAME).read_text("utf-8"))
    change(
        tree.page("boundaries", "blocking_io"),
        "Call blocking functions in a thread.\n\n",
        "Do.\n\n",
    )
    again = build(tree, "html")
    assert FILES in again.read
    assert "backpressure/bounded_fan_out" not in again.read
    second = json.loads((again.out / NAME).read_text("utf-8"))
    assert [each["id"] for each in second["guidelines"]] == ["PCH011", "PCH020"]
    assert second["guidelines"][0] == first["guidelines"][0]
    assert second["guidelines"][1]["rule"] == "Do."


def test_only_of_a_site(whole: Build) -> None:
    """Another builder writes none of it."""
    assert list(whole.out.iterdir()) == []


def test_short_links(site: Build, published: Build) -> None:
    """A site has them, and they name its address where its settings do."""
    for done, base in ((site, ""), (published, ADDRESS)):
        book = done.domain.book
        written = pages(book.catalogue, book.record, base)
        assert written
        for name, text in written.items():
            assert (done.out / name).read_text("utf-8") == text


def test_nothing_after_a_failure(tree: Tree) -> None:
    """A build that ended in an error leaves what an earlier one wrote as it is."""
    done = build(tree, "html")
    path = done.out / "r" / "PCH020" / "index.html"
    path.unlink()
    publish(done.app, RuntimeError("the build failed"))
    assert not path.exists()


def test_only_what_is_new(tmp_path: Path) -> None:
    """A file is written when its content is new, in a folder that may be new too."""
    path = tmp_path / "r" / "PCH020" / "index.html"
    update(path, "one")
    os.utime(path, ns=(0, 0))
    update(path, "one")
    assert path.stat().st_mtime_ns == 0
    update(path, "two")
    assert path.read_text("utf-8") == "two"
