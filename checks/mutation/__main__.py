"""Mutates the good modules and tells which mistakes their checks notice."""

import argparse
import ast
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from handbook.core.catalogue import Catalogue, load
from handbook.core.records import Guideline, Problem, Tree

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
    problems = list(catalogue.problems)
    unknown = [word for word in asked.guidelines if not catalogue.select(word)]
    if unknown and not problems:
        parser.error("; ".join(_unknown(word, catalogue) for word in unknown))
    chosen = [each for word in asked.guidelines for each in catalogue.select(word)]
    chosen = [each for each in chosen or catalogue.guidelines if not each.withdrawn]
    guidelines = list(dict.fromkeys(chosen))
    problems += (problem for each in guidelines for problem in _unreadable(each, tree))
    if problems:
        parser.error("\n".join(["mend this first:", *map(str, problems)]))
    return _listed(guidelines, tree) if asked.list else _run(guidelines, tree)


def _unreadable(guideline: Guideline, tree: Tree) -> Iterator[Problem]:
    """Yield what keeps a guideline from being tried at all."""
    place = guideline.chapter, guideline.slug
    for path in (tree.check(*place), *(tree.example(*place, half) for half in guideline.modules)):
        try:
            ast.parse(path.read_bytes())
        except OSError as error:
            told = f"a guideline has a check and a pair; this cannot be read: {error.strerror}"
            yield Problem(tree.name(path), 1, told)
        except SyntaxError as error:
            yield Problem(tree.name(path), error.lineno or 1, f"this is not Python: {error.msg}")


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
    try:
        sys.exit(main(sys.argv[1:], Tree(Path.cwd())))
    except KeyboardInterrupt:
        sys.exit("interrupted")
