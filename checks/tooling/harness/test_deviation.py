"""A deviation: its property holds for it, and fails for the good module by the check's assert."""

import pytest

from checks.tooling.harness.conftest import SOUND, Book, Result, empty_book

WORDS = """\
deviation:
  rest_is_shown:
    deviation: The rest is shown.
    good: Nothing is shown.
---
The"""
DEVIATES = """
import threading
import warnings

def test_rest_is_shown(deviation):
    shows = deviation.SHOWS
    assert shows, f"the rest is shown: {shows}"
"""
LEAVES = "    threading.Thread(target=threading.Event().wait, name='tiles', daemon=True).start()\n"
CHECKS = {
    "sound": DEVIATES,
    "good_warns": DEVIATES.replace("    assert", "    shows or warnings.warn('old')\n    assert"),
    "breaks_it": DEVIATES.replace("assert shows", "assert not shows"),
    "no_better": DEVIATES.replace("assert shows", "assert shows in (True, False)"),
    "warns": DEVIATES.replace("    assert", "    warnings.warn('old')\n    assert"),
    "leaves": DEVIATES.replace("    assert", f"    if shows:\n    {LEAVES}    assert"),
    "of_the_pair": DEVIATES.replace("deviation", "example"),
    "of_both": DEVIATES.replace("(deviation)", "(deviation, example)"),
    "skipped": "import pytest\npytest.importorskip('nowhere')\n" + DEVIATES,
}


def add(book: Book, slug: str, identifier: str, check: str) -> None:
    """Add a guideline whose deviation shows what its good module does not show."""
    book.add(slug, identifier, SOUND + check)
    page = book.root / f"docs/boundaries/{slug}.md"
    page.write_text(page.read_text("utf-8").replace("---\nThe", WORDS), "utf-8")
    for half in ("good", "deviation"):
        module = f'"""A scenario."""\n\nKEEPS = True\nSHOWS = {half == "deviation"}\n'
        book.write(f"examples/boundaries/{slug}/{half}.py", module)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Return a book of deviations in every state."""
    book = empty_book(tmp_path_factory.mktemp("book"))
    for number, (slug, check) in enumerate(CHECKS.items(), 1):
        add(book, slug, f"PCH{number:03}", check)
    return book


@pytest.fixture(scope="module")
def result(book: Book) -> Result:
    """Run all of them."""
    return book.run()


@pytest.mark.parametrize("slug", ["sound", "good_warns"])
def test_deviation_is_proved(book: Book, result: Result, slug: str) -> None:
    """It holds for the deviation and fails for the good module, which may warn; both are kept."""
    assert not result.about(slug)
    kept = book.evidence(f"PCH{list(CHECKS).index(slug) + 1:03}")
    seen = kept["claims"]["rest_is_shown"]
    assert {half: each["outcome"] for half, each in seen.items()} == {
        "deviation": "held",
        "good": "failed",
    }
    assert seen["good"]["observed"] == "the rest is shown: False"
    assert sorted(kept["digests"]) == ["bad", "check", "claims", "deviation", "good", "probes"]


@pytest.mark.parametrize(
    ("slug", "half", "words"),
    [
        ("breaks_it", "deviation", "the deviation no longer keeps its claim: The rest is shown."),
        ("no_better", "good", "the good example does as well as the deviation, which is then no "),
        ("warns", "deviation", "UserWarning: old"),
        ("leaves", "deviation", "the deviation left something behind:\n  thread tiles"),
        ("of_the_pair", "good", "move it under `claims:`, or ask for `deviation`"),
        ("of_both", "good-deviation", "asks for `example` and for `deviation`: write a check for"),
    ],
)
def test_failure_is_told(result: Result, slug: str, half: str, words: str) -> None:
    """The failure stands in the report, on the right module, with the words that help."""
    assert f"test_{slug}.py::test_rest_is_shown[{half}]" in result.about(slug)
    assert words in result.text


def test_where_the_fault_is(result: Result) -> None:
    """The module and the line of the check are named."""
    where = (
        "examples/boundaries/no_better/good.py, checked by checks/boundaries/test_no_better.py:9"
    )
    assert f"PCH004 rest_is_shown: {where}" in result.text


def test_summary_counts_both(result: Result) -> None:
    """Claims of deviations count as those of pairs do, skipped ones too."""
    assert "2 skipped, could not import 'nowhere'" in result.text
    assert "PCH009 rest_is_shown, PCH009 rule_is_kept" in result.text


def test_claim_is_selected(book: Book) -> None:
    """A claim of a deviation is run alone as any other, and renews only its own evidence."""
    text = book.run("PCH001::rest_is_shown").text
    assert "2 passed" in text
    assert "1 of 1 claims in 1 guidelines proved on both modules" in text
    assert sorted(book.evidence("PCH001")["claims"]) == ["rest_is_shown", "rule_is_kept"]


def test_missing_module_is_told(book: Book) -> None:
    """A deviation that is claimed and not there is an error with its path."""
    add(book, "absent", "PCH020", DEVIATES)
    (book.root / "examples/boundaries/absent/deviation.py").unlink()
    text = book.run("PCH020").text
    assert "examples/boundaries/absent/deviation.py:1: missing module" in text
