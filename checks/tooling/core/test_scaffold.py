"""A new guideline gets its four files and an ID, or a refusal and nothing at all."""

import ast
import shutil
from pathlib import Path

import pytest

from checks.tooling.small_book import CHAPTER, SLUG, change, release, write
from handbook.core.catalogue import load
from handbook.core.records import Tree
from handbook.core.scaffold import main
from handbook.core.sync import problems

ROOT = Path(__file__).parents[3]
FOUR = [
    "checks/boundaries/test_new_one.py",
    "docs/boundaries/new_one.md",
    "examples/boundaries/new_one/bad.py",
    "examples/boundaries/new_one/good.py",
]


@pytest.fixture(name="tree")
def _tree(tree: Tree) -> Tree:
    shutil.copytree(ROOT / "docs" / "_scaffold", tree.docs / "_scaffold")
    return tree


def snapshot(tree: Tree) -> dict[str, str]:
    """Return every file of the trees with its text."""
    files = (path for path in tree.root.rglob("*") if path.is_file())
    return {tree.name(path): path.read_text("utf-8") for path in files}


def refusal(tree: Tree, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return the one line that says why nothing was written; make sure that nothing was."""
    before = snapshot(tree)
    with pytest.raises(SystemExit, match="2"):
        main(list(words), tree)
    assert snapshot(tree) == before
    told = capsys.readouterr().err.splitlines()[-1]
    return told.partition("error: ")[2].removeprefix("nothing was written: ")


def test_four_files(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """Exactly the four files are written, with the next free ID, and nothing else changes."""
    before = snapshot(tree)
    assert main([CHAPTER, "new_one", "A new one"], tree) == 0
    after = snapshot(tree)
    assert sorted(after.keys() - before.keys()) == FOUR
    assert {name: after[name] for name in before} == before
    guideline = load(tree).by_id("PCH021")
    assert guideline is not None
    assert (guideline.title, guideline.since) == ("A new one", "2026.1")
    out = capsys.readouterr().out
    assert out.startswith("PCH021 has its files:\n")
    assert all(f"  {name}\n" in out for name in FOUR)
    assert "nox -s checks -- PCH021" in out


def test_new_files_are_whole_but_for_their_words(tree: Tree) -> None:
    """They parse and belong together; all that is wrong with them is the template's words."""
    main([CHAPTER, "new_one", "A new one"], tree)
    for name in FOUR:
        if name.endswith(".py"):
            ast.parse((tree.root / name).read_text("utf-8"))
    told = problems(tree)
    assert [problem.path for problem in told] == FOUR
    assert all("the template's words are left" in problem.message for problem in told)


def test_new_chapter(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """A chapter that is new gets its opening page, and the author is told so."""
    assert main(["error_budgets", "spend_them", "Spend them"], tree) == 0
    opening = tree.page("error_budgets", "index")
    assert opening.read_text("utf-8").startswith("# Error budgets\n")
    out = capsys.readouterr().out
    assert out.startswith("PCH021 has its files and opens the chapter `error_budgets`:\n")
    assert "  docs/error_budgets/index.md\n" in out


@pytest.mark.parametrize("title", ["Colon: quoted", "It's $20 #1 {x} \\n", "no", '"Quotes"', "20"])
def test_title_survives_yaml(tree: Tree, title: str) -> None:
    """Whatever a title is made of, the page states it as it was given."""
    main([CHAPTER, "new_one", title], tree)
    guideline = load(tree).by_id("PCH021")
    assert guideline is not None
    assert guideline.title == title


def test_newest_release(tree: Tree) -> None:
    """The page is dated with the newest release in the book, by number and not by letter."""
    change(tree.page(CHAPTER, SLUG), '"2026.1"', '"2026.12"')
    main([CHAPTER, "second", "Second"], tree)
    change(tree.page(CHAPTER, "second"), '"2026.12"', '"2026.2"')
    main([CHAPTER, "third", "Third"], tree)
    assert load(tree).guidelines[-1].since == "2026.12"


def test_release_that_is_out(tree: Tree) -> None:
    """What is new after a release is dated with the one that comes next."""
    release(tree, "2026.1")
    main([CHAPTER, "second", "Second"], tree)
    assert load(tree).guidelines[-1].since == "2026.2"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["boundaries"], "the following arguments are required: slug, title"),
        (["boundaries", "slug", " "], "a title is one line of text; this is ' '"),
        (["boundaries", "slug", "Two", "words"], "unrecognized arguments: words"),
        (["boundaries", "slug", "A\nB"], "a title is one line of text; this is 'A\\nB'"),
        (["boundaries", "file-io", "T"], "a slug is a package's name in snake_case"),
        (["boundaries", "FileIO", "T"], "a slug is a package's name in snake_case"),
        (["boundaries", "../x", "T"], "a slug is a package's name in snake_case"),
        (["boundaries", "class", "T"], "a slug is a package's name in snake_case and no keyword"),
        (["Boundaries", "slug", "T"], "a chapter is a package's name in snake_case"),
        (["_ext", "slug", "T"], "a chapter is a package's name in snake_case"),
        (["boundaries", "index", "T"], "`index` is the opening page of the chapter"),
        (["tooling", "slug", "T"], "checks/tooling is a room of the machinery"),
        (["boundary", "slug", "T"], "there is no chapter `boundary`; did you mean boundaries? If"),
        (["boundaries", SLUG, "T"], "the slug `blocking_io` is taken by docs/boundaries/"),
        (["deadlines", SLUG, "T"], "the slug `blocking_io` is taken by docs/boundaries/"),
    ],
)
def test_refusals(
    tree: Tree, capsys: pytest.CaptureFixture[str], words: list[str], reason: str
) -> None:
    """What cannot be is refused with one line, and nothing is written."""
    assert refusal(tree, capsys, *words).startswith(reason)


@pytest.mark.parametrize("name", FOUR)
def test_never_overwrites(tree: Tree, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """A file that is in the way stays as it is, and the other three are not written either."""
    write(tree.root / name, "mine")
    told = refusal(tree, capsys, CHAPTER, "new_one", "A new one")
    assert name in told


def test_broken_page(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """A page whose ID cannot be read may have the next one: it is to be mended first."""
    change(tree.page(CHAPTER, SLUG), "title:", "titel:")
    told = refusal(tree, capsys, CHAPTER, "new_one", "A new one")
    assert told.startswith("mend this page first")
    assert "docs/boundaries/blocking_io.md:1: " in told


def test_unwritable(tree: Tree, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the trees cannot be written, one line says which file."""
    write(tree.root / "examples" / "deadlines", "a file where a folder should be")
    told = refusal(tree, capsys, "deadlines", "new_one", "A new one")
    assert "examples/deadlines" in told
    assert "must be writable" in told
