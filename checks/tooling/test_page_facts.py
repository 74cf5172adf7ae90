"""What a page says of Python, beside its claims, holds on the version that runs this."""

import re
from functools import cache
from pathlib import Path

import pytest

from checks.tooling import (  # noqa: F401 - they add their facts
    page_facts_asyncio,
    page_facts_cancellation,
    page_facts_pools,
    page_facts_tasks,
    page_facts_threads,
)
from checks.tooling.page_facts import FACTS, Fact, named
from handbook.core.anatomy import sections
from handbook.core.catalogue import load
from handbook.core.records import Guideline, Tree

TREE = Tree(Path(__file__).parents[2])
GUIDELINES = {guideline.id: guideline for guideline in load(TREE).guidelines}
# Notes that need no fact of their own: the claims show it, or no machine of ours can.
OTHERS = {
    ("PCH003", "On [free-threaded builds]"),  # that threads run at once takes a core for each
    ("PCH010", "The same tasks are lost"),  # the claims are proved on every version
}


def page(guideline: Guideline) -> str:
    """Return the text of a guideline's page."""
    return TREE.page(guideline.chapter, guideline.slug).read_text("utf-8")


@cache
def holds(fact: Fact) -> bool:
    """Try a fact once, however many pages state it."""
    return fact()


def notes(guideline: Guideline) -> list[str]:
    """Return the points under *Version notes*."""
    parts = [part for part in sections(page(guideline)) if part.title == "Version notes"]
    text = "\n".join(line for part in parts for _, line in part.words)
    return [point for point in re.split(r"^- ", text, flags=re.MULTILINE) if point]


@pytest.mark.parametrize(
    ("guideline", "words", "fact"),
    [(*key, fact) for key, fact in FACTS.items()],
    ids=[f"{guideline}-{fact.__name__}" for (guideline, _), fact in FACTS.items()],
)
def test_note_holds_on_this_version(guideline: str, words: str, fact: Fact) -> None:
    """The page says it in these words, and it is so on the versions that they name, only there."""
    assert words in " ".join(page(GUIDELINES[guideline]).split())
    assert holds(fact) == named(words)


@pytest.mark.parametrize("guideline", GUIDELINES.values(), ids=GUIDELINES)
def test_each_note_is_tried(guideline: Guideline) -> None:
    """No version is named on a page that nothing here or in the page's claims has tried."""
    tried = [words for name, words in [*FACTS, *OTHERS] if name == guideline.id]
    assert [note for note in notes(guideline) if not any(words in note for words in tried)] == []
