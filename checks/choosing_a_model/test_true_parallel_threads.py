"""PCH006: jobs that must answer each other without letting go of the GIL, and a choice of pools."""

import json
import logging
import sysconfig
from dataclasses import dataclass
from functools import partial
from multiprocessing.context import BaseContext
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from checks.choosing_a_model.models import AT_ONCE, JOBS, SideBySide, measured
from checks.choosing_a_model.programs import printed
from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.growth import growth

# Jobs in a ring, each with a number in shared memory. Each says over and over "one more than my
# neighbour", in one call of C code that never lets go of the GIL. A number larger than the ring
# has gone all around it while that call ran: then all of the jobs were running. A job that has
# the GIL to itself hears the same number all the time. How often it listens only makes an end of
# that; jobs that do run together need it a few times.
PHOTOS = """
import mmap
import time
from itertools import chain, repeat
from operator import itemgetter

ARRIVED, GAVE_UP, ENOUGH, PATIENCE = 64, 127, 1_000_000, 20


def resize(photo):
    path, me, jobs = photo
    with open(path, "r+b") as file, mmap.mmap(file.fileno(), 0) as shared:
        give_up = time.monotonic() + PATIENCE
        shared[ARRIVED + me] = 1
        while sum(shared[ARRIVED : ARRIVED + jobs]) < jobs and not shared[GAVE_UP]:
            time.sleep(0.001)
            if time.monotonic() > give_up:
                shared[GAVE_UP] = 1
        neighbour = repeat((me or jobs) - 1, 0 if shared[GAVE_UP] else ENOUGH)
        heard = map(shared.__getitem__, neighbour)
        said = map(shared.__setitem__, repeat(me), map((1).__add__, heard))
        own = map(shared.__getitem__, map(itemgetter(0), zip(repeat(me), said)))
        gave_up = map(shared.__setitem__, [GAVE_UP], [1])
        return any(chain(map(jobs.__lt__, own), gave_up))
"""

PROGRAM = """
import importlib, json, sys
from pathlib import Path
import photos

module, *numbers = sys.argv[1:]
met = {}
for number in numbers:
    jobs = int(number)
    Path(number).write_bytes(bytes(128))
    with importlib.import_module(module).cpu_pool(jobs) as pool:
        met[number] = any(pool.map(photos.resize, [(number, me, jobs) for me in range(jobs)]))
print(json.dumps(met))
"""


def met(example: ModuleType, folder: Path, *jobs: int) -> dict[str, bool]:
    """Resize so many photos, and then so many, and tell for each number if all jobs met."""
    (folder / "photos.py").write_text(PHOTOS)
    told: dict[str, bool] = json.loads(printed(PROGRAM, folder, example.__name__, *map(str, jobs)))
    return told


def chosen(example: ModuleType, folder: Path) -> str:
    """Return what the module's pool is made of."""
    program = f"from {example.__name__} import cpu_pool; print(type(cpu_pool(1)).__name__)"
    pools = {"ThreadPool": "threads", "InterpreterPool": "interpreters", "ProcessPool": "processes"}
    return pools[printed(program, folder).removesuffix("Executor")]


async def test_jobs_run_at_once_with_a_gil(
    example: ModuleType, tmp_path: Path, observe: Observe
) -> None:
    """As many jobs as workers, on the interpreter that runs this check."""
    sizes = (1, 2, 4)
    together = met(example, tmp_path, *sizes)

    def at_once(jobs: int) -> int:
        return jobs if together[str(jobs)] else 1

    running = observe(
        await growth(at_once, sizes, name="running at once", unit="jobs", over="workers")
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
    example: ModuleType, side_by_side: SideBySide, tmp_path: Path, observe: Observe
) -> None:
    """On each model that this Python has, 200 calls wait, and then four jobs keep the GIL."""
    seen = observe(side_by_side).seen
    at_once = {model: row[AT_ONCE] for model, row in seen.items()}
    picked = chosen(example, tmp_path)
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
