"""The report of a mutation run: one row a guideline, the survivors, and what is missed."""

from collections.abc import Iterable, Iterator, Sequence

from handbook.core.records import Tree

from .equivalents import NAME
from .mutants import Mutant
from .score import Score

EACH, ALL = 0.90, 0.95
HEAD = f"{'guideline':36}{'mutants':>8}{'killed':>8}{'survived':>10}{'equivalent':>12}{'share':>8}"


def row(name: str, scores: Sequence[Score]) -> str:
    """Return the line of the table for one guideline, or for many together."""
    killed = sum(each.killed for each in scores)
    survived = sum(len(each.survivors) for each in scores)
    equivalent = sum(each.equivalent for each in scores)
    made = killed + survived + equivalent
    figures = f"{name:36}{made:8}{killed:8}{survived:10}{equivalent:12}"
    return figures + (f"{share(scores):>8.0%}" if made else f"{'-':>8}")


def share(scores: Sequence[Score]) -> float:
    """Return the share that was killed of those that are not equivalent."""
    killed = sum(each.killed for each in scores)
    survived = sum(len(each.survivors) for each in scores)
    return killed / (killed + survived) if killed + survived else 1.0


def shown(found: Iterable[Mutant], name: str) -> Iterator[str]:
    """Yield each mutant with its place and its diff."""
    for mutant in found:
        yield f"\n{name}:{mutant.line}: {mutant.mistake}\n{mutant.diff}"


def details(scores: Sequence[Score], tree: Tree) -> Iterator[str]:
    """Yield all that an author can act on."""
    for each in scores:
        good = tree.example(each.guideline.chapter, each.guideline.slug, "good")
        yield from shown(each.survivors, tree.name(good))
        yield from (f"\n{problem}" for problem in each.problems)


def missed(scores: Sequence[Score]) -> Iterator[str]:
    """Yield each goal that is missed; the run fails if there is one."""
    low = [f"{each.guideline.id} ({share([each]):.0%})" for each in scores if share([each]) < EACH]
    if low:
        yield f"in every guideline at least {EACH:.0%} must be killed: {', '.join(low)}"
    if share(scores) < ALL:
        yield f"over all, at least {ALL:.0%} must be killed: {share(scores):.1%}"
    if low or share(scores) < ALL:
        yield f"strengthen the checks, or record in the pair's {NAME} why no check can tell"
    problems = sum(len(each.problems) for each in scores)
    if problems:
        yield f"{problems} {'problem' if problems == 1 else 'problems'} to mend"
