"""One guideline's score: which mutants its checks kill, and whether they notice a swapped pair."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handbook.core.records import Guideline, Half, Problem, Tree

from .equivalents import NAME, recorded, rotten
from .mutants import Mutant, mutants
from .trials import Outcome, Trial, TrialError, tried

# What must be said of the module that should hold, and of the one that should fail.
SWAPPED: dict[str, dict[Half, str]] = {
    "example": {
        "good": "the good example no longer keeps its claim",
        "bad": "the bad example no longer misbehaves",
    },
    "deviation": {
        "deviation": "the deviation no longer keeps its claim",
        "good": "the good example does as well as the deviation",
    },
}


@dataclass(frozen=True, slots=True)
class Score:
    """What the checks of one guideline noticed.

    Survivors are those that nobody has recorded as equivalent; problems are an author's mistakes,
    each of which fails the run whatever the share.
    """

    guideline: Guideline
    killed: int = 0
    survivors: tuple[Mutant, ...] = ()
    equivalent: int = 0
    problems: tuple[Problem, ...] = ()


def score(guideline: Guideline, tree: Tree) -> Score:
    """Try the checks of a guideline on its pair, on the pair swapped, and on every mutant."""
    place = guideline.chapter, guideline.slug
    own = {half: tree.example(*place, half).read_text("utf-8") for half in guideline.modules}
    fixtures = sorted({claim.fixture for claim in guideline.every_claim})
    made = mutants(own["good"])
    trials = [
        Trial(own),
        *(_swap(fixture, own) for fixture in fixtures),
        *(Trial({**own, "good": mutant.source}) for mutant in made),
    ]
    check = tree.name(tree.check(*place))
    try:
        sound, *outcomes = tried(trials, guideline, tree)
    except TrialError as error:
        why = f"its checks could not be run:\n{error}"
        return Score(guideline, problems=(Problem(check, 1, why),))
    if sound.noticed:
        why = f"good.py as it is must pass, and {sound.noticed} says otherwise"
        return Score(guideline, problems=(Problem(check, 1, f"{why}:\n{sound.told}"),))
    if not sound.passed:
        return Score(guideline)  # all is skipped on this interpreter
    unnoticed = [
        Problem(check, 1, why)
        for fixture, swapped in zip(fixtures, outcomes, strict=False)
        for why in _unnoticed(swapped, SWAPPED[fixture])
    ]
    tried_on = list(zip(made, outcomes[len(fixtures) :], strict=True))
    return _counted(guideline, tree, tried_on, unnoticed)


def _swap(fixture: str, own: dict[Half, str]) -> Trial:
    one, other = SWAPPED[fixture]
    sources = {**own, one: own[other], other: own[one]}
    return Trial(sources, fixture, (one, other), until_failure=False)


def _counted(
    guideline: Guideline,
    tree: Tree,
    outcomes: Sequence[tuple[Mutant, Outcome]],
    unnoticed: Sequence[Problem],
) -> Score:
    path = tree.example(guideline.chapter, guideline.slug, "good").parent / NAME
    equivalents, unfit = recorded(path, tree.name(path))
    killed = [mutant for mutant, outcome in outcomes if outcome.noticed]
    alive = [mutant for mutant, outcome in outcomes if not outcome.noticed]
    survivors = [each for each in alive if not any(known.matches(each) for known in equivalents)]
    return Score(
        guideline,
        len(killed),
        tuple(survivors),
        len(alive) - len(survivors),
        (*unnoticed, *unfit, *rotten(equivalents, killed, alive, tree.name(path))),
    )


def _unnoticed(swapped: Outcome, words: dict[Half, str]) -> Iterator[str]:
    """Yield what the checks failed to say when two modules had changed places."""
    changed = f"with {' and '.join(words)} swapped"
    if swapped.cut:
        yield f"{changed}, the checks end in a {swapped.cut}"
    for name in swapped.passed:
        yield f"{name} must fail {changed}, and passes"
    for name, said in swapped.failed.items():
        must = next(told for half, told in words.items() if name.endswith(f"[{half}]"))
        if must not in said:
            last = said.strip().rpartition("\n")[2]
            yield f"{name}, {changed}, must say {must!r}, and says: {last}"
