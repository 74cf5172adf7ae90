"""The search index: Sphinx's stems, each made once a build, and entries that outlive it."""

import json
from pathlib import Path
from typing import cast

import pytest
from sphinx.search import languages
from sphinx.search.en import SearchEnglish

from checks.tooling.docs.mini_book import HOME, Build, build, make, write
from handbook.search import English


def test_stems_are_those_of_english() -> None:
    """What readers type is stemmed by Sphinx's script: the index must have the same stems."""
    words = ["Cancellation", "cancelling", "tasks", "running", "PCH020", "ASYNC230"]
    ours, theirs = English({}), SearchEnglish({})
    assert [ours.stem(word) for word in words] == [theirs.stem(word) for word in words]
    assert ours.js_stemmer_rawcode == theirs.js_stemmer_rawcode


def test_a_word_is_stemmed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next page with the same word finds its stem."""
    asked: list[str] = []

    def stem(_: SearchEnglish, word: str) -> str:
        asked.append(word)
        return word[:-1]

    monkeypatch.setattr(SearchEnglish, "stem", stem)
    ours = English({})
    assert [ours.stem(word) for word in ("tasks", "loops", "tasks")] == ["task", "loop", "task"]
    assert asked == ["tasks", "loops"]


def test_sphinx_uses_it(whole: Build) -> None:
    """The extension registers it for books in English."""
    assert whole.app.config.language == "en"
    assert languages["en"] is English


def test_entries_outlive_other_pages(tmp_path: Path) -> None:
    """A build that writes one page alone keeps what readers find the others by."""
    tree = make(tmp_path)
    first = entries(build(tree, "html").out)
    assert first
    write(tree.docs / "index.md", f"{HOME}\nOne sentence more.\n")
    again = build(tree, "html")
    assert "boundaries/blocking_io" not in again.written
    assert entries(again.out) == first


def entries(site: Path) -> dict[str, object]:
    """Return the entries of a site's search index: what each leads to, by its words."""
    told = (site / "searchindex.js").read_text("utf-8")
    found: dict[str, object] = json.loads(told.removeprefix("Search.setIndex(").rstrip(";)"))
    return cast("dict[str, object]", found["indexentries"])
