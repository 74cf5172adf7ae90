"""Evidence for the small book's only guideline, as a run of its checks would leave it."""

from handbook.core import evidence
from handbook.core.catalogue import load
from handbook.core.observations import Figure, Gauge, Lane, Mark, Observation, Series, Trace
from handbook.core.records import Evidence, Guideline, Half, Interpreter, Tree

OLD = Interpreter("CPython", "3.11.7", free_threaded=False, gil=True)
FREE = Interpreter("CPython", "3.14.2", free_threaded=True, gil=False)
FULL = Observation(
    outcome="failed",
    observed="the loop was silent for 2 s: Größe",
    figures=(Figure("longest silence", 2.0, "s"),),
    series=(Series("peak in flight", "calls", "jobs", ((10.0, 10.0), (100.0, 10.0))),),
    trace=Trace(
        end=12.0,
        lanes=(Lane("save", "task", 0.0, 2.0, "failed", "ValueError", ((0.0, 1.0),)),),
        more_lanes=3,
        gauges=(Gauge("in flight", "calls", ((0.0, 1.0),)),),
        marks=(Mark(0.5, 0, "cancelled"),),
    ),
)
SEEN: dict[Half, Observation] = {"good": Observation("held", "held"), "bad": FULL}


def guideline(tree: Tree) -> Guideline:
    """Return the book's only guideline."""
    (only,) = load(tree).guidelines
    return only


def proved(tree: Tree, interpreter: Interpreter = OLD) -> Evidence:
    """Return evidence that is fresh and proves the guideline."""
    digests = evidence.digests(guideline(tree), tree)
    claims = {"loop_turns": SEEN}
    return Evidence(evidence.SCHEMA, "PCH020", interpreter, "linux x86_64", digests, claims)
