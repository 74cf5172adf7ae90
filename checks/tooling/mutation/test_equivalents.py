"""A record of equivalent mutants is whole, and does not outlive what it tells of."""

from pathlib import Path

import pytest

from checks.mutation.equivalents import FORM, recorded, rotten
from checks.mutation.mutants import mutants

NAME = "examples/boundaries/rule/equivalent_mutants.toml"
RECORD = """\
# Why no check can tell.

[[mutant]]
diff = '''
-x = a + b
+x = a - b
'''
reason = "b is 0"
"""
(MUTANT,) = mutants("x = a + b\n")


def read(tmp_path: Path, text: str) -> tuple[list[str], list[str]]:
    """Return the reasons of a record, and its problems."""
    path = tmp_path / "equivalent_mutants.toml"
    path.write_text(text, "utf-8")
    found, problems = recorded(path, NAME)
    return [each.reason for each in found], list(map(str, problems))


def test_entries_are_read(tmp_path: Path) -> None:
    """Each with its reason."""
    assert read(tmp_path, RECORD) == (["b is 0"], [])


def test_no_file_is_no_entry(tmp_path: Path) -> None:
    """Most pairs have none."""
    assert recorded(tmp_path / "equivalent_mutants.toml", NAME) == ([], [])


def test_indentation_does_not_matter(tmp_path: Path) -> None:
    """An entry survives when its line moves into a block, or in the record."""
    path = tmp_path / "equivalent_mutants.toml"
    path.write_text(RECORD.replace("-x", "    -    x"), "utf-8")
    (known,), _ = recorded(path, NAME)
    assert known.matches(MUTANT)
    assert not known.matches(mutants("x = a + c\n")[0])


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('reason = "b is 0"', "", 3),
        ('"b is 0"', '" "', 3),
        ("reason", "why", 3),
        ('"b is 0"', "0", 3),
        ("[[mutant]]", "[mutant]", 1),
        ("[[mutant]]", "[[mutants]]", 1),
    ],
)
def test_form(tmp_path: Path, old: str, new: str, line: int) -> None:
    """An entry without a reason, or with words that nobody reads, is refused with its place."""
    assert read(tmp_path, RECORD.replace(old, new)) == ([], [f"{NAME}:{line}: {FORM}"])


def test_not_toml(tmp_path: Path) -> None:
    """What is wrong with it is told."""
    _, (told,) = read(tmp_path, "[[mutant]\n")
    assert told.startswith(f"{NAME}:1: this is not TOML: ")


def test_rot(tmp_path: Path) -> None:
    """An entry is for a mutant that there is, and that survives."""
    path = tmp_path / "equivalent_mutants.toml"
    path.write_text(RECORD, "utf-8")
    known, _ = recorded(path, NAME)
    assert not list(rotten(known, killed=[], survivors=[MUTANT], name=NAME))
    (killed,) = rotten(known, killed=[MUTANT], survivors=[], name=NAME)
    assert str(killed) == f"{NAME}:3: a check notices this mutant: remove the entry"
    (gone,) = rotten(known, killed=[], survivors=[], name=NAME)
    assert "no mutant of good.py has this diff" in gone.message
