"""A release: it is refused with all problems at once, or recorded and told in the changelog."""

from dataclasses import replace

import pytest

from checks.tooling.small_book import (
    CHAPTER,
    SLUG,
    add,
    add_keys,
    change,
    withdraw,
    write,
)
from checks.tooling.small_evidence import OLD, SEEN, proved
from handbook.core import evidence, released
from handbook.core.catalogue import load
from handbook.core.observations import Observation
from handbook.core.records import HALVES, Evidence, Half, Tree
from handbook.core.release import main, with_entry

PAGE = CHAPTER, SLUG
INTRO = "# Changelog\n\nEvery release.\n"


@pytest.fixture(name="tree")
def _tree(tree: Tree) -> Tree:
    """Return a book of PCH020, which is proved, with a changelog that has no release."""
    write(tree.docs / "changelog.md", INTRO)
    prove(tree)
    return tree


def prove(tree: Tree) -> None:
    """Write evidence that proves every guideline that has something to prove."""
    for each in load(tree).guidelines:
        if not each.withdrawn:
            digests = evidence.digests(each, tree)
            claims = {claim.name: SEEN for claim in each.claims}
            told = Evidence(evidence.SCHEMA, each.id, OLD, "linux x86_64", digests, claims)
            evidence.write(told, tree)


def changelog(tree: Tree) -> str:
    """Return the changelog below its introduction."""
    return (tree.docs / "changelog.md").read_text("utf-8").removeprefix(INTRO).strip()


