"""A review runs the rules that pages name over other code, and says what it could not read."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from checks.tooling.small_book import add, small_book, write
from handbook.core.catalogue import load
from handbook.core.records import Tree
from handbook.core.review import Unusable, main, review, rules

OPENS = 'async def load():\n    """Load."""\n    with open("x") as file:\n        return file\n'


@pytest.fixture(name="tree")
def _tree(tmp_path: Path) -> Tree:
    return small_book(tmp_path / "book")


@pytest.fixture(name="code")
def _code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of somebody's, where the review is started."""
    folder = tmp_path / "code"
    write(folder / "app" / "clean.py", "x = 1\n")
    monkeypatch.chdir(folder)
    return folder


def test_findings_name_their_guideline(tree: Tree, code: Path) -> None:
    """A finding has its place below the folder one is in, and the page that explains it."""
    write(code / "app" / "loads.py", OPENS)
    done = review(["app"], rules(load(tree).guidelines))
    (found,) = done.findings
    assert (found.path, found.line, found.column, found.rule) == ("app/loads.py", 3, 10, "ASYNC230")
    assert [each.id for each in found.guidelines] == ["PCH020"]
    assert done.files == 2


def test_rules_are_those_of_pages(tree: Tree, code: Path) -> None:
    """Other faults are no business of the book, nor are the settings of the code."""
    write(code / "app" / "other.py", "import os\ntry:\n    x = 1\nexcept:\n    pass\n")
    write(code / "app" / "loads.py", OPENS)
    write(code / "ruff.toml", 'exclude = ["loads.py"]\nlint.extend-select = ["E722"]\n')
    done = review(["."], rules(load(tree).guidelines))
    assert [(each.path, each.rule) for each in done.findings] == [("app/loads.py", "ASYNC230")]


def test_rule_of_two_guidelines(tree: Tree, code: Path) -> None:
    """A finding leads to every guideline that names its rule."""
    add(tree, "deadlines", "other", identifier="PCH021")
    write(code / "loads.py", OPENS)
    (found,) = review(["loads.py"], rules(load(tree).guidelines)).findings
    assert [each.id for each in found.guidelines] == ["PCH020", "PCH021"]


@pytest.mark.parametrize(
    "content",
    [b"def load(:\n", b"x = '\xff'\n", b"print 'old'\n"],
    ids=["syntax", "encoding", "python 2"],
)
def test_unreadable_code_is_not_clean(
    tree: Tree, code: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """Code that nobody could look at is reported as such."""
    (code / "app" / "odd.py").write_bytes(content)
    assert main(["app"], tree) == 1
    first, *_, last = capsys.readouterr().out.splitlines()
    assert first.startswith("app/odd.py:1:")
    assert ": not checked: " in first
    assert last.startswith("0 findings in 2 files, of which 1 could not be read; looked for ASYNC")


def test_newest_syntax_is_read(tree: Tree, code: Path) -> None:
    """Code is not asked to be readable by an older Python than its own."""
    write(code / "app" / "new.py", "try:\n    x = 1\nexcept ValueError, TypeError:\n    x = 2\n")
    assert review(["app"], rules(load(tree).guidelines)).findings == ()


def test_clean_code(tree: Tree, code: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Clean code ends with 0, and nothing is left in its folder."""
    before = sorted(code.rglob("*"))
    assert main(["app/clean.py"], tree) == 0
    assert capsys.readouterr().out == "0 findings in 1 file; looked for ASYNC230\n"
    assert sorted(code.rglob("*")) == before


def test_book_without_rules(tree: Tree, code: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no page names a rule, files are still read."""
    page = tree.page("boundaries", "blocking_io")
    page.write_text(page.read_text("utf-8").replace("ruff: [ASYNC230]\n", ""), "utf-8")
    write(code / "app" / "loads.py", OPENS)
    assert main(["app"], tree) == 0
    assert capsys.readouterr().out == "0 findings in 2 files; looked for nothing\n"


def test_path_like_an_option(tree: Tree, code: Path) -> None:
    """A file may have any name."""
    write(code / "--fix.py", OPENS)
    assert len(review(["--fix.py"], rules(load(tree).guidelines)).findings) == 1
    assert (code / "--fix.py").read_text("utf-8") == OPENS


def test_output_file(tree: Tree, code: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The report goes to a file, and the summary is still said."""
    write(code / "app" / "loads.py", OPENS)
    assert main(["app", "--format=sarif", "--output=found.sarif"], tree) == 1
    assert capsys.readouterr().out == "1 finding in 2 files; looked for ASYNC230\n"
    (run,) = json.loads((code / "found.sarif").read_text("utf-8"))["runs"]
    assert [each["ruleId"] for each in run["results"]] == ["PCH020"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "the following arguments are required: PATH"),
        (["app", "gone"], "there is no gone; name files and folders that exist"),
        (["empty"], "no Python file is in empty, or each is ignored; name others"),
        (["app", "--format=xml"], "invalid choice: 'xml'"),
        (["app", "--output=gone/x"], "gone/x must be a file that can be written: No such file"),
    ],
    ids=["nothing", "no such path", "no code", "format", "output"],
)
def test_bad_use(
    tree: Tree, code: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bad use ends with 2 and a sentence that says what to do."""
    (code / "empty").mkdir()
    with pytest.raises(SystemExit) as ended:
        main(words, tree)
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_rule_in_preview(tree: Tree, code: Path) -> None:
    """A page may name a rule that the linter has on trial."""
    write(code / "app" / "idle.py", "async def idle():\n    return 1\n")
    found = review(["app"], {"RUF029": load(tree).guidelines}).findings
    assert [each.rule for each in found] == ["RUF029"]


def test_unknown_rule(tree: Tree, code: Path) -> None:
    """A rule that this linter does not know, since it is older, is said and not passed over."""
    with pytest.raises(Unusable, match="Unknown rule selector `ASYNC999`"):
        review(["app"], {"ASYNC999": load(tree).guidelines})


def test_rule_of_a_superseded_page(tree: Tree) -> None:
    """What is no longer in force is not asked of other code."""
    (guideline,) = load(tree).guidelines
    superseded = replace(guideline, state="superseded", superseded_by="PCH021")
    assert list(rules([guideline])) == ["ASYNC230"]
    assert list(rules([superseded])) == []
