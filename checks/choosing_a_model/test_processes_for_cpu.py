"""PCH003: a service whose renderings hold the GIL, or compute, or kill their process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from checks.harness.instruments import Observe
from checks.harness.task import require
from checks.probes.growth import growth
from checks.probes.process_tree import ProcessTree

# `compute` stands for code that computes: until it is let go it keeps the GIL, for PyDLL does not
# release it, nor is it handed over between the two calls. In `crash` one upload kills its process
# as soon as the other two are under way.
SERVICE = """
import ctypes, importlib, logging, multiprocessing, os, signal, sys, time

service = None
log = logging.getLogger("service")

def compute(upload):
    begun, go = (os.open(pipe, os.O_RDWR) for pipe in ("begun", "go"))
    libc, told = ctypes.PyDLL(None), ctypes.create_string_buffer(1)
    libc.write(begun, b".", 1)
    libc.read(go, told, 1)
    return upload.encode() if service in (None, os.getpid()) else b"from-a-copy"

def crash(upload):
    begun = os.open("begun", os.O_RDWR)
    if upload == "broken":
        for other in range(2):
            os.read(begun, 1)
        os.kill(os.getpid(), signal.SIGKILL)
    os.write(begun, b".")
    os.read(os.open("go", os.O_RDWR), 1)
    return upload.encode()

def place(upload):
    crash(upload)
    return str(os.getpid()).encode()

def burn(upload):
    until = time.thread_time() + 0.1
    while time.thread_time() < until:
        sum(range(10_000))
    return upload.encode()

if __name__ == "__main__":
    service = os.getpid()
    multiprocessing.set_start_method("fork")  # the default, on some platforms and versions
    folder, module, job, at_once, *uploads = sys.argv[1:]
    sys.path.insert(0, folder)
    # Or those who wait for the GIL would ask for it again and again, and never be at rest.
    sys.setswitchinterval(1_000)
    previews = importlib.import_module(module).previews
    for told in previews(globals()[job], uploads, int(at_once)):
        print(told.decode() if isinstance(told, bytes) else type(told).__name__)
    logging.basicConfig(filename="log", format="%(message)s", level=logging.INFO)
    for worker in multiprocessing.active_children():
        worker.join()
    cpu = os.times()
    own, workers = cpu.user + cpu.system, cpu.children_user + cpu.children_system
    log.info("CPU time: own %.1f s, workers %.1f s", own, workers)
"""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs in a process of its own."""

    tree: ProcessTree
    begun: int
    go: int

    def come_to_rest(self) -> None:
        """Wait until nobody in the service or in its workers can go on without this check."""
        self.tree.alive()

    def count_begun(self) -> int:
        """Return how many renderings have begun since the last count."""
        os.set_blocking(self.begun, False)
        try:
            return len(os.read(self.begun, 100))
        except BlockingIOError:
            return 0

    def let_go(self, number: int) -> None:
        """Let so many renderings end."""
        os.write(self.go, bytes(number))


@contextmanager
def serving(
    example: ModuleType, folder: Path, job: str, *uploads: str, at_once: int = 0
) -> Iterator[Service]:
    """Serve in the block, all at once or so many; what it tells is in the file "told" after it."""
    folder.mkdir()
    (folder / "service.py").write_text(SERVICE, "utf-8")
    for pipe in ("begun", "go"):
        os.mkfifo(folder / pipe)
    begun, go = (os.open(folder / pipe, os.O_RDWR) for pipe in ("begun", "go"))
    module = Path(str(example.__file__))
    # With the GIL also where a build can do without it.
    command = [sys.executable, "-IS", "-X", "gil=1", "service.py", str(module.parent), module.stem]
    try:
        with (folder / "told").open("w") as told, ProcessTree(patience=50) as tree:
            words = (job, str(at_once or len(uploads)), *uploads)
            process = subprocess.Popen([*command, *words], cwd=folder, stdout=told)  # noqa: S603 - the service above
            yield Service(tree, begun, go)
        process.wait()
    finally:
        os.close(begun)
        os.close(go)


async def test_renderings_run_at_the_same_time(
    example: ModuleType, tmp_path: Path, observe: Observe
) -> None:
    """None is let go before all have begun, or no more can begin."""

    def running(uploads: int, at_once: int = 0) -> int:
        names = [f"{number}.png" for number in range(uploads)]
        folder = tmp_path / f"{uploads}-{at_once}"
        with serving(example, folder, "compute", *names, at_once=at_once) as service:
            service.come_to_rest()
            begun = service.count_begun()
            service.let_go(uploads)
            service.come_to_rest()
        whole = (folder / "told").read_text("utf-8").split() == names
        require(whole, "each preview is made, and by no copy of a process with threads")
        return begun

    require(running(2, at_once=1) == 1, "no more run than may run at once")
    at_once = observe(
        await growth(running, (1, 2, 4), name="running at once", unit="renderings", over="uploads")
    )
    assert all(uploads == begun for uploads, begun in at_once.points), f"{at_once}"


def test_a_dead_worker_takes_only_its_own_work(example: ModuleType, tmp_path: Path) -> None:
    """One of three renderings kills its process; the others go on when all is said about it."""
    with serving(example, tmp_path / "crash", "crash", "cat", "broken", "dog") as service:
        service.come_to_rest()
        service.let_go(2)
        service.come_to_rest()
    told = (tmp_path / "crash" / "told").read_text("utf-8").split()
    made = sum(upload in told for upload in ("cat", "dog"))
    error = next((name for name in told if name not in ("cat", "dog")), "no error")
    caller = f"the caller saw {error}" if told else "the caller was gone, too"
    assert told == ["cat", "BrokenProcessPool", "dog"], (
        f"{made} of the 2 other previews were made, and {caller}"
    )


def test_the_log_puts_the_work_down_to_the_workers(example: ModuleType, tmp_path: Path) -> None:
    """Four renderings use 0.1 s of processor time each; the kernel tells who used how much."""
    uploads = ("cat", "cow", "dog", "owl")
    with serving(example, tmp_path / "burn", "burn", *uploads) as service:
        service.come_to_rest()
    told = (tmp_path / "burn" / "told").read_text("utf-8").split()
    require(told == list(uploads), "each preview is made")
    log = (tmp_path / "burn" / "log").read_text("utf-8")
    used = float(log.split()[-2])
    who = "the workers" if used >= 0.4 else "the service itself"
    assert who == "the workers", (
        f"by the log, the processor time of the renderings is that of {who}"
    )


def test_workers_start_once(deviation: ModuleType, tmp_path: Path) -> None:
    """Eight renderings, two at a time, none of which crashes its process."""
    uploads = [f"{number}.png" for number in range(8)]
    with serving(deviation, tmp_path / "short", "place", *uploads, at_once=2) as service:
        service.come_to_rest()
        service.let_go(len(uploads))
        service.come_to_rest()
    places = (tmp_path / "short" / "told").read_text("utf-8").split()
    require(len(places) == len(uploads), "each preview is made")
    processes = len(set(places))
    assert processes == 2, f"{len(uploads)} renderings took {processes} processes"
