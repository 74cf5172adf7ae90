"""PCH003: a service whose renderings hold the GIL, or compute, or kill their process."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from types import ModuleType

import pytest

from checks.choosing_a_model.service import serving, told
from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.growth import growth

BURN, CRASH = "burn 1 cat", "crash 3 cat broken dog"
# By how many may run at once: of two one has to wait where it is one.
COMPUTED = {slots: [f"{slots}-{number}.png" for number in range(max(slots, 2))] for slots in (1, 4)}

# Uploads come in batches: a job, how many may run at once, and their names. `compute` stands for
# code that computes: until it is let go it keeps the GIL, for PyDLL does not release it, nor is it
# handed over between the two calls. In `crash` one upload kills its process as soon as the other
# two are under way.
SERVICE = """
import ctypes, multiprocessing, os, signal, sys, time

PIPES = ("begun", "go", "met")
service = None

def compute(upload):
    begun, go, _ = (os.open(pipe, os.O_RDWR) for pipe in PIPES)
    libc, told = ctypes.PyDLL(None), ctypes.create_string_buffer(1)
    libc.write(begun, upload.encode(), 1)
    libc.read(go, told, 1)
    return upload.encode() if service in (None, os.getpid()) else b"from-a-copy"

def crash(upload):
    begun, go, met = (os.open(pipe, os.O_RDWR) for pipe in PIPES)
    os.write(begun, upload[:1].encode())
    if upload == "broken":
        for other in range(2):
            os.read(met, 1)
        os.kill(os.getpid(), signal.SIGKILL)
    os.write(met, b".")
    os.read(go, 1)
    return upload.encode()

def place(upload):
    crash(upload)
    return str(os.getpid()).encode()

def burn(upload):
    until = time.thread_time() + 0.2
    while time.thread_time() < until:
        sum(range(10_000))
    return upload.encode()

if __name__ == "__main__":
    import importlib, logging

    log = logging.getLogger("service")
    service = os.getpid()
    multiprocessing.set_start_method("fork")  # the default, on some platforms and versions
    folder, module, *batches = sys.argv[1:]
    sys.path.insert(0, folder)
    # Or those who wait for the GIL would ask for it again and again, and never be at rest.
    sys.setswitchinterval(1_000)
    previews = importlib.import_module(module).previews
    logging.basicConfig(filename="log", format="%(message)s", level=logging.INFO)
    for batch in batches:
        job, slots, *uploads = batch.split()
        for told in previews(globals()[job], uploads, int(slots)):
            print(told.decode() if isinstance(told, bytes) else type(told).__name__, flush=True)
        for worker in multiprocessing.active_children():
            worker.join()
        cpu = os.times()
        own, workers = cpu.user + cpu.system, cpu.children_user + cpu.children_system
        log.info("CPU time: own %.1f s, workers %.1f s", own, workers)
"""


@dataclass(frozen=True, slots=True)
class Served:
    """What a service told of each job; how many renderings ran at once, by how many may."""

    burned: list[str]
    computed: list[str]
    crashed: list[str]
    running: dict[int, int]
    log: str


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str | None], Served]:
    """Return what serves with the module of that file, once for three claims."""

    @cache
    def serve(module: str) -> Served:
        folder, running = tmp_path_factory.mktemp("service"), {}
        compute = [f"compute {slots} {' '.join(COMPUTED[slots])}" for slots in COMPUTED]
        with serving(SERVICE, Path(module), folder, BURN, *compute, CRASH) as service:
            for slots, uploads in COMPUTED.items():
                running[slots] = service.begin().count(str(slots))
                service.let_go(len(uploads))
            service.begin()
            service.let_go(2)
            service.end()
        lines, last = told(folder), 1 + sum(map(len, COMPUTED.values()))
        log = (folder / "log").read_text("utf-8")
        return Served(lines[:1], lines[1:last], lines[last:], running, log)

    return lambda file: serve(str(file))


async def test_renderings_run_at_the_same_time(
    example: ModuleType, served: Callable[[str | None], Served], observe: Observe
) -> None:
    """None is let go before as many as may run at once have begun, or no more can begin."""
    seen = served(example.__file__)
    whole = seen.computed == [*chain(*COMPUTED.values())]
    require(whole, "each preview is made, and by no copy of a process with threads")
    running = seen.running.__getitem__
    at_once = observe(
        await growth(
            running, tuple(COMPUTED), name="running at once", unit="renderings", over="slots"
        )
    )
    assert all(slots == begun for slots, begun in at_once.points), f"{at_once}"


def test_a_dead_worker_takes_only_its_own_work(
    example: ModuleType, served: Callable[[str | None], Served]
) -> None:
    """One of three renderings kills its process; the others go on when all is said about it."""
    crashed = served(example.__file__).crashed
    made = sum(upload in crashed for upload in ("cat", "dog"))
    error = next((name for name in crashed if name not in ("cat", "dog")), "no error")
    caller = f"the caller saw {error}" if crashed else "the caller was gone, too"
    assert crashed == ["cat", "BrokenProcessPool", "dog"], (
        f"{made} of the 2 other previews were made, and {caller}"
    )


def test_the_log_puts_the_work_down_to_the_workers(
    example: ModuleType, served: Callable[[str | None], Served]
) -> None:
    """A rendering uses 0.2 s of processor time; the kernel tells who used how much."""
    seen = served(example.__file__)
    require(seen.burned == ["cat"], "each preview is made")
    used = float(seen.log.splitlines()[0].split()[-2])
    who = "the workers" if used >= 0.2 else "the service itself"
    assert who == "the workers", (
        f"by the log, the processor time of the renderings is that of {who}"
    )


def test_workers_start_once(deviation: ModuleType, tmp_path: Path) -> None:
    """Eight renderings, two at a time, none of which crashes its process."""
    uploads, module = [f"{number}.png" for number in range(8)], Path(str(deviation.__file__))
    with serving(SERVICE, module, tmp_path, f"place 2 {' '.join(uploads)}") as service:
        begun = service.begin()
        service.let_go(len(uploads))
        service.end()
    require(len(begun) == 2, "no more run than may run at once")
    places = told(tmp_path)
    require(len(places) == len(uploads), "each preview is made")
    processes = len(set(places))
    assert processes == 2, f"{len(uploads)} renderings took {processes} processes"
