"""A check module as source: which properties it states, and whether each can be judged."""

import ast
from pathlib import Path

import pytest

from handbook.core.check_source import Property, mismatch, properties
from handbook.core.records import Claim

ASSERTS = "    assert example.KEEPS, f'{example.KEEPS} was seen'\n"
CHECK = f"async def test_rule(example):\n{ASSERTS}"
PAIR, OTHER = Claim("rule", "A.", "B."), Claim("rule", "A.", deviation="B.")


def read(source: str, folder: Path) -> tuple[dict[str, Property], list[tuple[int, str]]]:
    """Return the properties of a check module of this source, and its faults with their lines."""
    path = folder / "test_x.py"
    path.write_text(source, "utf-8")
    found, problems = properties(path, "checks/x/test_x.py")
    assert {problem.path for problem in problems} <= {"checks/x/test_x.py"}
    return found, [(problem.line, problem.message) for problem in problems]


def test_properties(tmp_path: Path) -> None:
    """Plain and async checks are known by their claims, in order, with line and words."""
    plain = CHECK.replace("async def test_rule", "def test_another")
    found, faults = read(f"\n\n{CHECK}{plain}", tmp_path)
    assert faults == []
    assert [(name, each.line) for name, each in found.items()] == [("rule", 3), ("another", 5)]
    message = found["rule"].message
    assert message is not None
    assert ast.unparse(message) == "f'{example.KEEPS} was seen'"


def test_what_is_no_check(tmp_path: Path) -> None:
    """Helpers, classes and nested functions are none, and their asserts are their own."""
    source = (
        "def helper():\n    assert True\n\n"
        "class Fake:\n    def test_this(self):\n        assert True\n\n"
        "async def test_rule(example):\n"
        "    def inner():\n        assert True, 'inner'\n"
        "    class Local:\n        def ask(self):\n            assert True\n"
        f"{ASSERTS}"
    )
    found, faults = read(source, tmp_path)
    assert faults == []
    assert list(found) == ["rule"]


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("    await example.run()\n", 1, "`test_rule` asserts nothing: a check ends in one"),
        (ASSERTS * 2, 3, "`test_rule` asserts more than once: a check ends in one"),
        (f"    with example:\n    {ASSERTS}{ASSERTS}", 4, "asserts more than once"),
        ("    assert example.KEEPS\n", 2, "this assert has no message: a check ends in one"),
    ],
)
def test_faults(body: str, line: int, words: str, tmp_path: Path) -> None:
    """A check has one assert, with a message; what it lacks is told on its line."""
    _, ((at, message),) = read(f"async def test_rule(example):\n{body}", tmp_path)
    assert at == line
    assert words in message


@pytest.mark.parametrize(
    ("asked", "fixture", "told"),
    [
        ("(example)", "example", ""),
        ("(*, example)", "example", ""),
        ("(deviation)", "deviation", ""),
        ("()", "", "`test_rule` runs neither module: ask for `example`, or for `deviation`"),
        (
            "(example, deviation)",
            "example",
            "`test_rule` asks for `example` and for `deviation`: write a check for each",
        ),
    ],
)
def test_fixture(asked: str, fixture: str, told: str, tmp_path: Path) -> None:
    """A check is of the pair, or of the deviation and the good module; its fixture tells."""
    found, faults = read(CHECK.replace("(example)", asked), tmp_path)
    assert (found["rule"].fixture, faults) == (fixture, [(1, told)] if told else [])


@pytest.mark.parametrize(
    ("claim", "fixture", "told"),
    [
        (PAIR, "example", ""),
        (OTHER, "deviation", ""),
        (PAIR, "", ""),
        (PAIR, "deviation", "move it under `deviation:`, or ask for `example`"),
        (OTHER, "example", "move it under `claims:`, or ask for `deviation`"),
    ],
)
def test_mismatch(claim: Claim, fixture: str, told: str) -> None:
    """The page and the check are of the same two modules; a check of none is told elsewhere."""
    assert mismatch(claim, Property(1, None, fixture)).endswith(told)
    assert bool(mismatch(claim, Property(1, None, fixture))) is bool(told)


def test_same_name_twice(tmp_path: Path) -> None:
    """The second check of a name replaces the first one in Python: it is told."""
    found, faults = read(CHECK + CHECK, tmp_path)
    assert faults == [(3, "`test_rule` stands here twice")]
    assert found["rule"].line == 3


@pytest.mark.parametrize("source", ["async def test_rule(:\n", "x = 'caf\udce9'\n"])
def test_no_python(source: str, tmp_path: Path) -> None:
    """What does not parse has no properties, and says so once."""
    path = tmp_path / "test_x.py"
    path.write_bytes(source.encode("utf-8", "surrogateescape"))
    found, (problem,) = properties(path, "checks/x/test_x.py")
    assert found == {}
    assert problem.line == 1
    assert problem.message.startswith("this is not Python: ")
