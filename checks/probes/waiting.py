"""Where tasks and threads wait, in one line each, for messages."""

import asyncio
import math
import sys
import sysconfig
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from types import FrameType

from .trace import Traced, coroutine_name, given_name, is_errand

_NOT_OURS = (sysconfig.get_path("stdlib"), str(Path(__file__).parent), "<frozen")
_MOST_LINES = 20


def tasks_waiting(
    loop: asyncio.AbstractEventLoop, apart: Collection[asyncio.Task[object]] = ()
) -> list[str]:
    """Tell where each task of a loop waits, in the order in which they were made."""
    tasks = [task for task in asyncio.all_tasks(loop) if task not in apart]
    told = sorted(_told(task) for task in tasks if not is_errand(task.get_coro()))
    counted = Counter(line for _, line in told)
    lines = [f"{line} ({count} tasks)" if count > 1 else line for line, count in counted.items()]
    more = [f"and {len(lines) - _MOST_LINES} more"] if len(lines) > _MOST_LINES else []
    return lines[:_MOST_LINES] + more


def _told(task: asyncio.Task[object]) -> tuple[float, str]:
    """Return the place of a task in the order, the last for one without a lane, and its line."""
    coro = task.get_coro()
    if isinstance(coro, Traced):
        return coro.lane.number, f"{coro.lane.name} waits at {task_waits_at(coro)}"
    return math.inf, f"{given_name(task) or coroutine_name(coro)} waits at {task_waits_at(coro)}"


def task_waits_at(coro: object, apart: str = "") -> str:
    """Tell where a suspended coroutine waits: "good.py:12 in save_report".

    That is its innermost frame outside the standard library and the probes; one in the file
    ``apart``, such as that of its doubles, only where there is no other.
    """
    return _innermost(list(_suspended_frames(coro)), apart)


def thread_waits_at(ident: int | None) -> str:
    """Tell where a thread is, likewise."""
    frame = sys._current_frames().get(ident or 0)  # noqa: SLF001 - documented, for debugging
    return _innermost(list(_calling_frames(frame))[::-1])


def _suspended_frames(coro: object) -> Iterator[FrameType]:
    """Give the frames of an await chain from the outside in, as far as it can be looked at."""
    while kind := next((kind for kind in _AWAITED if hasattr(coro, _AWAITED[kind])), None):
        if frame := getattr(coro, f"{kind}_frame"):
            yield frame
        coro = getattr(coro, _AWAITED[kind])


_AWAITED = {"cr": "cr_await", "gi": "gi_yieldfrom", "ag": "ag_await"}


def _calling_frames(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _innermost(frames: list[FrameType], apart: str = "") -> str:
    ours = [frame for frame in frames if not frame.f_code.co_filename.startswith(_NOT_OURS)]
    others = [frame for frame in ours if frame.f_code.co_filename != apart]
    for frame in (others or ours or frames)[-1:]:
        code = frame.f_code
        return f"{Path(code.co_filename).name}:{frame.f_lineno} in {code.co_name}"
    return "its start"
