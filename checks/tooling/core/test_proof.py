"""Proof is evidence that rests on what is there now; partial runs merge, stale ones are told."""

import os
from dataclasses import replace

import pytest

from checks.tooling.small_book import CHAPTER, SLUG, change, write
from checks.tooling.small_evidence import FREE, OLD, SEEN, guideline, proved
from handbook.core import evidence
from handbook.core.observations import Observation
from handbook.core.proof import few, fingerprint
from handbook.core.proof import proof as proof_of
from handbook.core.records import HALVES, Evidence, Half, Tree

PLACE = CHAPTER, SLUG


def test_fresh_proof(tree: Tree) -> None:
    """Proof has all interpreters, the oldest first, and nothing to complain of."""
    newer = replace(OLD, version="3.13.18")
    for interpreter in (FREE, newer, replace(FREE, free_threaded=False), OLD):
        evidence.write(proved(tree, interpreter), tree)
    proof = proof_of(guideline(tree), tree)
    assert [each.interpreter.label for each in proof.fresh] == [
        "3.11.7",
        "3.13.18",
        "3.14.2",
        "3.14.2 free-threaded",
    ]
    assert (proof.stale, proof.unreadable, proof.unproved) == ((), (), ())


def test_no_evidence(tree: Tree) -> None:
    """A guideline that nobody ran has no proof, which is no error here."""
    proof = proof_of(guideline(tree), tree)
    assert (proof.fresh, proof.stale, proof.unreadable, proof.untried) == ((), (), (), ())


def test_unreadable_is_told_beside_the_fresh(tree: Tree) -> None:
    """One bad file does not hide what another interpreter proved."""
    evidence.write(proved(tree), tree)
    evidence.write(proved(tree, FREE), tree).write_text("{", "utf-8")
    proof = proof_of(guideline(tree), tree)
    assert [each.interpreter for each in proof.fresh] == [OLD]
    assert proof.unreadable == (
        "build/evidence/cpython-3.14t/PCH020.json cannot be read: it is cut short or is not JSON",
    )


@pytest.mark.parametrize(
    ("part", "path", "old", "new"),
    [
        ("claims", "docs/boundaries/blocking_io.md", "good: The loop turns", "good: It turns"),
        ("good", "examples/boundaries/blocking_io/good.py", "len(text)", "len(text) + 0"),
        ("bad", "examples/boundaries/blocking_io/bad.py", "return 0", "return -1"),
        ("check", "checks/boundaries/test_blocking_io.py", "== 3", "> 2"),
        ("probes", "checks/probes/clock.py", "0", "1.5"),
    ],
)
def test_stale(tree: Tree, part: str, path: str, old: str, new: str) -> None:
    """Evidence is stale as soon as anything it rests on has changed, and says what."""
    evidence.write(proved(tree), tree)
    change(tree.root / path, old, new)
    proof = proof_of(guideline(tree), tree)
    assert proof.fresh == ()
    assert proof.stale == (f"3.11.7 (changed since: {part})",)


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("checks/boundaries/conftest.py", "check"),
        ("checks/boundaries/servers.py", "check"),
        ("checks/probes/gauge.py", "probes"),
    ],
)
def test_shared_modules_count(tree: Tree, path: str, part: str) -> None:
    """What the checks of a chapter share is a part of each; a new instrument is a probe."""
    evidence.write(proved(tree), tree)
    write(tree.root / path, "import os\n")
    (stale,) = proof_of(guideline(tree), tree).stale
    assert stale == f"3.11.7 (changed since: {part})"


def test_checks_of_others_do_not_count(tree: Tree) -> None:
    """A further guideline in the chapter leaves the evidence of this one as it is."""
    evidence.write(proved(tree), tree)
    write(tree.check(PLACE[0], "adapters"), "import os\n")
    assert len(proof_of(guideline(tree), tree).fresh) == 1


def test_stale_on_many_interpreters(tree: Tree) -> None:
    """What has changed is told once, with a list of interpreters that stays short."""
    for version in ("3.15.2", "3.14.10", "3.9.1", "3.11.7", "3.12.1"):
        evidence.write(proved(tree, replace(OLD, version=version)), tree)
    change(tree.example(*PLACE, "bad"), "0", "1")
    stale = proof_of(guideline(tree), tree).stale
    assert stale == ("3.9.1, 3.11.7, 3.12.1 and 2 more (changed since: bad)",)


