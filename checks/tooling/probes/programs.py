"""Programs for tests to start, each of which says when it has done its part."""

import subprocess
import sys


def shell(script: str) -> subprocess.Popen[bytes]:
    """Start a shell script that says, in a line, that it has done its part."""
    return started("/bin/sh", "-c", script)


def python(script: str) -> subprocess.Popen[bytes]:
    """Start a Python script that says so, likewise."""
    return started(sys.executable, "-uISc", script)


def started(*command: str) -> subprocess.Popen[bytes]:
    """Start a program and wait for its first line."""
    child = subprocess.Popen(command, stdin=-1, stdout=-1)  # noqa: S603 - our own scripts
    assert child.stdout
    child.stdout.readline()
    return child


def reap(child: subprocess.Popen[bytes]) -> None:
    """Wait for the child and close its pipes."""
    child.kill()
    with child:
        pass
