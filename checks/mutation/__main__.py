"""Mutates the good modules and tells which mistakes their checks notice."""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from handbook.core.catalogue import Catalogue, load
from handbook.core.records import Guideline, Tree

from .mutants import mutants
from .report import HEAD, details, missed, row, shown
from .score import score


def main(words: Sequence[str], tree: Tree) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="nox -s mutants --", description=__doc__)
    parser.add_argument("guidelines", nargs="*", help="IDs, slugs or chapters; none means all")
    parser.add_argument("--list", action="store_true", help="show the mutants, and run none")
    asked = parser.parse_args(words)
    catalogue = load(tree)
    unknown = [word for word in asked.guidelines if not catalogue.select(word)]
    if unknown:
        parser.error("; ".join(_unknown(word, catalogue) for word in unknown))
    chosen = [each for word in asked.guidelines for each in catalogue.select(word)]
    chosen = [each for each in chosen or catalogue.guidelines if not each.withdrawn]
    guidelines = list(dict.fromkeys(chosen))
    return _listed(guidelines, tree) if asked.list else _run(guidelines, tree)


def _unknown(word: str, catalogue: Catalogue) -> str:
    close = catalogue.close_to(word)
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    return f"no guideline, slug or chapter is named {word!r}{hint}"


def _listed(guidelines: Sequence[Guideline], tree: Tree) -> int:
    for guideline in guidelines:
        path = tree.example(guideline.chapter, guideline.slug, "good")
        for text in shown(mutants(path.read_text("utf-8")), tree.name(path)):
            _say(text)
    return 0


def _run(guidelines: Sequence[Guideline], tree: Tree) -> int:
    begun = time.monotonic()
    scores = []
    _say(HEAD)
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as runs:
        for each in runs.map(lambda guideline: score(guideline, tree), guidelines):
            scores.append(each)
            _say(row(f"{each.guideline.id} {each.guideline.slug}", [each]))
    _say(row(f"all, in {time.monotonic() - begun:.0f} s", scores))
    for text in details(scores, tree):
        _say(text)
    goals = list(missed(scores))
    for text in goals:
        _say(f"\n{text}")
    return int(bool(goals))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Tree(Path.cwd())))
