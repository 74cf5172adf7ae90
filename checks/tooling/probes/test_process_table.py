"""The process table tells who is doomed, kills nobody else and names everybody alike."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from checks.probes import process_table as table
from checks.probes.parked import come_to_rest
from checks.probes.process_table import Process
from checks.tooling.probes.programs import python, reap

BLOCKS = "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [15]); print(); input()"
HANDLES = "import signal; signal.signal(15, lambda *_: None); print(); input()"
IGNORES = "import signal; signal.signal(15, signal.SIG_IGN); print(); input()"


def now(child: subprocess.Popen[bytes]) -> Process:
    """Return the child as the table has it."""
    found = table.read_process(child.pid)
    assert found is not None
    return found


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """Return a child that sleeps."""
    with subprocess.Popen(["/bin/sleep", "60"]) as child:
        yield child
        child.kill()


def test_entry(sleeper: subprocess.Popen[bytes]) -> None:
    """An entry tells the parent and the program."""
    entry = now(sleeper)
    assert (entry.pid, entry.parent, entry.command) == (sleeper.pid, os.getpid(), "sleep")
    assert entry.key in {one.key for one in table.processes()}


def test_oldest_first(sleeper: subprocess.Popen[bytes]) -> None:
    """A parent stands before its child."""
    pids = [one.pid for one in table.processes()]
    assert pids.index(os.getpid()) < pids.index(sleeper.pid)


def test_gone() -> None:
    """Of a process that is gone there is nothing to read."""
    child = subprocess.Popen(["/bin/true"])
    child.wait()
    assert table.read_process(child.pid) is None
    assert table.read(child.pid, "environ") == b""
    assert list(table.thread_ids([])) == []


def test_alive_is_not_doomed(sleeper: subprocess.Popen[bytes]) -> None:
    """A process that merely sleeps will go on."""
    assert not table.is_doomed(now(sleeper))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGKILL])
def test_deadly_signal_dooms(sleeper: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """From the moment it is sent a signal nobody handles has ended the process."""
    sleeper.send_signal(number)
    assert table.is_doomed(now(sleeper))


@pytest.mark.parametrize("number", [signal.SIGCHLD, signal.SIGWINCH, signal.SIGURG])
def test_harmless_signal_does_not(sleeper: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """A signal that does nothing by default ends nothing."""
    sleeper.send_signal(number)
    assert not table.is_doomed(now(sleeper))


@pytest.mark.parametrize("script", [BLOCKS, HANDLES, IGNORES])
def test_expected_signal_does_not(script: str) -> None:
    """A process that blocks, handles or ignores the signal is its own master."""
    child = python(script)
    child.terminate()
    assert not table.is_doomed(now(child))
    assert come_to_rest(lambda: [child.pid])
    assert not table.is_doomed(now(child))
    child.kill()
    assert table.is_doomed(now(child))
    reap(child)


def test_stopped_process_heeds_only_sigkill(sleeper: subprocess.Popen[bytes]) -> None:
    """SIGTERM waits until a stopped process is continued; SIGKILL does not."""
    sleeper.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, sleeper.pid, os.WSTOPPED | os.WNOWAIT)
    sleeper.terminate()
    assert not table.is_doomed(now(sleeper))
    sleeper.send_signal(signal.SIGCONT)
    assert table.is_doomed(now(sleeper)) or sleeper.wait()


def test_kill_waits_until_it_ended(sleeper: subprocess.Popen[bytes]) -> None:
    """After kill() the process is a zombie: its parent has yet to wait for it."""
    table.kill(now(sleeper))
    assert now(sleeper).state == "Z"


def test_kill_spares_a_namesake(sleeper: subprocess.Popen[bytes]) -> None:
    """A process that only has the number of the one that was meant lives on."""
    entry = now(sleeper)
    other = Process(entry.start - 1, entry.pid, entry.parent, "S", 0, "sleep")
    table.kill(other)
    assert not table.is_doomed(now(sleeper))


def test_kill_what_is_gone() -> None:
    """To kill a process that is gone is no error."""
    child = subprocess.Popen(["/bin/true"])
    entry = now(child)
    child.wait()
    table.kill(entry)


def test_children(sleeper: subprocess.Popen[bytes]) -> None:
    """Children count until they were waited for."""
    entry = now(sleeper)
    assert entry.key in {one.key for one in table.children()}
    sleeper.kill()
    sleeper.wait()
    assert entry.key not in {one.key for one in table.children()}


def test_names(sleeper: subprocess.Popen[bytes]) -> None:
    """A name is the program's; for Python the script's, without its version and folder."""
    assert table.process_name(now(sleeper)) == "sleep"
    with subprocess.Popen([sys.executable, "-ISc", "input()"], stdin=-1) as python:
        assert table.process_name(now(python)) == "python"
        python.kill()
    itself = table.read_process(os.getpid())
    assert itself
    assert table.process_name(itself) == "fork"


def test_name_of_a_zombie() -> None:
    """A zombie has kept its name, though not its arguments."""
    child = subprocess.Popen([sys.executable, "-ISc", ""])
    while now(child).state != "Z":
        time.sleep(0.01)
    assert table.process_name(now(child)) == "python"
    child.wait()
