"""Tells whether pages, pairs and checks belong together: all that is missing, in one go."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from handbook.core import anatomy, gate, pair_source, released
from handbook.core.catalogue import Catalogue, load, pages
from handbook.core.check_source import FIXTURES, mismatch, properties
from handbook.core.front_matter import NAME
from handbook.core.records import HALVES, Guideline, Problem, Tree

Place = tuple[str, str]
MACHINERY = {"probes", "harness", "tooling", "mutation", "soak", "bench", "browser"}
LEFT_OVER = re.compile(r"\bTODO\b")
ALL_FOUR = "or let `nox -s new` write all four files of a guideline"


def problems(tree: Tree) -> list[Problem]:
    """Return everything that an author has to mend before the book is whole."""
    catalogue = load(tree)
    record, unreadable = released.read(tree)
    gone = [each for each in catalogue.guidelines if each.withdrawn]
    withdrawn = {tree.page(*each.place) for each in gone}
    found = chain(
        catalogue.problems,
        unreadable,
        gate.problems(catalogue, record, tree),
        _parts(withdrawn, tree),
        _chapters(tree),
        _slugs(tree),
        *(_claims(guideline, tree) for guideline in catalogue.guidelines),
        *(_deviation(guideline, tree) for guideline in catalogue.guidelines),
        *(_words(path, tree, whole=path not in withdrawn) for path in pages(tree)),
        *(pair_source.problems(_modules(place, tree), tree) for place in _pairs(tree)),
        *(properties(path, tree.name(path))[1] for path in _checks(tree)),
        _left_over(catalogue, tree),
    )
    return sorted(set(found))


def _pairs(tree: Tree) -> list[Place]:
    """Return the places where there is at least half a pair."""
    halves = tree.root.glob("examples/*/*/*.py")
    return sorted({(half.parent.parent.name, half.parent.name) for half in halves})


def _checks(tree: Tree) -> list[Path]:
    modules = sorted(tree.root.glob("checks/*/test_*.py"))
    return [module for module in modules if module.parent.name not in MACHINERY]


def _place_of(check: Path) -> Place:
    return check.parent.name, check.stem.removeprefix("test_")


def _parts(withdrawn: set[Path], tree: Tree) -> Iterator[Problem]:
    """Yield what one of the three trees has and another lacks."""
    for page in pages(tree):
        place = page.parent.name, page.stem
        parts = {f"{half}.py": tree.example(*place, half) for half in HALVES}
        parts["check"] = tree.check(*place)
        if page in withdrawn:
            yield from _left(page, [*parts.values(), tree.example(*place, "deviation")], tree)
            continue
        for what, path in parts.items():
            if not path.is_file():
                advice = f"if you just added the page, write {tree.name(path)}, {ALL_FOUR}"
                yield tree.problem(page, f"missing {what} for this page: {advice}")
    pairs = [("pair", tree.example(*place, "good").parent, place) for place in _pairs(tree)]
    checks = [("check", path, _place_of(path)) for path in _checks(tree)]
    for what, path, place in (*pairs, *checks):
        page = tree.page(*place)
        if not page.is_file():
            advice = f"if you just added the {what}, write {tree.name(page)}, {ALL_FOUR}"
            yield tree.problem(path, f"missing page for this {what}: {advice}")


def _left(page: Path, parts: list[Path], tree: Tree) -> Iterator[Problem]:
    """Yield what is left of a withdrawn guideline beside its page."""
    for path in filter(Path.is_file, parts):
        told = f"nothing of a withdrawn guideline is run any more: delete {tree.name(path)}"
        yield tree.problem(page, told, "state")


def _chapters(tree: Tree) -> Iterator[Problem]:
    """Yield the chapters that have no opening page."""
    named = {page.parent.name for page in pages(tree)}
    named |= {chapter for chapter, _ in _pairs(tree)}
    named |= {module.parent.name for module in _checks(tree)}
    for chapter in named:
        opening = tree.page(chapter, "index")
        if not opening.is_file():
            advice = "if you just added the chapter, write this page"
            yield tree.problem(opening, f"missing opening of `{chapter}`: {advice}")


def _slugs(tree: Tree) -> Iterator[Problem]:
    """Yield the slugs that no module could have, and those that stand in two chapters."""
    holders: defaultdict[str, list[Path]] = defaultdict(list)
    for page in pages(tree):
        holders[page.stem].append(page)
        for word in (page.parent.name, page.stem):
            if not NAME.fullmatch(word):
                told = f"`{word}` is a name in three trees, in snake_case; rename it in all"
                yield tree.problem(page, told)
    for slug, (first, *others) in holders.items():
        for other in others:
            told = f"the slug `{slug}` is taken by {tree.name(first)}; take another in all trees"
            yield tree.problem(other, told)


def _claims(guideline: Guideline, tree: Tree) -> Iterator[Problem]:
    """Yield the claims without checks, and the checks without claims."""
    page, path = tree.page(*guideline.place), tree.check(*guideline.place)
    if guideline.withdrawn or not path.is_file():
        return
    module = tree.name(path)
    checks, _ = properties(path, module)
    for claim in guideline.every_claim:
        if claim.name not in checks:
            advice = f"if you just added the claim, write `test_{claim.name}` in {module}"
            yield tree.problem(
                page, f"missing check for claim `{claim.name}`: {advice}", claim.name
            )
        elif told := mismatch(claim, checks[claim.name]):
            yield tree.problem(page, told, claim.name)
    for name, check in checks.items():
        if not guideline.claim(name):
            key = FIXTURES.get(check.fixture, "claims")
            advice = f"if you just added the check, word `{name}` under `{key}:` in"
            told = f"missing claim for `test_{name}`: {advice} {tree.name(page)}"
            yield Problem(module, check.line, told)


def _deviation(guideline: Guideline, tree: Tree) -> Iterator[Problem]:
    """Yield a deviation that is claimed and not written, or written and not claimed."""
    page, path = tree.page(*guideline.place), tree.example(*guideline.place, "deviation")
    if guideline.deviation and not path.is_file():
        advice = f"if you just added its claims, write {tree.name(path)}"
        yield tree.problem(page, f"missing deviation.py for this page: {advice}", "deviation")
    if path.is_file() and not (guideline.deviation or guideline.withdrawn):
        advice = "if you just added it, word what holds for it under `deviation:` in"
        told = f"missing claim for this deviation: {advice} {tree.name(page)}"
        yield tree.problem(path, told)


def _words(page: Path, tree: Tree, *, whole: bool) -> Iterator[Problem]:
    for line, told in anatomy.faults(page.read_text("utf-8", "replace"), whole=whole):
        yield tree.problem(page, told, line)


def _modules(place: Place, tree: Tree) -> list[Path]:
    return [tree.example(*place, half) for half in (*HALVES, "deviation")]


def _left_over(catalogue: Catalogue, tree: Tree) -> Iterator[Problem]:
    """Yield each file in which words of the template are left."""
    openings = (tree.page(chapter, "index") for chapter in catalogue.chapters)
    modules = chain.from_iterable(_modules(place, tree) for place in _pairs(tree))
    for path in chain(pages(tree), openings, modules, _checks(tree)):
        text = path.read_text("utf-8", "replace") if path.is_file() else ""
        left = [at for at, line in enumerate(text.splitlines(), 1) if LEFT_OVER.search(line)]
        if left:
            lines = f"{'line' if len(left) == 1 else 'lines'} {', '.join(map(str, left))}"
            told = f"the template's words are left on {lines}: replace each `TODO` by yours"
            yield tree.problem(path, told, left[0])
