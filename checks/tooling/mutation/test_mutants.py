"""A module's mutants: all of them, each once, with the lines that differ."""

from checks.mutation.mutants import mutants

SOURCE = '''\
"""A queue of letters."""

import asyncio
from collections.abc import Callable

WAITING = 10


async def send(letter: Callable[[], int]) -> None:
    """Send one."""
    queue = asyncio.Queue(WAITING)
    async with asyncio.timeout(1):
        await queue.put(letter)
'''


def test_exactly_these() -> None:
    """From the first line to the last, and nothing of annotations, docstrings and imports."""
    assert [(mutant.line, mutant.mistake) for mutant in mutants(SOURCE)] == [
        (11, "add one"),
        (11, "lift limit"),
        (12, "add one"),
        (12, "drop context"),
        (12, "drop timeout"),
        (13, "drop await"),
        (13, "drop statement"),
    ]


def test_the_diff_is_what_differs() -> None:
    """Lines that went, lines that came; the rest of the source is untouched."""
    lifted = mutants(SOURCE)[1]
    was, becomes = "asyncio.Queue(WAITING)", "asyncio.Queue(WAITING * 1_000)"
    assert lifted.diff == f"-    queue = {was}\n+    queue = {becomes}"
    assert lifted.source == SOURCE.replace(was, becomes)


def test_what_an_edit_needs_is_imported() -> None:
    """A mutant that fails for want of an import would show nothing."""
    dropped = mutants(SOURCE)[3]
    assert "+import contextlib" in dropped.diff
    assert dropped.source.startswith('"""A queue of letters."""\nimport contextlib\n')


def test_the_same_source_comes_once() -> None:
    """Two operators may make the same mistake."""
    source = "try:\n    f()\nfinally:\n    task.cancel()\n"
    assert [mutant.mistake for mutant in mutants(source)] == ["drop statement", "drop finally"]


def test_every_mutant_compiles() -> None:
    """What is not Python would be killed by its import."""
    for mutant in mutants(SOURCE):
        compile(mutant.source, "good.py", "exec")
