"""The rules of a pair: small whole modules, one interface, one difference."""

from pathlib import Path

import pytest

from checks.tooling.small_book import BAD, GOOD, write
from handbook.core.pair_source import problems
from handbook.core.records import Tree


def told(good: str, bad: str, folder: Path) -> list[tuple[str, int, str]]:
    """Return the problems of a pair of these sources."""
    paths = folder / "good.py", folder / "bad.py"
    write(paths[0], good)
    write(paths[1], bad)
    found = problems(paths, Tree(folder))
    return [(each.path, each.line, each.message) for each in found]


def test_whole_pair(tmp_path: Path) -> None:
    """A pair that keeps the rules has no problem."""
    assert told(GOOD, BAD, tmp_path) == []


def test_missing_half(tmp_path: Path) -> None:
    """Whether both are there is for the caller to tell; what is there is still read."""
    write(tmp_path / "bad.py", "x = 1\n")
    paths = [tmp_path / name for name in ("good.py", "bad.py")]
    (problem,) = problems(paths, Tree(tmp_path))
    assert problem.message.startswith("missing docstring")


@pytest.mark.parametrize(
    ("addition", "line", "words"),
    [
        ("WORDS = " + '"' + "x" * 51 + '"', 7, "61 characters; break at 60"),
        ("\n" * 39 + "X = 1", 46, "46 lines; keep 45"),
        ("def f(x: object) -> None:\n    print(x)", 8, "prints nothing"),
        ("def f(:", 7, "is Python on every version"),
    ],
)
def test_rules_of_a_module(addition: str, line: int, words: str, tmp_path: Path) -> None:
    """Each broken rule is told on the module that breaks it, with its line."""
    found = told(GOOD, f"{BAD}{addition}\n", tmp_path)
    ((file, at, message),) = [each for each in found if "missing" not in each[2]]
    assert (file, at) == ("bad.py", line)
    assert words in message


def test_limits_are_allowed(tmp_path: Path) -> None:
    """A line of 60 characters and a module of 45 lines are within the rules."""
    full = "X = " + '"' + "x" * 54 + '"\n'
    assert told(GOOD, BAD + "\n" * 38 + full, tmp_path) == []


@pytest.mark.parametrize("docstring", ["", '"""  """\n', '"""Two\nlines."""\n', "# A comment.\n"])
def test_docstring(docstring: str, tmp_path: Path) -> None:
    """A module states its scenario in a docstring of one line."""
    _, body = GOOD.split("\n", 1)
    ((file, line, message),) = told(docstring + body, BAD, tmp_path)
    assert (file, line) == ("good.py", 1)
    assert "docstring" in message


def test_identical(tmp_path: Path) -> None:
    """The same code twice teaches nothing, however it is commented."""
    ((file, _, message),) = told(GOOD, GOOD + "# Badly.\n", tmp_path)
    assert file == "bad.py"
    assert message.startswith("the same code as good.py")


def test_deviation(tmp_path: Path) -> None:
    """A deviation keeps the rules of a pair beside the good module; with bad.py it shares none."""
    for half, source in (("good", GOOD), ("bad", BAD), ("deviation", GOOD)):
        write(tmp_path / f"{half}.py", source)
    modules = {path.name: path for path in sorted(tmp_path.iterdir())}
    (problem,) = problems(modules.values(), Tree(tmp_path))
    assert str(problem).startswith("deviation.py:1: the same code as good.py: ")
    write(modules["deviation.py"], BAD.replace("text: str", "text: str, urgent: bool = False"))
    (problem,) = problems(modules.values(), Tree(tmp_path))
    assert str(problem).startswith("deviation.py:4: `save(text, urgent=False)` is `save(text)`")
    write(modules["deviation.py"], BAD + "\n\ndef send() -> None:\n    pass\n")
    assert not list(problems(modules.values(), Tree(tmp_path)))  # it may offer more, but not less
    write(modules["good.py"], GOOD + "\n\ndef ask() -> None:\n    pass\n")
    told = [str(problem) for problem in problems(modules.values(), Tree(tmp_path))]
    assert [line.split(" for ")[0] for line in told] == ["good.py:9: missing `ask`"] * 2


def test_public_names(tmp_path: Path) -> None:
    """A public function that only one module has is told on the module that has it."""
    extra = "\n\ndef send() -> None:\n    pass\n\n\ndef _help() -> None:\n    pass\n"
    ((file, line, message),) = told(GOOD + extra, BAD, tmp_path)
    assert (file, line) == ("good.py", 9)
    assert message.startswith("missing `send` for this one in bad.py: if you just added it here")
    assert told(GOOD, BAD + extra, tmp_path)[0][0] == "bad.py"


def test_parameters(tmp_path: Path) -> None:
    """One check calls both modules: parameters, their kinds and defaults are the same."""
    changed = BAD.replace("text: str", "text: str, *, retries: int = 3")
    ((file, line, message),) = told(GOOD, changed, tmp_path)
    assert (file, line) == ("bad.py", 4)
    assert message.startswith("`save(text, *, retries=3)` is `save(text)` in good.py: one check")


def test_what_may_differ(tmp_path: Path) -> None:
    """Types, results, `async` and constants may differ: they may be the lesson."""
    bad = BAD.replace("async def", "def").replace("-> int", "-> object")
    assert told(f"{GOOD}\nLIMIT = 20\n", bad.replace("text: str", "text: object"), tmp_path) == []


def test_methods(tmp_path: Path) -> None:
    """Classes are compared by their constructors and public methods."""
    shop = "\n\nclass Shop:\n    def __init__(self, size: int) -> None:\n        self.size = size\n"
    stop = "\n    def stop(self) -> None:\n        self._end()\n"
    start = stop.replace("stop(self)", "_start(self)")
    found = told(GOOD + shop + stop, BAD + shop.replace("size:", "rooms:") + start, tmp_path)
    assert [(file, message.split(":")[0]) for file, _, message in found] == [
        ("good.py", "missing `Shop.stop` for this one in bad.py"),
        ("bad.py", "`Shop(self, rooms)` is `Shop(self, size)` in good.py"),
    ]
