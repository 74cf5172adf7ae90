"""Carries what the checks saw to the main process, writes it as evidence, and sums it up."""

from collections.abc import Generator
from dataclasses import dataclass, field

import pytest

from checks.harness.subject import CHECK
from checks.harness.verdict import SIGHTING, Sighting
from handbook.core import evidence
from handbook.core.catalogue import read
from handbook.core.records import HALVES, Evidence, Half, Observation, Tree

NAME = "handbook-recorder"


@dataclass(slots=True, eq=False)
class Recorder:
    """Collects observations in the main process, wherever the checks ran."""

    tree: Tree
    runs: dict[str, Evidence] = field(default_factory=dict)
    unwritable: str = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what a check reports; a failure before or after it counts against it."""
        told = getattr(report, "handbook", None)
        ran = report.when == "call" and not report.skipped
        if told is not None and (ran or report.failed):
            page = told["page"]
            run = self.runs.get(page) or self.runs.setdefault(page, _begun(page, self.tree))
            run.claims.setdefault(told["claim"], {})[told["half"]] = _observation(told, report)

    def pytest_sessionfinish(self) -> None:
        """Write the evidence, one whole file a guideline."""
        interpreter = evidence.this_interpreter().key
        try:
            for run in self.runs.values():
                evidence.write(evidence.merged(run, self.tree), self.tree)
        except OSError as error:
            folder = self.tree.name(self.tree.evidence / interpreter)
            self.unwritable = f"no evidence was kept: {folder} must be writable: {error.strerror}"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was proved, on what, and where the evidence is."""
        if self.runs:
            interpreter = evidence.this_interpreter()
            folder = self.tree.name(self.tree.evidence / interpreter.key)
            proved, tried = _count(list(self.runs.values()))
            terminalreporter.section("evidence")
            terminalreporter.line(
                f"{proved} of {tried} claims in {len(self.runs)} guidelines proved on both modules,"
                f" {interpreter.implementation} {interpreter.label}"
            )
            terminalreporter.line(self.unwritable or f"kept in {folder}", red=bool(self.unwritable))


def _begun(page: str, tree: Tree) -> Evidence:
    """Start the evidence of a guideline, with the digests of what is on disk as it starts."""
    chapter, slug = page.split("/")
    guideline, _ = read(tree.page(chapter, slug), tree)
    if guideline is None:
        raise RuntimeError(f"{page} was readable when its check was set up")
    return Evidence(
        schema=evidence.SCHEMA,
        guideline=guideline.id,
        interpreter=evidence.this_interpreter(),
        platform=evidence.this_platform(),
        digests=evidence.digests(guideline, tree),
    )


def _observation(told: dict[str, dict[str, object]], report: pytest.TestReport) -> Observation:
    fell = report.failed and report.when != "call"
    return evidence.observation({**told["saw"], **({"outcome": "error"} if fell else {})})


def _count(runs: list[Evidence]) -> tuple[int, int]:
    tried = [
        (run, name) for run in runs for name, seen in run.claims.items() if set(seen) == set(HALVES)
    ]
    return sum(run.proves(name) for run, name in tried), len(tried)


def pytest_configure(config: pytest.Config) -> None:
    """Collect in the main process only: workers of a parallel run report to it."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(Tree(config.rootpath)), NAME)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put what was seen on the report, as plain data that travels between processes."""
    report = yield
    check = item.stash.get(CHECK, None)
    if check is not None:
        half: Half = check.half
        saw = item.stash.get(SIGHTING, Sighting()).record()
        told = {
            "page": check.guideline.docname,
            "claim": check.claim.name,
            "half": half,
            "saw": saw,
        }
        report.handbook = told  # type: ignore[attr-defined]
    return report
