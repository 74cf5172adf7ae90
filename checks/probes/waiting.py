"""Where a task or a thread waits, as one short line for a message."""

import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

_NOT_OURS = (sysconfig.get_path("stdlib"), str(Path(__file__).parent), "<frozen")


def task_waits_at(coro: object) -> str:
    """Tell where a suspended coroutine waits: "good.py:12 in save_report"."""
    return _innermost(list(_suspended_frames(coro)))


def thread_waits_at(ident: int | None) -> str:
    """Tell where a live thread is, likewise."""
    frame = sys._current_frames().get(ident or 0)  # noqa: SLF001 (documented for debugging)
    return _innermost(list(_calling_frames(frame))[::-1])


def _suspended_frames(coro: object) -> Iterator[FrameType]:
    """Outermost first, through coroutines, generators and async generators."""
    while coro is not None:
        for prefix, inner in (("cr", "cr_await"), ("gi", "gi_yieldfrom"), ("ag", "ag_await")):
            if hasattr(coro, inner):
                frame = getattr(coro, f"{prefix}_frame")
                if frame is not None:
                    yield frame
                coro = getattr(coro, inner)
                break
        else:
            return


def _calling_frames(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _innermost(frames: list[FrameType]) -> str:
    """Name the innermost frame that is neither the standard library's nor ours."""
    theirs = [f for f in frames if not f.f_code.co_filename.startswith(_NOT_OURS)]
    for frame in (theirs or frames)[-1:]:
        code = frame.f_code
        return f"{Path(code.co_filename).name}:{frame.f_lineno} in {code.co_name}"
    return "its first line"
