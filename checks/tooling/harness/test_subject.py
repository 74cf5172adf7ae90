"""A check runs on each module of its pair, fresh; what cannot run is answered with its place."""

from textwrap import indent

import pytest

from checks.tooling.harness.conftest import SOUND, Book, Result, empty_book

REMEMBERS = """
def test_rule_is_kept(example):
    example.SEEN.append(example.KEEPS)
    seen = len(example.SEEN)
    assert example.KEEPS, f"the module was used {seen} times"

def test_other_is_kept(example):
    example.SEEN.append(example.KEEPS)
    seen = len(example.SEEN)
    assert example.KEEPS and seen == 1, f"the module was used {seen} times"
"""
BROKEN = {
    "no_syntax": ("KEEPS = (\n", "good.py:1: a module of the pair must import"),
    "no_module": ("import json\nimport no_such_thing\n", "good.py:2: a module of the pair must"),
    "exits": ("raise SystemExit(3)\n", "good.py:1: a module of the pair must import"),
    "raises_deep": ("import json\njson.loads('{')\n", "good.py:2: a module of the pair must"),
}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Run pairs whose good module does not import, beside pages that are not in order."""
    book = empty_book(tmp_path_factory.mktemp("book"))
    book.add_each(dict.fromkeys(BROKEN, SOUND))
    for slug, (module, _) in BROKEN.items():
        book.write(f"examples/boundaries/{slug}/good.py", module)
    book.add("no_page", "PCH090", SOUND)
    (book.root / "docs/boundaries/no_page.md").unlink()
    book.add("no_claim", "PCH091", SOUND, "another_name")
    book.add("bad_matter", "PCH092", SOUND)
    book.add("deviates", "PCH093", SOUND.replace("example", "deviation"), "another_name")
    method = indent(SOUND.replace("(example)", "(self, example)"), "    ")
    book.add("in_a_class", "PCH094", f"class TestRule:{method}")
    book.write("docs/boundaries/bad_matter.md", "---\nguideline: PCH9\ntitel: Oh\n---\n")
    return book.run()


@pytest.mark.parametrize("slug", BROKEN)
def test_module_that_does_not_import_is_located(result: Result, slug: str) -> None:
    """File and line of the module, what it raised, and no traceback of ours."""
    assert f"examples/boundaries/{slug}/{BROKEN[slug][1]}" in result.text
    assert "checks/harness/subject.py" not in result.text


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("no_page", "docs/boundaries/no_page.md:1: missing page"),
        ("no_claim", "docs/boundaries/no_claim.md:1: missing claim `rule_is_kept`"),
        ("bad_matter", "docs/boundaries/bad_matter.md:3: "),
        ("deviates", "added its check, word it under `deviation:`"),
        ("in_a_class", "checks/boundaries/test_in_a_class.py:2: a check is a function of its own "),
    ],
)
def test_page_out_of_order_is_located(result: Result, slug: str, words: str) -> None:
    """The check says what its page lacks."""
    assert words in result.text
    assert f"test_{slug}.py" in result.about(slug)


def test_each_check_has_a_fresh_module(book: Book) -> None:
    """What one check leaves in a module is not there for the next."""
    book.add("rule", "PCH001", REMEMBERS, "rule_is_kept", "other_is_kept")
    for half in ("good", "bad"):
        module = f'"""A scenario."""\n\nKEEPS = {half == "good"}\nSEEN = []\n'
        book.write(f"examples/boundaries/rule/{half}.py", module)
    assert "4 passed" in book.run().text


def test_worker_process_finds_the_module(book: Book) -> None:
    """A module under test has a name by which another process can import it."""
    check = """
import subprocess, sys
def test_rule_is_kept(example):
    done = subprocess.run([sys.executable, "-c", f"import {example.__name__}"], cwd=".")
    assert done.returncode == 0 and example.KEEPS, f"{example.KEEPS}"
"""
    book.add("rule", "PCH001", check)
    assert "2 passed" in book.run().text
