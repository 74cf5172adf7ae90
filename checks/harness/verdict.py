"""Two verdicts from one property: it must hold for one module and fail, by its assert, for one."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from traceback import clear_frames, walk_tb
from types import FrameType
from typing import Protocol

import pytest

from checks.harness.subject import CHECK, Check
from checks.harness.task import TaskNotDone
from checks.probes.clock import Deadlock
from checks.probes.leftovers import Leftovers

ONE_OUTCOME = (
    "a check ends in its own assertion, on either module: "
    "where misbehaviour raises, hangs or deadlocks, turn it into an outcome and assert on that "
    "(checks/probes/outcome.py)"
)
NAMES = {"good": "good example", "bad": "bad example", "deviation": "deviation"}
HELD = {
    "bad": "the bad example no longer misbehaves",
    "good": "the good example does as well as the deviation, which is then no better",
}
WORDS = "the message of a check words what was observed on either module"


class Instrument(Protocol):
    """Whatever can tell, at the end of a check, what it saw."""

    def observed(self) -> dict[str, object]:
        """Return figures, series and trace as plain data."""


@dataclass(slots=True)
class Sighting:
    """What a check came to; filled in while it runs."""

    outcome: str = "error"
    observed: str = ""
    instruments: list[Instrument] = field(default_factory=list)
    shown: dict[str, object] = field(default_factory=dict)

    def show(self) -> None:
        """Ask each instrument what it saw, while all is still as the check left it; drop it."""
        for instrument in self.instruments:
            for key, seen in instrument.observed().items():
                if isinstance(seen, list):
                    self.shown[key] = [*self.shown.get(key, []), *seen]  # type: ignore[misc]
                else:
                    self.shown.setdefault(key, seen)
        self.instruments.clear()

    def record(self) -> dict[str, object]:
        """Return all of it as plain data, for evidence."""
        return {"outcome": self.outcome, "observed": self.observed, **self.shown}


SIGHTING = pytest.StashKey[Sighting]()


@pytest.fixture(name="sighting")
def _sighting(request: pytest.FixtureRequest) -> Sighting:
    """Return what this check has seen so far; instruments enlist here."""
    item: pytest.Item = request.node
    return item.stash.setdefault(SIGHTING, Sighting())


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Judge the property on the module it ran on."""
    __tracebackhide__ = True
    check = item.stash.get(CHECK, None)
    if check is None:
        return (yield)
    sighting = item.stash.setdefault(SIGHTING, Sighting())
    left = Leftovers()
    try:
        yield from _seen(check, sighting, left)
    finally:
        left.clear()
    _judge(check, sighting, [str(each) for each in left.found])
    return None


def _seen(check: Check, sighting: Sighting, left: Leftovers) -> Iterator[None]:
    """Run the check and note what the property came to."""
    __tracebackhide__ = True
    with left:
        try:
            yield
        except AssertionError as error:
            _failed(check, sighting, error)
        except Deadlock as error:
            pytest.fail(f"deadlock: {error}\n{_name(check)}: {ONE_OUTCOME}", pytrace=False)
        except TaskNotDone as error:
            pytest.fail(f"{error}\n{_where(check)}", pytrace=False)
        except (Exception, pytest.fail.Exception) as error:
            error.add_note(f"{_name(check)}: {ONE_OUTCOME}")
            raise
        else:
            _held(check, sighting)
        finally:
            sighting.show()


def _held(check: Check, sighting: Sighting) -> None:
    if not sighting.observed:
        where = f"{check.source.name}:{check.property.line}"
        pytest.fail(f"{where}: the check ended without reaching its assert", pytrace=False)
    sighting.outcome = "held"


def _failed(check: Check, sighting: Sighting, error: AssertionError) -> None:
    *_, (frame, _) = walk_tb(error.__traceback__)
    if not _is_check(frame, check):
        error.add_note(f"{_name(check)}: {ONE_OUTCOME}")
        raise error
    sighting.outcome, sighting.observed = "failed", _message(frame, check)
    if check.must_hold():
        error.add_note(f"the {NAMES[check.half]} no longer keeps its claim: {check.words()}")
        error.add_note(_where(check))
        raise error
    # What the check's locals hold ends here, while its loop is there and what is left is heard.
    clear_frames(error.__traceback__)
    dict(frame.f_locals)  # up to 3.12 a frame keeps them in a copy, too, which this renews


def _judge(check: Check, sighting: Sighting, left: list[str]) -> None:
    if not check.must_hold() and sighting.outcome == "held":
        told = f"{HELD[check.half]}: {check.words()}"
        pytest.fail(f"{told}\nobserved: {sighting.observed}\n{_where(check)}", pytrace=False)
    if check.must_hold() and left:
        sighting.outcome = "error"
        what = "\n".join(f"  {each}" for each in left)
        told = f"the {NAMES[check.half]} left something behind:\n{what}"
        todo = "End it before the check returns."
        pytest.fail(f"{told}\n{todo}\n{_where(check)}", pytrace=False)


def _name(check: Check) -> str:
    return f"{check.guideline.id} {check.claim.name} [{check.half}]"


def _where(check: Check) -> str:
    guideline, source = check.guideline, check.source
    module = f"examples/{guideline.docname}/{check.half}.py"
    by = f"checks/{guideline.chapter}/{source.name}:{check.property.line}"
    return f"{guideline.id} {check.claim.name}: {module}, checked by {by}"


def pytest_assertion_pass(item: pytest.Item) -> None:
    """Word what was observed when a check's assert passes: a message is for both modules."""
    check = item.stash.get(CHECK, None)
    frame = _asserting()
    if check and frame and _is_check(frame, check):
        item.stash.setdefault(SIGHTING, Sighting()).observed = _message(frame, check)


def _asserting() -> FrameType | None:
    """Return the frame whose assert has just passed: the one that called pytest's own hook.

    Others on the stack may be the check's, awaiting a library whose asserts pytest rewrites too.
    """
    frame: FrameType | None = sys._getframe()  # noqa: SLF001 - no public way up the stack
    while frame and frame.f_code.co_name != "_call_assertion_pass":
        frame = frame.f_back
    return frame and frame.f_back


def _is_check(frame: FrameType, check: Check) -> bool:
    code = frame.f_code
    return (code.co_filename, code.co_name) == (str(check.source), f"test_{check.claim.name}")


def _message(frame: FrameType, check: Check) -> str:
    """Evaluate the assert's message in the check's frame: pytest keeps it only when it fails."""
    if check.property.message is None:
        raise RuntimeError("a check without a message is refused before it runs")
    code = compile(ast.Expression(check.property.message), str(check.source), "eval")
    try:
        return str(eval(code, {**frame.f_globals, **frame.f_locals}))  # noqa: S307 - the check's own
    except Exception as error:  # noqa: BLE001 - whatever the author's expression raises
        why = f"{WORDS}; on the {check.half} one it raised {type(error).__name__}: {error}"
    pytest.fail(f"{why}\n{_where(check)}", pytrace=False)