def test_few() -> None:
    """Three names are no long list."""
    assert [few("abc"[:count]) for count in range(4)] == ["", "a", "a, b", "a, b, c"]
    assert few("abcd") == "a, b, c and 1 more"


def test_prose_is_no_part_of_the_proof(tree: Tree) -> None:
    """A page may be reworded, but for its claims, without another run."""
    evidence.write(proved(tree), tree)
    change(tree.page(*PLACE), "They block.", "They block the loop.")
    assert len(proof_of(guideline(tree), tree).fresh) == 1


def test_missing_halves_have_a_digest(tree: Tree) -> None:
    """A file that is not there differs from an empty tree's evidence by its digest alone."""
    before = evidence.digests(guideline(tree), tree)
    tree.example(*PLACE, "bad").unlink()
    after = evidence.digests(guideline(tree), tree)
    assert {part for part in before if before[part] != after[part]} == {"bad"}


def test_unproved_claims(tree: Tree) -> None:
    """A claim that fresh evidence lacks or contradicts is named with its interpreter."""
    evidence.write(replace(proved(tree), claims={}), tree)
    held: dict[Half, Observation] = {"good": SEEN["good"], "bad": Observation("held")}
    evidence.write(replace(proved(tree, FREE), claims={"loop_turns": held}), tree)
    assert proof_of(guideline(tree), tree).unproved == (
        "loop_turns on 3.11.7",
        "loop_turns on 3.14.2 free-threaded",
    )


def test_skipped_claims(tree: Tree) -> None:
    """One that was tried elsewhere lacks nothing; one that was tried nowhere is told, with why."""
    skipped: dict[Half, Observation] = dict.fromkeys(HALVES, Observation("skipped", reason="no x"))
    evidence.write(proved(tree), tree)
    evidence.write(replace(proved(tree, FREE), claims={"loop_turns": skipped}), tree)
    proof = proof_of(guideline(tree), tree)
    assert (proof.unproved, proof.untried) == ((), ())
    evidence.write(replace(proved(tree), claims={"loop_turns": skipped}), tree)
    proof = proof_of(guideline(tree), tree)
    assert (proof.unproved, proof.untried) == (
        (),
        ("loop_turns (3.11.7: no x; 3.14.2 free-threaded: no x)",),
    )


def partial(tree: Tree, name: str, *halves: Half) -> Evidence:
    """Return evidence of a run that tried one claim, on these modules."""
    return replace(proved(tree), claims={name: {half: SEEN[half] for half in halves}})


def test_partial_runs_merge(tree: Tree) -> None:
    """A run of one claim, or of one module, renews that and keeps the rest."""
    evidence.write(partial(tree, "loop_turns", "good"), tree)
    evidence.write(evidence.merged(partial(tree, "loop_turns", "bad"), tree), tree)
    both = evidence.merged(partial(tree, "another", "good"), tree)
    assert both.verdict("loop_turns") == "proved"
    assert set(both.claims) == {"loop_turns", "another"}
    again: dict[Half, Observation] = {"good": Observation("error", "it broke")}
    evidence.write(both, tree)
    renewed = evidence.merged(replace(both, claims={"loop_turns": again}), tree)
    assert renewed.claims["loop_turns"]["good"].outcome == "error"
    assert renewed.claims["loop_turns"]["bad"] == SEEN["bad"]


def test_nothing_merges_with_what_it_does_not_match(tree: Tree) -> None:
    """A stale, unreadable or other interpreter's file gives nothing to a new run."""
    new = partial(tree, "another", "good", "bad")
    assert evidence.merged(new, tree) == new
    path = evidence.write(replace(proved(tree), digests={}), tree)
    assert evidence.merged(new, tree) == new
    evidence.write(replace(proved(tree), interpreter=replace(OLD, version="3.11.9")), tree)
    assert evidence.merged(new, tree) == new
    path.write_text("{", "utf-8")
    assert evidence.merged(new, tree) == new


def test_fingerprint_is_of_contents(tree: Tree) -> None:
    """It changes with what a page shows of its proof, and not with the files' dates."""
    path = evidence.write(proved(tree), tree)
    first = fingerprint(guideline(tree), tree)
    os.utime(path, (1, 1))
    assert fingerprint(guideline(tree), tree) == first
    evidence.write(replace(proved(tree), claims={}), tree)
    second = fingerprint(guideline(tree), tree)
    evidence.write(proved(tree, FREE), tree)
    assert len({first, second, fingerprint(guideline(tree), tree)}) == 3
