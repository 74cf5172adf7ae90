"""What the run shows: claims with verdicts and observations, and the versions."""

import re

from docutils import nodes

from checks.tooling.docs.mini_book import SEEN, SKIPPED, Build, build, prove, texts
from handbook.core.observations import Observation
from handbook.core.records import Tree


def rows(document: nodes.Element, name: str) -> list[list[str]]:
    """Return a table of a class as words, its head first."""
    (table,) = (each for each in document.findall(nodes.table) if name in each["classes"])
    return [
        [entry.astext() for entry in row.findall(nodes.entry)] for row in table.findall(nodes.row)
    ]


def summaries(done: Build) -> list[tuple[str, bool]]:
    """Return the parts that a reader opens, and whether they are open."""
    found = re.findall(r"<details[^>]*?( open=.open.)?><summary>(.*?)</summary>", done.markup())
    return [(summary, bool(shown)) for shown, summary in found]


def test_claims(whole: Build) -> None:
    """Each claim shows in words, verdict and observation on both halves, bad first."""
    assert rows(whole.page(), "hb-claims") == [
        ["Bad", "Good"],
        [
            "✗ fails The loop stands still.\n\nObserved: the loop was silent for 2 s",
            "✓ holds The loop turns.\n\nObserved: the loop was silent for 0 s",
        ],
    ]


def test_where_it_was_observed(whole: Build) -> None:
    """The reader learns on what it ran, what proves it, and how to run it."""
    (source,) = texts(whole.page(), "hb-source")
    assert source == (
        "Observed on Python 3.13.1 (linux x86_64) by checks/boundaries/test_blocking_io.py; "
        "nox -s checks -- PCH020 runs it."
    )


def test_versions(tree: Tree) -> None:
    """The matrix has claims by interpreters; where observations differ, each is told."""
    other = Observation("failed", "the loop's clock didn't move")
    prove(tree, version="3.12.1", seen={**SEEN, "bad": other})
    prove(tree, version="3.9.1", digests={})
    done = build(tree)
    document = done.page()
    assert rows(document, "hb-matrix") == [
        ["Claim", "3.12.1", "3.13.1"],
        ["The loop turns.", "✓ proved", "✓ proved"],
    ]
    how = "every claim is proved on each, by different observations"
    assert summaries(done)[-1] == (f"By version of Python: {how}", False)
    told = [item.astext() for item in document.findall(nodes.list_item)]
    assert told[1:3] == [
        "3.12.1: the loop's clock didn't move",
        "3.13.1: the loop was silent for 2 s",
    ]


def test_skipped_claim_says_so(tree: Tree) -> None:
    """Where a claim was not tried, and why, stands in words; it is told where it was."""
    prove(tree, version="3.14.0", seen=SKIPPED)
    prove(tree, version="3.15.0", seen=SKIPPED)
    document = build(tree).page()
    assert rows(document, "hb-matrix")[1] == [
        "The loop turns.",
        "✓ proved",
        "○ not tried",
        "○ not tried",
    ]
    told = [item.astext() for item in document.findall(nodes.list_item)]
    assert told[1] == "3.14.0, 3.15.0: distributed isn't installed"
    assert texts(document, "hb-verdict") == ["✗ fails", "✓ holds"]


def test_claim_skipped_everywhere_says_so(tree: Tree) -> None:
    """Both halves say that they were not tried, where, and why."""
    prove(tree, seen=SKIPPED)
    document = build(tree).page()
    assert texts(document, "hb-verdict") == ["○ not tried"] * 2
    assert texts(document, "hb-observed") == ["On 3.13.1: distributed isn't installed"] * 2
    assert texts(document, "hb-unverified") == ["Not verified"]


def test_versions_that_agree_wait(whole: Build) -> None:
    """Where every interpreter proves every claim alike, the summary is all there is to know."""
    assert summaries(whole) == [
        ("The numbers", False),
        ("By version of Python: every claim is proved on each", False),
    ]


def test_unproved_claim_says_so(tree: Tree) -> None:
    """What is not as claimed is never shown as if it were."""
    prove(tree, seen={"good": Observation("error", "timed out")})
    done = build(tree)
    document = done.page()
    assert texts(document, "hb-verdict") == ["! not run", "! not decided"]
    assert rows(document, "hb-matrix")[1] == ["The loop turns.", "✗ not proved"]
    assert summaries(done)[-1] == ("By version of Python", True)
    assert texts(document, "hb-unverified") == ["Not verified"]


def test_no_evidence(tree: Tree) -> None:
    """Without evidence the claims stand alone, and the section says how to run them."""
    (tree.evidence / "cpython-3.13" / "PCH020.json").unlink()
    document = build(tree).page()
    assert rows(document, "hb-claims")[1] == ["The loop stands still.", "The loop turns."]
    assert texts(document, "hb-source") == ["Not run yet: nox -s checks -- PCH020 runs it."]
