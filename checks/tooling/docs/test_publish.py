"""A site has, beside its pages, what machines read of the book as a whole."""

import json
import re
from pathlib import Path

from checks.tooling.docs.mini_book import FILES, Build, build, change
from handbook.core.records import Tree
from handbook.exports import NAME, SCHEMA

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


def test_only_of_a_site(tree: Tree) -> None:
    """Another builder writes none of it."""
    assert not list(Path(build(tree, "text").app.outdir).glob("*.json"))