def refused(tree: Tree, name: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return why a release is refused, and see that nothing is written."""
    files = [released.path(tree), tree.docs / "changelog.md"]
    before = [path.is_file() and path.read_bytes() for path in files]
    assert main([name], tree) == 1
    *problems, last = capsys.readouterr().err.splitlines()
    assert last == f"{name} is not released: mend the above, {len(problems)} in all."
    assert [path.is_file() and path.read_bytes() for path in files] == before
    return problems


def out(tree: Tree, name: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is said of a release that goes well."""
    assert main([name], tree) == 0
    return capsys.readouterr().out


def test_first_release(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """The first release records every guideline, and lists each as new."""
    assert out(tree, "2026.1", capsys) == (
        "2026.1 is released; guidelines that are new or have changed: 1.\n"
    )
    assert list(released.read(tree)[0].guidelines) == ["PCH020"]
    assert changelog(tree) == (
        "## 2026.1\n\n### New\n\n- {guideline}`PCH020` Keep files off the loop"
    )


def test_again(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """A release that is out already is not made twice."""
    main(["2026.1"], tree)
    kept = released.path(tree).read_bytes(), changelog(tree)
    capsys.readouterr()
    assert out(tree, "2026.1", capsys) == "2026.1 was released already, and nothing has changed.\n"
    assert (released.path(tree).read_bytes(), changelog(tree)) == kept


def test_what_happened_to_guidelines(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """A later release tells what is new, what changed and how, and what is followed no more."""
    for number in range(21, 24):
        add(tree, "deadlines", f"limit_{number}", f"PCH0{number}")
    prove(tree)
    main(["2026.1"], tree)
    change(tree.page(*PAGE), "title: Keep", "title: Leave")
    change(tree.page(*PAGE), "ruff: [ASYNC230]\n", "")
    add_keys(tree.page("deadlines", "limit_21"), "state: superseded\nsuperseded_by: PCH022")
    withdraw(tree, ("deadlines", "limit_23"))
    add(tree, "deadlines", "limit_24", "PCH024")
    change(tree.page("deadlines", "limit_24"), '"2026.1"', '"2026.2"')
    prove(tree)
    capsys.readouterr()
    assert ": 4." in out(tree, "2026.2", capsys)
    newest, _, _ = changelog(tree).partition("\n\n## 2026.1")
    assert newest.splitlines() == [
        "## 2026.2",
        "",
        "### New",
        "",
        "- {guideline}`PCH024` Keep files off the loop",
        "",
        "### Changed",
        "",
        "- {guideline}`PCH020` Leave files off the loop: title, linter rules",
        "",
        "### Superseded",
        "",
        "- {guideline}`PCH021` Keep files off the loop; see {guideline}`PCH022`",
        "",
        "### Withdrawn",
        "",
        "- {guideline}`PCH023` Keep files off the loop",
    ]


def test_superseded_guideline_that_changes(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told once that a guideline is superseded; what changes later is a change."""
    add(tree, "deadlines", "limits", "PCH021")
    add_keys(tree.page("deadlines", "limits"), "state: superseded\nsuperseded_by: PCH020")
    prove(tree)
    main(["2026.1"], tree)
    change(tree.page("deadlines", "limits"), "title: Keep", "title: Leave")
    capsys.readouterr()
    out(tree, "2026.2", capsys)
    newest, _, first = changelog(tree).partition("\n\n## 2026.1")
    assert "### Superseded\n\n- {guideline}`PCH021` Keep files off the loop; see" in first
    assert newest.endswith("### Changed\n\n- {guideline}`PCH021` Leave files off the loop: title")


def test_moved_guideline(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """A guideline that has moved is told with its new address, not as a new one."""
    main(["2026.1"], tree)
    add(tree, "deadlines", "limits")
    for part in (tree.page(*PAGE), tree.check(*PAGE), tree.example(*PAGE, "good")):
        part.unlink()
    tree.example(*PAGE, "bad").unlink()
    add_keys(tree.page("deadlines", "limits"), "formerly: [boundaries/blocking_io]")
    capsys.readouterr()
    out(tree, "2026.2", capsys)
    assert "### Changed\n\n- {guideline}`PCH020` Keep files off the loop: address" in changelog(
        tree
    )


def test_all_problems_at_once(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """A release that is refused tells everything that keeps it from being one."""
    main(["2026.1"], tree)
    change(tree.page(*PAGE), "loop_turns:", "other:")
    add(tree, "deadlines", "late", "PCH021")
    change(tree.page("deadlines", "late"), '"2026.1"', '"2026.5"')
    tree.example("deadlines", "late", "bad").unlink()
    (tree.docs / "changelog.md").unlink()
    capsys.readouterr()
    found = "\n".join(refused(tree, "2026.2", capsys))
    for words in (
        "docs/boundaries/blocking_io.md:8: PCH020 was released with the claims `loop_turns`",
        "docs/boundaries/blocking_io.md:2: PCH020: no fresh evidence; run `nox -s checks -- PCH0",
        "docs/changelog.md:1: missing changelog: write its title",
        "docs/deadlines/late.md:1: missing bad.py for this page",
        'docs/deadlines/late.md:4: PCH021 is new in 2026.2; write `since: "2026.2"`, or',
        "docs/deadlines/late.md:2: PCH021: no fresh evidence",
    ):
        assert words in found


def test_unproved_claim(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """No claim is released that a run could not prove."""
    (path,) = tree.evidence.glob("*/PCH020.json")
    change(path, '{"loop_turns":', '{"another":')
    (problem,) = refused(tree, "2026.1", capsys)
    assert "blocking_io.md:2: PCH020: not proved: loop_turns on 3.11.7; run `nox -s" in problem


def test_claim_that_nobody_tried(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """One that every interpreter skipped is not proved either."""
    skipped: dict[Half, Observation] = dict.fromkeys(HALVES, Observation("skipped", reason="no x"))
    evidence.write(replace(proved(tree), claims={"loop_turns": skipped}), tree)
    (problem,) = refused(tree, "2026.1", capsys)
    assert "PCH020: not proved: loop_turns (3.11.7: no x); run" in problem


def test_drafts_may_be_unproved(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """A draft keeps no release from being made, and is in none."""
    add(tree, "deadlines", "late", "PCH021")
    add_keys(tree.page("deadlines", "late"), "state: draft")
    assert ": 1." in out(tree, "2026.1", capsys)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2025.9", "docs/released.json:1: a release comes after the last one, which is 2026.1"),
        ("2026.2", "docs/released.json:1: nothing is new or has changed since 2026.1"),
    ],
)
def test_no_release(tree: Tree, capsys: pytest.CaptureFixture[str], name: str, words: str) -> None:
    """Releases follow each other, and each brings something."""
    main(["2026.1"], tree)
    capsys.readouterr()
    assert words in refused(tree, name, capsys)


def test_changed_after_its_release(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """What is out does not change under its name."""
    main(["2026.1"], tree)
    change(tree.page(*PAGE), "title: Keep", "title: Leave")
    capsys.readouterr()
    assert refused(tree, "2026.1", capsys) == [
        "docs/released.json:1: 2026.1 is out, and guidelines have changed since; release 2026.2"
    ]


@pytest.mark.parametrize("words", [[], ["first"], ["2026"], ["2026.1", "2026.2"], ["PCH020"]])
def test_no_name(tree: Tree, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    """Without a name, or with what is none, the command says how it is called."""
    assert main(words, tree) == 2
    assert capsys.readouterr().err == (
        "Name the release by its year and number: nox -s release -- 2026.1\n"
    )


@pytest.mark.parametrize(
    ("text", "merged"),
    [
        ("# Log\n", "# Log\n\n## 2026.2\n\ntold\n"),
        ("# Log\n\n## 2026.1\n\nOld.\n", "# Log\n\n## 2026.2\n\ntold\n\n## 2026.1\n\nOld.\n"),
        (
            "# Log\n\n## 2026.2\n\nMine.\n\n## 2026.1\n",
            "# Log\n\n## 2026.2\n\nMine.\n\ntold\n\n## 2026.1\n",
        ),
        ("# Log\n\n## 2026.2\n", "# Log\n\n## 2026.2\n\ntold\n"),
        ("# Log\n\n## 2026.20\n\nA.\n", "# Log\n\n## 2026.2\n\ntold\n\n## 2026.20\n\nA.\n"),
    ],
)
def test_place_of_an_entry(text: str, merged: str) -> None:
    """An entry goes below its own heading, after the author's words, or before all others."""
    assert with_entry(text, "2026.2", "told") == merged
    assert with_entry(merged, "2026.2", "told") == merged


def test_unwritable(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that cannot be written is told, and the next try goes on from there."""
    released.path(tree).symlink_to(tree.root / "nowhere" / "released.json")
    assert main(["2026.1"], tree) == 1
    told = "docs/released.json:1: this must be writable: No such file or directory"
    assert told in capsys.readouterr().err
    released.path(tree).unlink()
    assert main(["2026.1"], tree) == 0
    assert changelog(tree).count("PCH020") == 1
