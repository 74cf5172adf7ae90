"""Good and bad exchanged: whatever the probe, neither verdict survives."""

import re

import pytest

from checks.tooling.harness.conftest import ROOT, Result, empty_book
from checks.tooling.harness.swapped_pairs import PAIRS

SAID = {
    "good": "the good example no longer keeps its claim: The rule is kept.",
    "bad": "the bad example no longer misbehaves: The rule is broken.",
}
MODULE = '"""A scenario."""\n\nimport asyncio\n\n\n{}\n'


def run(tmp_path_factory: pytest.TempPathFactory, *, swapped: bool) -> Result:
    """Run a book with one guideline for each probe."""
    book = empty_book(tmp_path_factory.mktemp("book"))
    book.add_each({slug: pair.check for slug, pair in PAIRS.items()})
    for slug, pair in PAIRS.items():
        good, bad = (pair.badly, pair.well) if swapped else (pair.well, pair.badly)
        book.write(f"examples/boundaries/{slug}/good.py", MODULE.format(good))
        book.write(f"examples/boundaries/{slug}/bad.py", MODULE.format(bad))
    return book.run()


@pytest.fixture(scope="module")
def swapped(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """Run all pairs at once, each with its modules in each other's place."""
    return run(tmp_path_factory, swapped=True)


def test_in_their_own_places_they_pass(tmp_path_factory: pytest.TempPathFactory) -> None:
    """So it is the swap that fails them."""
    told = run(tmp_path_factory, swapped=False)
    assert told.exit == 0, told.text


@pytest.mark.parametrize("half", SAID)
@pytest.mark.parametrize("probe", PAIRS)
def test_swap_is_told(swapped: Result, probe: str, half: str) -> None:
    """Both halves fail, each with the words for its kind of lie."""
    assert f"test_{probe}.py::test_rule_is_kept[{half}]" in swapped.about(probe)
    checked = f"boundaries/{probe}/{half}.py, checked by"
    said = next(part for part in swapped.text.split("\n____") if checked in part)
    assert SAID[half] in said


def test_no_probe_is_passed_over() -> None:
    """There is a pair for each probe that is offered; a trace shows, and has nothing to judge."""
    page = (ROOT / "docs" / "probes.md").read_text("utf-8")
    offered = set(re.findall(r"^\|[^|]+\| `(\w+)\.\w+(?:\(\))?` \|", page, re.MULTILINE))
    assert offered - {"trace"} == set(PAIRS)
