"""The pair: captions, code as it is in the files, and the lines that differ."""

from pathlib import Path

import pytest
from docutils import nodes

from checks.tooling.docs.mini_book import FILES, PLACE, Build, build, write
from checks.tooling.small_book import BAD, GOOD
from handbook.core.catalogue import load
from handbook.core.records import Tree
from handbook.pair import Source, differing_lines, read_pair


def source(text: str, docstring: range = range(0)) -> Source:
    """Return a module of that text."""
    return Source(text, "", docstring)


def test_halves_are_the_files_that_ran(whole: Build) -> None:
    """Bad comes first; each half has its caption, its anchor and its whole code."""
    (pair,) = (
        part for part in whole.page().findall(nodes.container) if "hb-pair" in part["classes"]
    )
    assert [half["ids"] for half in pair.children if isinstance(half, nodes.Element)] == [
        ["pch020-bad"],
        ["pch020-good"],
    ]
    captions = [caption.astext() for caption in pair.findall(nodes.caption)]
    assert captions == ["Bad: A shop writes receipts.", "Good: A shop writes receipts."]
    code = list(pair.findall(nodes.literal_block))
    assert [block.astext() for block in code] == [BAD.rstrip(), GOOD.rstrip()]
    assert [block["highlight_args"] for block in code] == [{"hl_lines": [6]}] * 2


def test_differing_lines() -> None:
    """Lines that only one half has are marked there; blank ones and common ones are not."""
    bad, good = source("a\nb\nc"), source("a\n\nx\nc\nd")
    assert differing_lines(bad, good) == ([2], [3, 5])


def test_docstrings_are_not_marked() -> None:
    """The scenarios differ by nature, and the captions show them."""
    bad, good = source('"""One."""\na', range(1, 2)), source('"""Two."""\nb', range(1, 2))
    assert differing_lines(bad, good) == ([2], [2])


@pytest.mark.parametrize("text", ["def broken(:\n", "print()\n", ""])
def test_caption_without_docstring(tree: Tree, text: str) -> None:
    """A module without a scenario, or one that is no Python, is captioned by its path."""
    write(tree.example(*PLACE, "bad"), text)
    done = build(tree, suppress_warnings=["handbook.evidence_stale"])
    caption = next(iter(done.page().findall(nodes.caption))).astext()
    assert (done.warnings, caption) == ([], f"Bad: examples/{FILES}/bad.py")


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ('"""A shop."""\nx = 1\n', range(1, 2)),
        ('# Comment\n"""A shop.\n\nIt sells.\n"""\n', range(2, 6)),
        ('"""A shop."""\ndef broken(:\n', range(1, 2)),
    ],
)
def test_scenario(tree: Tree, text: str, taken: range) -> None:
    """A module's scenario is the first line of its docstring, wherever that stands and ends."""
    write(tree.example(*PLACE, "bad"), text)
    guideline = load(tree).guidelines[-1]
    halves, missing = read_pair(guideline, tree)
    assert (halves["bad"].scenario, halves["bad"].docstring) == ("A shop.", taken)
    assert missing == []


def test_code_in_a_scenario(tree: Tree) -> None:
    """Backticks in a docstring mark code in the caption."""
    write(tree.example(*PLACE, "bad"), '"""Calls `open`."""\n')
    caption = next(iter(build(tree).page().findall(nodes.caption)))
    assert [part.astext() for part in caption.findall(nodes.literal)] == ["open"]


def test_half_a_pair(tree: Tree) -> None:
    """What is there is shown, with nothing marked, and what is not is told."""
    path = tree.example(*PLACE, "good")
    path.write_bytes(b"\xff\xfe")
    done = build(tree)
    assert any("good.py cannot be read as UTF-8" in line for line in done.warnings)
    (code,) = (block for block in done.page().findall(nodes.literal_block))
    assert code["highlight_args"] == {"hl_lines": []}


def test_nothing_is_imported(tree: Tree, tmp_path: Path) -> None:
    """The book reads examples as files."""
    guideline = build(tree).domain.book.catalogue.at(FILES)
    assert guideline is not None
    proof = tmp_path / "imported"
    write(tree.example(*PLACE, "bad"), f"open({str(proof)!r}, 'w')\n")
    sources, missing = read_pair(guideline, tree)
    assert (sorted(sources), missing) == (["bad", "good"], [])
    assert not proof.exists()
