"""A claim that is skipped says why, is kept as such, and is skipped on both modules."""

from pathlib import Path

import pytest

from checks.tooling.harness.conftest import SOUND, Book, Result, empty_book

PYTEST = "import pytest\n"
INSIDE = PYTEST + SOUND.replace("    assert", "    pytest.skip('no such system')\n    assert")
CHECKS = {
    "inside": INSIDE,
    "marked": f"{PYTEST}@pytest.mark.skipif(True, reason='no such system'){SOUND}",
    "missing": PYTEST
    + SOUND.replace("    assert", "    pytest.importorskip('nowhere')\n    assert"),
    "whole_module": f"{PYTEST}pytest.importorskip('nowhere')\n{SOUND}",
    "bad_alone": INSIDE.replace("    pytest.skip", "    keeps or pytest.skip"),
    "good_alone": INSIDE.replace("    pytest.skip", "    keeps and pytest.skip"),
    "lines": f"{PYTEST}@pytest.mark.skipif(True, reason='no\\n  lines'){SOUND}",
    "silent": INSIDE.replace("'no such system'", ""),
    "expected_to_fail": f"{PYTEST}@pytest.mark.xfail(reason='one day')\n"
    + SOUND.replace("assert keeps", "assert None"),
    "tried": SOUND,
}
NOWHERE = "could not import 'nowhere': No module named 'nowhere'"
WHY = {"inside": "no such system", "marked": "no such system"}
WHY |= {"lines": "no lines", "missing": NOWHERE, "whole_module": NOWHERE}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Return a book of checks that are skipped in every way."""
    book = empty_book(tmp_path_factory.mktemp("book"))
    book.add_each(CHECKS)
    return book


@pytest.fixture(scope="module", params=["in turn", "in parallel"])
def result(book: Book, request: pytest.FixtureRequest) -> Result:
    """Run all of them: in one process, or in two."""
    return book.run(*(["-n", "2"] if request.param == "in parallel" else []))


def seen(book: Book, slug: str) -> dict[str, dict[str, object]]:
    """Return what evidence holds of the only claim of a guideline."""
    evidence = book.evidence(f"PCH{list(CHECKS).index(slug) + 1:03}")
    kept: dict[str, dict[str, object]] = evidence["claims"]["rule_is_kept"]
    return kept


@pytest.mark.parametrize("slug", WHY)
def test_skip_is_kept_with_its_reason(book: Book, result: Result, slug: str) -> None:
    """On both modules, whichever way it was skipped, and it fails nothing."""
    kept = seen(book, slug)
    told = [(kept[half]["outcome"], kept[half]["reason"]) for half in ("good", "bad")]
    assert told == [("skipped", WHY[slug])] * 2
    assert "FAILED" not in result.about(slug)


def test_summary_says_how_many_and_why(result: Result) -> None:
    """Skipped claims do not count as tried."""
    assert "1 of 5 claims in 10 guidelines proved on both modules" in result.text
    assert "2 skipped, no such system: PCH001 rule_is_kept, PCH002 rule_is_kept" in result.text
    assert f"2 skipped, {NOWHERE}: " in result.text


@pytest.mark.parametrize("half", ["good", "bad"])
def test_half_a_skip_is_an_error(book: Book, result: Result, half: str) -> None:
    """A property that was tried on one module alone has shown nothing."""
    told = f"test_{half}_alone.py:3: skipped on the {half} module alone (no such system): a claim"
    assert told in result.text
    assert f"test_{half}_alone.py" in result.about(f"{half}_alone")
    assert seen(book, f"{half}_alone")[half]["outcome"] == "skipped"


def test_skip_without_a_reason_is_an_error(result: Result) -> None:
    """The page has to say why; both halves are told."""
    assert result.text.count("test_silent.py:3: a check that is skipped says why") >= 2
    assert "FAILED" in result.about("silent")


def test_what_is_expected_to_fail_is_no_skip(book: Book, result: Result) -> None:
    """A marker of pytest's does not turn a claim that does not hold into one that was not tried."""
    assert result.exit == 1
    assert seen(book, "expected_to_fail")["good"]["outcome"] == "failed"


def test_a_module_that_is_skipped_alone_is_no_error(book: Book) -> None:
    """A run of which nothing could be tried has nothing against it."""
    result = book.run("whole_module")
    assert (result.exit, "0 of 0 claims in 1 guidelines" in result.text) == (0, True)


def test_module_that_is_skipped_without_a_reason(tmp_path: Path) -> None:
    """It is told as a check is, and what it claims is not proved."""
    book = empty_book(tmp_path)
    book.add("silent", "PCH001", f"{PYTEST}pytest.skip(allow_module_level=True)\n{SOUND}")
    result = book.run()
    assert result.exit != 0
    assert "test_silent.py:1: a check that is skipped says why" in result.text


def test_listing_the_checks_keeps_nothing(book: Book) -> None:
    """Whoever only looks what there is does not overwrite what was proved."""
    before = {path: path.stat().st_mtime_ns for path in book.root.glob("build/evidence/*/*")}
    book.run("--collect-only", "-q")
    assert before == {path: path.stat().st_mtime_ns for path in before}
