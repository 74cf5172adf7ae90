"""Carries what the checks saw to the main process, writes it as evidence, and sums it up."""

from collections import defaultdict
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from checks.harness.subject import CHECK
from checks.harness.verdict import SIGHTING, Sighting
from handbook.core import evidence
from handbook.core.catalogue import read
from handbook.core.observations import Observation
from handbook.core.records import HALVES, Evidence, Half, Interpreter, Problem, Tree

NAME = "handbook-recorder"
SAY_WHY = 'a check that is skipped says why, and its page shows it: `pytest.skip("...")`'
BOTH_OR_NEITHER = "a claim is tried on both modules or on neither"


@dataclass(slots=True, eq=False)
class Recorder:
    """Collects observations in the main process, wherever the checks ran."""

    tree: Tree
    # Asked before any check runs: while one reports, its patches of `sys` may still be there.
    interpreter: Interpreter = field(default_factory=evidence.this_interpreter)
    platform: str = field(default_factory=evidence.this_platform)
    runs: dict[str, Evidence] = field(default_factory=dict)
    unwritable: str = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> Iterator[None]:
        """Keep what a check reports; a failure before or after it counts against it."""
        told = getattr(report, "handbook", None)
        if told and (report.when == "call" or report.failed or _is_skip(report)):
            seen = self._claim(told["page"], told["claim"])
            seen[told["half"]] = _observation(told, report)
            if wrong := _wrong_skip(seen, told["half"]):
                path, line, _ = report.location
                report.outcome = "failed"
                report.longrepr = str(Problem(path, (line or 0) + 1, wrong))
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_collectreport(self, report: pytest.CollectReport) -> Iterator[None]:
        """Keep why a whole module of checks was skipped."""
        path = self.tree.root / report.nodeid
        place = path.parent.name, path.stem.removeprefix("test_")
        if report.skipped and path == self.tree.check(*place) and self.tree.page(*place).is_file():
            why, (guideline, _) = _skipped(report), read(self.tree.page(*place), self.tree)
            for claim in guideline.every_claim if guideline else ():
                seen = self._claim("/".join(place), claim.name)
                seen.update(dict.fromkeys(claim.halves, why))
            if not why.reason:
                told = Problem(self.tree.name(path), 1, SAY_WHY)
                report.outcome, report.longrepr = "failed", str(told)
        return (yield)

    def _claim(self, page: str, claim: str) -> dict[Half, Observation]:
        run = self.runs.get(page) or self.runs.setdefault(page, self._begun(page))
        return run.claims.setdefault(claim, {})

    def _begun(self, page: str) -> Evidence:
        """Start the evidence of a guideline, with the digests of what is on disk as it starts."""
        guideline, _ = read(self.tree.page(*page.split("/")), self.tree)
        if guideline is None:
            raise RuntimeError(f"{page} was readable when its check was set up")
        return Evidence(
            schema=evidence.SCHEMA,
            guideline=guideline.id,
            interpreter=self.interpreter,
            platform=self.platform,
            digests=evidence.digests(guideline, self.tree),
        )

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the evidence, one whole file a guideline; a skipped module is no empty run."""
        if self.runs and session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            session.exitstatus = pytest.ExitCode.OK
        try:
            for run in self.runs.values():
                evidence.write(evidence.merged(run, self.tree), self.tree)
        except OSError as error:
            folder = self.tree.name(self.tree.evidence / self.interpreter.key)
            self.unwritable = f"no evidence was kept: {folder} must be writable: {error.strerror}"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was proved, on what, and where the evidence is."""
        if self.runs:
            folder = self.tree.name(self.tree.evidence / self.interpreter.key)
            proved, tried = _count(list(self.runs.values()))
            terminalreporter.section("evidence")
            terminalreporter.line(
                f"{proved} of {tried} claims in {len(self.runs)} guidelines proved on both modules,"
                f" {self.interpreter.implementation} {self.interpreter.label}"
            )
            for why, names in _reasons(list(self.runs.values())).items():
                terminalreporter.line(f"{len(names)} skipped, {why}: {', '.join(sorted(names))}")
            terminalreporter.line(self.unwritable or f"kept in {folder}", red=bool(self.unwritable))


def _is_skip(report: pytest.TestReport) -> bool:
    """Tell a skipped check from one that was expected to fail, which proves nothing."""
    return report.skipped and report.when != "teardown" and not hasattr(report, "wasxfail")


def _wrong_skip(seen: dict[Half, Observation], half: Half) -> str:
    """Return what is wrong with a skip, once the second half makes that known."""
    if seen[half].outcome == "skipped" and not seen[half].reason:
        return SAY_WHY
    skipped = {name: each.reason for name, each in seen.items() if each.outcome == "skipped"}
    if len(skipped) == 1 and len(seen) == len(HALVES):
        ((name, why),) = skipped.items()
        return f"skipped on the {name} module alone ({why}): {BOTH_OR_NEITHER}"
    return ""


def _observation(told: dict[str, Any], report: pytest.TestReport) -> Observation:
    if _is_skip(report):
        return _skipped(report)
    fell = report.failed and report.when != "call"
    return evidence.observation({**told["saw"], **({"outcome": "error"} if fell else {})})


def _skipped(report: pytest.TestReport | pytest.CollectReport) -> Observation:
    told = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    reason = told.removeprefix("Skipped").removeprefix(":")
    return Observation("skipped", reason=" ".join(reason.split()))


def _count(runs: list[Evidence]) -> tuple[int, int]:
    tried = [
        (run, name)
        for run in runs
        for name, seen in run.claims.items()
        if len(seen) == len(HALVES) and not run.why_skipped(name)
    ]
    return sum(run.verdict(name) == "proved" for run, name in tried), len(tried)


def _reasons(runs: list[Evidence]) -> dict[str, list[str]]:
    """Return the claims that were skipped, by the reason."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for run in runs:
        for name in run.claims:
            if why := run.why_skipped(name):
                found[why].append(f"{run.guideline} {name}")
    return found


def pytest_configure(config: pytest.Config) -> None:
    """Collect in the main process only: workers of a parallel run report to it."""
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        tree = Tree(config.rootpath)
        evidence.sweep(tree)
        config.pluginmanager.register(Recorder(tree), NAME)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put what was seen on the report, as plain data that travels between processes."""
    report = yield
    check = item.stash.get(CHECK, None)
    if check is not None:
        report.handbook = {  # type: ignore[attr-defined]
            "page": check.guideline.docname,
            "claim": check.claim.name,
            "half": check.half,
            "saw": item.stash.get(SIGHTING, Sighting()).record(),
        }
    return report
