"""Compares what the handbook costs with what others cost, and with its own goals."""

import argparse
import functools
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from checks.bench import book, others
from checks.bench.cost import Cost, Ratio, cost, ratio, slope

CHECKS = ("pytest", "-q", "-p", "no:cacheprovider")
BUILD = ("sphinx", "-q", "-E", "docs", "build/site")
CLOCKED = (*book.EXEMPLARS[:2], *book.EXEMPLARS[3:5])
SHORT = book.EXEMPLARS[:1]
SMALL = 64  # guidelines
NOTEBOOKS = 10  # pages; each has a kernel of its own, so that more cost the same each
say = functools.partial(print, flush=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: its figure, in words, and whether that reaches the goal."""

    what: str
    against: str
    figure: str
    goal: str
    met: bool

    def __str__(self) -> str:
        met = "met" if self.met else "MISSED"
        return f"{self.what:<42} {self.against:<38} {self.figure:<26} {self.goal:<12} {met}"


def main(words: list[str]) -> int:
    """Print a line for each comparison; return how many goals were missed."""
    parser = argparse.ArgumentParser(prog="nox -s bench --", description=main.__doc__)
    parser.add_argument("large", type=int, nargs="?", default=1000, help="guidelines; 1000")
    parser.add_argument("--examples", type=int, default=200, help="for galleries; 200")
    parser.add_argument("--pairs", type=int, default=5, help="pairs of measurements; 5")
    parser.add_argument("--only", choices=ROWS, action="append", help="these lines alone")
    options = parser.parse_args(words)
    missed = 0
    for name in options.only or ROWS:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            for row in ROWS[name](Path(folder), options):
                say(row)
                missed += not row.met
    say(f"{missed} goals missed")
    return min(missed, 1)


def claim(folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    """Compare both verdicts of a claim with its body, run once as a plain test."""
    ours = book.make(folder / "ours", SMALL, CLOCKED)
    theirs = others.plain_tests(ours, folder / "theirs")
    found = ratio(lambda: cost(ours, *CHECKS), lambda: cost(theirs, *CHECKS), pairs=options.pairs)
    yield _at_most(
        2, found, "a claim: two verdicts, evidence, trace", "a plain pytest-asyncio test"
    )


def docs(folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    """Compare the pages with others of the same text and modules, which prove nothing."""
    ours = book.make(folder / "ours", SMALL)
    cost(ours, *CHECKS)
    theirs = others.plain_pages(ours, folder / "theirs")
    plain = (*BUILD, "-W")
    found = ratio(lambda: cost(ours, *BUILD), lambda: cost(theirs, *plain), pairs=options.pairs)
    yield _at_most(1.2, found, f"docs build of {SMALL} guidelines", "plain Sphinx and MyST")


def galleries(folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    """Compare run and render with tools that run each example once and prove nothing."""
    count = options.examples
    ours = book.make(folder / "ours", count, SHORT)

    def whole() -> Cost:
        run, build = cost(ours, *CHECKS), cost(ours, *BUILD)
        return Cost(run.cpu + build.cpu, run.wall + build.wall, max(run.memory, build.memory))

    sphinx = ("sphinx", "-q", "-E", "-W", ".", "_build")
    gallery = others.gallery(ours, folder / "gallery")
    notebooks = others.notebooks(ours, folder / "notebooks", NOTEBOOKS)
    plain = others.plain_pages(ours, folder / "plain")
    # Less is not to be had: Sphinx for the pages, and each body once as a plain test.
    tests = others.plain_tests(ours, folder / "tests")
    least = cost(plain, *BUILD, "-W").cpu + cost(tests, *CHECKS).cpu
    for name, theirs, share, goal in (
        ("sphinx-gallery", gallery, 1.0, 0.5),
        (f"MyST-NB ({NOTEBOOKS} pages)", notebooks, NOTEBOOKS / count, 0.1),
    ):
        floor = least / cost(theirs, *sphinx).cpu * share
        found = ratio(whole, functools.partial(cost, theirs, *sphinx), pairs=min(options.pairs, 3))
        scaled = Ratio(tuple(pair * share for pair in found.pairs))
        against = f"{name}; floor: {floor:.2f}"
        yield _at_most(goal, scaled, f"run and render {count} examples", against)


def growth(folder: Path, options: argparse.Namespace) -> Iterator[Row]:
    """Compare a large book with a small one, and one touched example or two processes with it."""
    sizes = (SMALL, options.large)
    books = [book.make(folder / str(size), size) for size in sizes]
    runs = [cost(each, *CHECKS) for each in books]
    builds = [cost(each, *BUILD) for each in books]
    for what, costs in (("checks", runs), ("docs build", builds)):
        for unit in ("cpu", "memory"):
            points = [(size, getattr(each, unit)) for size, each in zip(sizes, costs, strict=True)]
            times, from_to = slope(points), f"{sizes[0]} to {sizes[1]} guidelines"
            figure = f"{times:.2f} x linear"
            yield Row(f"{what}: {unit}", from_to, figure, "<= 1.15", times <= 1.15)
    two_runs = cost(books[1], *CHECKS, "-n", "2")
    two_builds = cost(books[1], *BUILD, "-j", "2")
    plain = others.plain_pages(books[1], folder / "plain")
    floor = cost(plain, *BUILD).wall / cost(plain, *BUILD, "-j", "2").wall
    for what, against, one, two in (
        ("checks -n 2", "one process, wall", runs[1], two_runs),
        ("docs build -j 2", f"one; plain Sphinx: {floor:.2f} x", builds[1], two_builds),
    ):
        times = one.wall / two.wall
        yield Row(what, against, f"{times:.2f} x as fast", ">= 1.6", times >= 1.6)
    seconds = two_runs.wall + two_builds.wall
    what = f"{sizes[1]} guidelines proved and built"
    yield Row(what, "the clock, two processes", f"{seconds:.0f} s", "<= 180 s", seconds <= 180)
    yield from _touched(books[1], runs[1])


def _touched(large: Path, whole: Cost) -> Iterator[Row]:
    """Change one example of a large book."""
    place = book.page(0)
    example = large / "examples" / place / "good.py"
    example.write_text(example.read_text("utf-8") + "\n", "utf-8")
    base = cost(large, "pytest", "--version")
    again = cost(large, *CHECKS, f"checks/{Path(place).parent}/test_{Path(place).name}.py")
    share = (again.cpu - base.cpu) / whole.cpu
    yield Row("one touched example: its checks", "all", f"{share:.2%}", "<= 1 %", share <= 0.01)
    before = _written(large)
    cost(large, *(word for word in BUILD if word != "-E"))
    pages = {page for page, when in _written(large).items() if before.get(page) != when}
    spare = {page for page in pages if page.count("/") and Path(page).stem != "index"}
    alone = spare == {f"{place}.html"}
    figure = f"{len(spare)} guideline page, {len(pages) - len(spare)} others"
    yield Row("one touched example: pages written", "all", figure, "its own", alone)


def _written(large: Path) -> dict[str, int]:
    site = large / "build" / "site"
    return {
        page.relative_to(site).as_posix(): page.stat().st_mtime_ns
        for page in site.rglob("*.html")
        if page.relative_to(site).parts[0] != "r"
    }


def _at_most(goal: float, found: Ratio, what: str, against: str) -> Row:
    return Row(what, against, str(found), f"<= {goal:g}", found.median <= goal)


ROWS: dict[str, Callable[[Path, argparse.Namespace], Iterator[Row]]] = {
    "claim": claim,
    "docs": docs,
    "galleries": galleries,
    "growth": growth,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
