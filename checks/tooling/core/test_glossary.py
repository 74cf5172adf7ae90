"""The terms of the glossary, and where a text uses them."""

from pathlib import Path

import pytest

from handbook.core.glossary import Glossary, Term, read_glossary

PAGE = """\
# Glossary

No term

```{glossary}
fan-out
fan out
  To begin many calls at once,
  as one does.

task
  What the loop runs.

  Another paragraph.

task group
  A block that owns tasks.
```

```text
no term
```
"""


@pytest.fixture
def glossary(tmp_path: Path) -> Glossary:
    """Return a glossary of three entries."""
    path = tmp_path / "glossary.md"
    path.write_text(PAGE, "utf-8")
    return read_glossary(path)


def test_terms(glossary: Glossary) -> None:
    """Terms are the lines that are not indented; those of one entry belong together."""
    assert list(glossary.terms.values()) == [
        Term("task group", "task group"),
        Term("fan out", "fan-out"),
        Term("fan-out", "fan-out"),
        Term("task", "task"),
    ]


def test_without_a_glossary(tmp_path: Path) -> None:
    """A book without one has no terms, and no text uses any."""
    glossary = read_glossary(tmp_path / "glossary.md")
    assert glossary.terms == {}
    assert list(glossary.uses("a task")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A task, a task group.", ["task", "task group"]),
        ("Tasks in task groups, in TASK\nGROUPS", ["Tasks", "task groups", "TASK\nGROUPS"]),
        ("the task's end", ["task"]),
        ("a fan-out, to fan out", ["fan-out", "fan out"]),
        ("multitask, tasking, task-local, sub-task, a_task", []),
        ("a fan-out-like thing", []),
        ("\u0130, a task", ["task"]),
    ],
)
def test_uses(glossary: Glossary, text: str, found: list[str]) -> None:
    """A term is found in either case and number, the longer first, and never within a word."""
    assert [text[place] for _, place in glossary.uses(text)] == found


def test_a_use_names_its_term(glossary: Glossary) -> None:
    """What is found leads to the very form, and tells the entry."""
    assert [term for term, _ in glossary.uses("Fan out, with tasks")] == [
        Term("fan out", "fan-out"),
        Term("task", "task"),
    ]
