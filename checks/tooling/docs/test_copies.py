"""Each page has a copy in Markdown, which says the same."""

import posixpath
import re

import pytest

from checks.tooling.docs.mini_book import FAN_OUT, FILES, Build, build, change
from checks.tooling.small_book import BAD, GOOD, withdraw
from handbook.copies import Copy
from handbook.core.records import Tree

LOCAL = re.compile(r"\]\((?!https?:)([^)#\s]+)")


def test_guideline(site: Build) -> None:
    """The copy has the anatomy of the page, the modules as they are, and what was observed."""
    text = (site.out / f"{FILES}.md").read_text("utf-8")
    lines = text.splitlines()
    assert lines[:5] == [
        "# PCH020 Keep files off the loop",
        "",
        "Verified on Python 3.13.1 · Since 2026.1 · Ruff ASYNC230",
        "",
        "Call blocking functions in a thread.",
    ]
    assert f"**Bad: A shop writes receipts.**\n\n```python\n{BAD}```\n" in text
    assert f"**Good: A shop writes receipts.**\n\n```python\n{GOOD}```\n" in text
    claim = "✗ fails The loop stands still.<br>Observed: the loop was silent for 2 s"
    assert f"| {claim} | ✓ holds The loop turns.<br>" in text
    sections = [line for line in lines if line.startswith("## ")]
    assert sections[:2] == ["## What the run shows", "## Why"]
    assert sections[-1] == "## See also"
    assert "<svg" not in text


def test_lists(site: Build) -> None:
    """Lists that the build makes are in the copy, in their places."""
    home = (site.out / "index.md").read_text("utf-8")
    assert home.startswith("# Handbook\n\n- [Backpressure](backpressure/index.md) PCH011\n")
    assert f"| [PCH020 Keep files off the loop]({FILES}.md)<br>" in home
    chapter = (site.out / "boundaries" / "index.md").read_text("utf-8")
    assert "- [PCH020 Keep files off the loop](blocking_io.md)\n  Call blocking" in chapter


def test_links_between_copies(site: Build, published: Build) -> None:
    """Every link to a copy finds one; the address of the site plays no part."""
    for folder in (site.out, published.out):
        found = []
        for copy in folder.rglob("*.md"):
            here = copy.relative_to(folder).parent.as_posix()
            for target in LOCAL.findall(copy.read_text("utf-8")):
                found.append(target)
                assert (folder / posixpath.normpath(posixpath.join(here, target))).is_file()
        assert found


def test_same_bytes(site: Build, published: Build) -> None:
    """Several processes write the same copies as one."""
    names = {path.relative_to(site.out) for path in site.out.rglob("*.md")}
    assert names == {path.relative_to(published.out) for path in published.out.rglob("*.md")}
    assert all(
        (site.out / name).read_bytes() == (published.out / name).read_bytes() for name in names
    )


def test_copy_follows_its_page(tree: Tree) -> None:
    """A copy is written again when its page is, and no other copy is."""
    out = build(tree, "html").out
    for copy in out.rglob("*.md"):
        copy.write_text("old")
    change(tree.example("boundaries", "blocking_io", "good"), "len(text)", "len(text) + 0")
    build(tree, "html", handbook_preview=False)
    renewed = [path.relative_to(out) for path in out.rglob("*.md") if path.read_text() != "old"]
    assert f"{FILES}.md" in map(str, renewed)
    assert f"{FAN_OUT}.md" not in map(str, renewed)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("See {guideline}`PCH011`.", 'See [PCH011](../backpressure/bounded_fan_out.md "{}").'),
        ("{pch:guideline}`so <PCH011>`", '[so](../backpressure/bounded_fan_out.md "{}")'),
        ("{guideline}`PCH020`", '[PCH020](blocking_io.md "{}")'),
        ("{term}`deadline <deadlines>` and {guideline}`PCH999`", "deadline and PCH999"),
        (
            "[](../index.md), [](../index.md#x)",
            "[Handbook](../index.md), [Handbook](../index.md#x)",
        ),
        ("Write `` {guideline}`PCH011` ``.", "Write `` {guideline}`PCH011` ``."),
        ("```text\n{guideline}`PCH011`\n\n\nx\n```", "```text\n{guideline}`PCH011`\n\n\nx\n```"),
        ("a\n\n```{toctree}\n:hidden:\n\nb\n```\n\nc", "a\n\n\nc"),
        ("(here)=\n## There", "## There"),
        (
            ":::{note}\n:class: x\nSee {guideline}`PCH020`.\n:::\n",
            'See [PCH020](blocking_io.md "{}").',
        ),
        ("::::{grid}\n:::{card}\nin\n:::\n::::\n", "in"),
        ("````md\n```{guidelines}\n```\n````", "````md\n```{guidelines}\n```\n````"),
    ],
)
def test_prose(whole: Build, source: str, told: str) -> None:
    """What only Sphinx reads becomes Markdown, and code stays what it is."""
    copy = Copy("boundaries/other", whole.domain)
    made = copy.of(whole.page("index"), f"---\nx: y\n---\n{source}")
    assert made == told.replace("{}", "Keep files off the loop", told.count('"{}"')) + "\n"


def test_preview(tree: Tree) -> None:
    """A preview says in the copy, too, that nothing is proved."""
    out = build(tree, "html", handbook_preview=True).out
    text = (out / f"{FILES}.md").read_text("utf-8")
    assert "\n> **Preview.** This page was built without evidence, and nothing on it is" in text
    assert "Not run yet: `nox -s checks -- PCH020` runs it." in text


def test_withdrawn_page(tree: Tree) -> None:
    """A page that is withdrawn says so in its copy, with the way to its successor."""
    withdraw(tree, more="superseded_by: PCH011\n")
    text = (build(tree, "html").out / f"{FILES}.md").read_text("utf-8")
    way = "[PCH011 Keep files off the loop](../backpressure/bounded_fan_out.md)"
    assert f"so that links to it work. Follow {way}." in text
    assert "```" not in text
