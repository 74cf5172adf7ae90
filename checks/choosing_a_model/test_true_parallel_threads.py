"""PCH006: jobs that are held while they have the GIL, and a choice of pools."""

import logging
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing.context import BaseContext
from types import ModuleType, SimpleNamespace

import pytest

from checks.choosing_a_model.meter import AT_ONCE, SideBySide, measured, metered
from checks.choosing_a_model.models import JOBS
from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.growth import growth

SIZES = (1, 4)

PROGRAM = """
import importlib, sys

from checks.choosing_a_model.jobs import compute

# Or those who wait for the GIL would ask for it again and again, and never be at rest.
sys.setswitchinterval(1_000)
module, *phases = sys.argv[1:]
for phase in phases:
    workers = int(phase.partition("-")[0])
    with importlib.import_module(module).cpu_pool(workers) as pool:
        print(type(pool).__name__, file=open("chosen", "w"))
        list(pool.map(compute, [phase] * workers, range(workers)))
"""


POOLS = {
    "ThreadPoolExecutor": "threads",
    "InterpreterPoolExecutor": "interpreters",
    "ProcessPoolExecutor": "processes",
}


@dataclass(frozen=True, slots=True)
class Resized:
    """How many jobs ran at once, by the number of workers, and what the pool was made of."""

    running: dict[int, int]
    pool: str


@pytest.fixture(scope="module")
def resized(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Resized]:
    """Return what resizes photos in the pool of the module of that name, once for each."""

    @cache
    def resize(module: str) -> Resized:
        folder, names = tmp_path_factory.mktemp("photos"), {jobs: f"{jobs}-jobs" for jobs in SIZES}
        running = {}
        with metered(PROGRAM, folder, names.values(), module, *names.values()) as meter:
            for jobs, name in names.items():
                running[jobs] = len(meter.held(name))
                meter.let_go(name, jobs)
        return Resized(running, POOLS[(folder / "chosen").read_text().strip()])

    return resize


async def test_jobs_run_at_once_with_a_gil(
    example: ModuleType, resized: Callable[[str], Resized], observe: Observe
) -> None:
    """As many jobs as workers, on the interpreter that runs this check."""
    seen = resized(example.__name__).running
    running = observe(
        await growth(seen.__getitem__, SIZES, name="running at once", unit="jobs", over="workers")
    )
    assert all(workers == jobs for workers, jobs in running.points), f"{running}"


def offer(workers: int, context: BaseContext | None = None, *, parallel: str) -> str:
    """Stand for a pool, which must be of four workers that are no copies of their caller."""
    method = context.get_start_method() if context else "fork"  # the default of some versions
    forks = parallel == "processes" and method == "fork"
    require(workers == 4 and not forks, "the pool has the workers asked for, and does not fork")
    return parallel


@pytest.fixture(scope="module")
def side_by_side(tmp_path_factory: pytest.TempPathFactory) -> SideBySide:
    """Return what was measured of the models, once for both modules."""
    return measured(tmp_path_factory.mktemp("models"))


def test_no_lighter_pool_would_do(
    example: ModuleType,
    side_by_side: SideBySide,
    resized: Callable[[str], Resized],
    observe: Observe,
) -> None:
    """On each model that this Python has, four jobs keep the GIL, and then 200 calls wait."""
    seen = observe(side_by_side).seen
    at_once = {model: row[AT_ONCE] for model, row in seen.items()}
    picked = resized(example.__name__).pool
    running = ", ".join(f"{model} {jobs}" for model, jobs in at_once.items())
    assert picked == next(model for model, jobs in at_once.items() if jobs == JOBS), (
        f"the pool is of {picked}; of {JOBS} jobs that compute, at once ran: {running}"
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of Python: its build, whether it has a GIL now, and what runs in parallel there."""

    name: str
    version: tuple[int, int]
    parallel: str
    gil: bool = True
    free_threaded: bool = False

    def play(self, example: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the module see this Python where it looks, whichever one really runs it."""
        pools = {"ThreadPoolExecutor": "free threads", "ProcessPoolExecutor": "processes"}
        if self.version >= (3, 14):
            pools["InterpreterPoolExecutor"] = "interpreters"
        offered = {name: partial(offer, parallel=what) for name, what in pools.items()}
        shown: dict[str, object] = {"version_info": self.version}
        if self.version >= (3, 13):
            shown["_is_gil_enabled"] = lambda: self.gil
        monkeypatch.setattr(example, "futures", SimpleNamespace(**offered))
        monkeypatch.setattr(example, "sys", SimpleNamespace(**shown), raising=False)
        monkeypatch.setattr(sysconfig, "get_config_var", lambda _: int(self.free_threaded))


KINDS = (
    Kind("3.12", (3, 12), "processes"),
    Kind("3.13", (3, 13), "processes"),
    Kind("free-threaded 3.13", (3, 13), "free threads", gil=False, free_threaded=True),
    Kind("3.14", (3, 14), "interpreters"),
    Kind("free-threaded 3.14", (3, 14), "free threads", gil=False, free_threaded=True),
    Kind("free-threaded 3.14 with its GIL on", (3, 14), "interpreters", free_threaded=True),
)


def named(kinds: list[Kind]) -> str:
    """Name these kinds."""
    return "Python " + ", ".join(kind.name for kind in kinds) if kinds else "no kind of Python"


def test_the_choice_follows_the_interpreter(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each kind offers the pools that it has, and answers whether it has a GIL now."""
    wrong = []
    for kind in KINDS:
        kind.play(example, monkeypatch)
        if example.cpu_pool(4) != kind.parallel:
            wrong.append(kind)
    assert not wrong, f"the pool was the wrong one on {named(wrong)}"


def test_the_log_says_what_it_relies_on(
    example: ModuleType, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log should name what runs in parallel, and warn where that is the last resort."""
    caplog.set_level(logging.INFO)
    wrong = []
    for kind in KINDS:
        kind.play(example, monkeypatch)
        caplog.clear()
        example.cpu_pool(4)
        levels = [line.levelno for line in caplog.records if kind.parallel in line.getMessage()]
        if levels != [logging.WARNING if kind.parallel == "processes" else logging.INFO]:
            wrong.append(kind)
    assert not wrong, f"the log was wrong on {named(wrong)}"
