"""The tree sees every process however it hides, and counts none as alive that is not."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from checks.probes import parked, process_tree
from checks.probes.process_table import read_process
from checks.probes.process_tree import ProcessTree, ProcessTreeError, ProcessTreeUnsupported
from checks.tooling.probes.programs import python, reap, shell


@pytest.fixture(name="tree")
def _tree() -> Iterator[ProcessTree]:
    """Return a tree in its block."""
    with ProcessTree() as tree:
        yield tree


def test_who_was_there_before_is_not_seen() -> None:
    """A process started outside the block is none of the tree's business."""
    with subprocess.Popen(["/bin/sleep", "60"]) as before:
        with ProcessTree() as tree:
            assert tree.alive() == ()
        assert before.poll() is None
        before.kill()


def test_grandchild_in_another_session(tree: ProcessTree) -> None:
    """A session of its own does not hide a process."""
    child = shell("setsid sleep 60 & echo; wait")
    assert tree.alive() == ("sh", "sleep")
    assert tree.observed() == {"figures": [{"name": "alive", "value": 2, "unit": "processes"}]}
    reap(child)
    assert tree.alive() == ("sleep",)


def test_orphan(tree: ProcessTree) -> None:
    """A process whose parent has gone has another parent, and is still seen."""
    child = shell("(sleep 60 & sleep 60 &) & wait; echo")
    child.wait()
    assert tree.alive() == ("sleep", "sleep")
    reap(child)


def test_forked_orphan(tree: ProcessTree) -> None:
    """So is one that was forked and never became another program."""
    child = python("import os\nif os.fork() == 0: print(); input()")
    child.wait()
    assert tree.alive() == ("python",)
    reap(child)


def test_orphan_without_environment(tree: ProcessTree) -> None:
    """One with an environment of its own is known by its parent, and stays known."""
    child = shell("env -i sleep 60 & echo; wait")
    assert tree.alive() == ("sh", "sleep")
    reap(child)
    assert tree.alive() == ("sleep",)


def test_ignored_sigterm(tree: ProcessTree) -> None:
    """Who ignores SIGTERM lives on, who does not is dead at once."""
    deaf = shell("trap '' TERM; echo; read line")
    good = shell("echo; read line")
    deaf.terminate()
    good.terminate()
    assert tree.alive() == ("sh",)
    reap(deaf)
    reap(good)


def test_handled_sigterm(tree: ProcessTree) -> None:
    """Who cleans up on SIGTERM is awaited."""
    child = shell("trap 'sleep 0.05; exit' TERM; echo; read line")
    child.terminate()
    assert tree.alive() == ()
    reap(child)


def test_zombie(tree: ProcessTree) -> None:
    """A process nobody has waited for is dead all the same."""
    child = subprocess.Popen(["/bin/true"])
    assert tree.alive() == ()
    zombie = read_process(child.pid)
    assert zombie
    assert zombie.state == "Z"
    child.wait()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("script", ["echo; read line", "echo; while :; do :; done"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_just_killed_is_not_alive(tree: ProcessTree, script: str, number: signal.Signals) -> None:
    """Asleep or computing: once it was killed a process never counts as alive, in 100 tries."""
    for _ in range(100):
        child = shell(script)
        child.send_signal(number)
        assert tree.alive() == ()
        reap(child)


@pytest.mark.timeout(300)
def test_about_to_exit_is_awaited(tree: ProcessTree) -> None:
    """A process that ends because its input did is waited for, in 100 tries."""
    for _ in range(100):
        child = shell("echo; cat; exit")
        assert child.stdin
        child.stdin.close()
        assert tree.alive() == ()
        reap(child)


def test_stopped_process_is_alive(tree: ProcessTree) -> None:
    """Whoever may be continued is not dead."""
    child = shell("echo; read line")
    child.send_signal(signal.SIGSTOP)
    assert tree.alive() == ("sh",)
    reap(child)


def test_spinning_process_is_alive(tree: ProcessTree, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that never rests is alive as soon as that is certain."""
    monkeypatch.setattr(parked, "_SPINS", 50_000_000)
    child = shell("echo; while :; do :; done")
    assert tree.alive() == ("sh",)
    reap(child)


def test_threads_keep_a_process_moving(tree: ProcessTree, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process rests when all its threads do."""
    monkeypatch.setattr(parked, "_SPINS", 50_000_000)
    child = python("import _thread; _thread.start_new_thread(input, ()); print()\nwhile True: pass")
    assert tree.alive() == ("python",)
    reap(child)


def test_survivors_are_killed() -> None:
    """Nobody outlives the block, however deep or deaf."""
    with ProcessTree() as tree:
        child = shell("trap '' TERM HUP INT; setsid sleep 60 & echo; read line")
    assert tree.alive() == ()
    assert tree.observed() == {"figures": [{"name": "alive", "value": 0, "unit": "processes"}]}
    assert child.wait() == -signal.SIGKILL
    reap(child)


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_worker_processes(tree: ProcessTree, method: str) -> None:
    """Workers are seen, whoever starts them; multiprocessing's own helpers are not."""
    with ProcessPoolExecutor(1, mp_context=get_context(method)) as pool:
        pool.submit(int).result()
        assert tree.alive() == ("python",)
    assert tree.alive() == ()


def test_trees_do_not_mix() -> None:
    """Each tree sees what was started in its own block; the environment is left as it was."""
    before = dict(os.environ)
    with ProcessTree() as outer, ProcessTree() as inner:
        child = shell("sleep 60 & echo; wait")
        assert inner.alive() == outer.alive() == ("sh", "sleep")
        with ProcessTree() as later:
            assert later.alive() == ()
        reap(child)
    assert os.environ == before


def test_outside_its_block(tree: ProcessTree) -> None:
    """A tree that was not entered knows nothing, and is for one block; it says so."""
    with pytest.raises(ProcessTreeError, match="enter it"):
        ProcessTree().alive()
    with pytest.raises(ProcessTreeError, match="make a new one"):
        tree.__enter__()


def test_survivor_that_cannot_be_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What withstands is named."""
    monkeypatch.setattr(process_tree, "kill", lambda _process: None)
    tree = ProcessTree(patience=0.1).__enter__()
    child = shell("echo; read line")
    with pytest.raises(ProcessTreeError, match="but sh did not"):
        tree.__exit__()
    reap(child)


def test_unsupported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere the probe refuses, and says what to do."""
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(ProcessTreeUnsupported, match="run it on Linux"):
        ProcessTree()
