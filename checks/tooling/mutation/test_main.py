"""The command from outside: what it tells of a small book, and how it ends."""

import shutil
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from checks.mutation.__main__ import main
from checks.tooling.harness.conftest import Book, empty_book
from checks.tooling.mutation.small_pair import CHECK, GOOD, add, contents, enter
from handbook.core.records import Tree

EQUIVALENT = """\
[[mutant]]
diff = '''
-    spare = amount + 0
+    spare = amount - 0
'''
reason = "Nothing is added."

[[mutant]]
diff = '''
-    return spare > 3
+    return None
'''
reason = "This one is killed."
"""
# It looks at the module's name, and not at what the module does.
BY_NAME = CHECK.replace("example.is_enough(4)", "example.__name__.endswith('good')")
BENDS = """
def test_exception_is_honest(deviation):
    deviates = deviation.__name__.endswith("deviation")
    assert deviates, f"deviates: {deviates}"
"""
WORDS = """\
deviation:
  exception_is_honest:
    deviation: Less is enough.
    good: Less is not enough.
---
"""
BOTH = CHECK.replace("(4)", "(4) and not example.is_enough(3)")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """Return a book of five guidelines, as they should be and as they should not."""
    book = empty_book(tmp_path_factory.mktemp("book"))
    add(book, "rule", "PCH001")
    book.write("examples/boundaries/rule/equivalent_mutants.toml", EQUIVALENT)
    add(book, "by_name", "PCH002", BY_NAME)
    add(book, "sound", "PCH003", BOTH)
    record = EQUIVALENT.partition("\n\n")[0]
    book.write("examples/boundaries/sound/equivalent_mutants.toml", record)
    add(book, "bends", "PCH005", CHECK + BENDS)
    page = book.root / "docs/boundaries/bends.md"
    book.write("docs/boundaries/bends.md", WORDS.join(page.read_text("utf-8").rsplit("---\n", 1)))
    book.write("examples/boundaries/bends/deviation.py", GOOD.replace("3", "2"))
    add(book, "skipped", "PCH004", "import pytest\n\npytest.skip('why', allow_module_level=True)\n")
    with pytest.MonkeyPatch.context() as patch:
        enter(book, patch)
        yield book


def said(book: Book, *words: str) -> tuple[int, str]:
    """Return the exit code and what was printed."""
    with redirect_stdout(StringIO()) as text:
        code = main(words, Tree(book.root))
    return code, text.getvalue()


@pytest.fixture(scope="module")
def run(book: Book) -> tuple[int, str]:
    """Run it on all of the book, once; the book is as before."""
    before = contents(book.root)
    told = said(book)
    assert contents(book.root) == before
    return told


def row(text: str, identifier: str) -> list[str]:
    """Return the figures of a guideline."""
    line = next(line for line in text.splitlines() if line.startswith(identifier))
    return line.split()[-5:]


@pytest.mark.parametrize(
    ("identifier", "figures"),
    [
        ("PCH001", ["4", "2", "1", "1", "67%"]),
        ("PCH002", ["4", "0", "4", "0", "0%"]),
        ("PCH003", ["4", "3", "0", "1", "100%"]),
        ("PCH004", ["0", "0", "0", "0", "-"]),
        ("PCH005", ["4", "2", "2", "0", "50%"]),
        ("all", ["16", "7", "7", "2", "50%"]),
    ],
)
def test_figures(run: tuple[int, str], identifier: str, figures: list[str]) -> None:
    """Made, killed, survived, equivalent, and the share of those that could be killed."""
    assert row(run[1], identifier) == figures


def test_survivors_are_shown(run: tuple[int, str]) -> None:
    """With their place, the mistake and the lines."""
    told = (
        "examples/boundaries/rule/good.py:7: shift boundary\n"
        "-    return spare > 3\n+    return spare >= 3"
    )
    assert told in run[1]


def test_swap_that_goes_unnoticed_is_told(run: tuple[int, str]) -> None:
    """A check that passes with good and bad swapped does not look at what they do."""
    for half in ("good", "bad"):
        told = f"rule_is_kept[{half}] must fail with good and bad swapped, and passes"
        assert f"checks/boundaries/test_by_name.py:1: {told}" in run[1]
    for half in ("deviation", "good"):
        told = f"exception_is_honest[{half}] must fail with deviation and good swapped, and passes"
        assert f"checks/boundaries/test_bends.py:1: {told}" in run[1]


def test_rot_is_told(run: tuple[int, str]) -> None:
    """An equivalent mutant that is killed is none."""
    told = "rule/equivalent_mutants.toml:8: a check notices this mutant: remove the entry"
    assert told in run[1]


def test_goals(run: tuple[int, str]) -> None:
    """What is missed is told at the end, and the run fails."""
    code, text = run
    assert (
        "every guideline at least 90% must be killed: PCH001 (67%), PCH002 (0%), PCH005 (50%)"
        in text
    )
    assert "over all, at least 95% must be killed: 50.0%" in text
    assert "5 problems to mend" in text
    assert code == 1


def test_one_that_is_sound(book: Book) -> None:
    """Nothing is missed, nothing is shown."""
    code, text = said(book, "sound")
    assert (code, len(text.splitlines())) == (0, 3)


def test_list(book: Book) -> None:
    """All mutants are shown, and none is run."""
    code, text = said(book, "--list", "pch001", "rule")
    assert code == 0
    assert text.count("\nexamples/boundaries/rule/good.py:") == 4


def test_all_that_must_be_mended_first(
    book: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be read is told with its place, and nothing is run."""
    shutil.copytree(book.root, tmp_path / "copy")
    copy = Book(tmp_path / "copy")
    (copy.root / "examples/boundaries/rule/bad.py").unlink()
    copy.write("examples/boundaries/sound/good.py", "x = (\n")
    copy.write("docs/boundaries/skipped.md", "no front matter")
    with pytest.raises(SystemExit) as ended:
        main([], Tree(copy.root))
    told = capsys.readouterr().err
    assert ended.value.code == 2
    for problem in (
        "examples/boundaries/rule/bad.py:1: a guideline has a check and a pair; this cannot be",
        "examples/boundaries/sound/good.py:1: this is not Python: '(' was never closed",
        "docs/boundaries/skipped.md:1: ",
    ):
        assert f"\n{problem}" in told


def test_unknown_words(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    """All of them are told at once, with what may have been meant."""
    with pytest.raises(SystemExit) as ended:
        main(["sonud", "nothing_like_it"], Tree(book.root))
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert "no guideline, slug or chapter is named 'sonud'; did you mean sound?" in told
    assert "'nothing_like_it'" in told
