"""One guideline's score: which mutants its checks kill, and whether they notice a swapped pair."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handbook.core.records import Guideline, Problem, Tree

from .equivalents import NAME, recorded, rotten
from .mutants import Mutant, mutants
from .trials import Outcome, Trial, TrialError, tried

SWAPPED = {
    "good": "the good example no longer keeps its claim",
    "bad": "the bad example no longer misbehaves",
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
    good, bad = (tree.example(*place, half).read_text("utf-8") for half in ("good", "bad"))
    made = mutants(good)
    trials = [
        Trial({}),
        Trial({"good": bad, "bad": good}, ("good", "bad"), until_failure=False),
        *(Trial({"good": mutant.source, "bad": bad}) for mutant in made),
    ]
    check = tree.name(tree.check(*place))
    try:
        sound, swapped, *outcomes = tried(trials, guideline, tree)
    except TrialError as error:
        why = f"its checks could not be run:\n{error}"
        return Score(guideline, problems=(Problem(check, 1, why),))
    if sound.noticed:
        why = f"good.py as it is must pass, and {sound.noticed} says otherwise"
        return Score(guideline, problems=(Problem(check, 1, f"{why}:\n{sound.told}"),))
    if not sound.passed:
        return Score(guideline)  # all is skipped on this interpreter
    unnoticed = [Problem(check, 1, why) for why in _unnoticed(swapped)]
    return _counted(guideline, tree, list(zip(made, outcomes, strict=True)), unnoticed)


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


def _unnoticed(swapped: Outcome) -> Iterator[str]:
    """Yield what the checks failed to say when good and bad had changed places."""
    if swapped.cut:
        yield f"with good and bad swapped, the checks end in a {swapped.cut}"
    for name in swapped.passed:
        yield f"{name} must fail with good and bad swapped, and passes"
    for name, said in swapped.failed.items():
        half = name.partition("[")[2].rstrip("]")
        if SWAPPED[half] not in said:
            last = said.strip().rpartition("\n")[2]
            yield f"{name}, with good and bad swapped, must say {SWAPPED[half]!r}, and says: {last}"
