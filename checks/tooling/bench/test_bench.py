"""The bench measures what it says: costs of children, ratios in pairs, books that are whole."""

import re
from pathlib import Path

import pytest

from checks.bench import book, others
from checks.bench.__main__ import Row
from checks.bench.cost import Cost, Ratio, cost, ratio, slope
from handbook.core import sync
from handbook.core.records import Tree

SPIN = """
import subprocess, sys
if len(sys.argv) < 2:
    subprocess.run([sys.executable, __file__, "1"])
else:
    sum(range(3_000_000))
"""


def test_cost_counts_children(tmp_path: Path) -> None:
    """What a command's child computes is the command's."""
    (tmp_path / "spin.py").write_text(SPIN)
    (tmp_path / "idle.py").write_text("")
    assert cost(tmp_path, "spin").cpu > cost(tmp_path, "idle").cpu


def test_failed_command_is_told(tmp_path: Path) -> None:
    """With what it printed."""
    (tmp_path / "broken.py").write_text("raise SystemExit('no such book')")
    with pytest.raises(RuntimeError, match=r"broken in .* should work:\nno such book"):
        cost(tmp_path, "broken")


def test_ratio_is_of_pairs() -> None:
    """Each of ours over the one of theirs beside it; the median, and the spread."""
    ours, theirs = iter([2.0, 6.0, 3.0]), iter([1.0, 2.0, 3.0])
    found = ratio(lambda: Cost(next(ours), 0, 0), lambda: Cost(next(theirs), 0, 0), pairs=3)
    assert found == Ratio((2, 3, 1))
    assert str(found) == "2.00 (1.00 to 3.00)"


def test_slope_is_one_where_growth_is_linear() -> None:
    """Ten times the guidelines at ten times the cost, or at twenty."""
    assert slope([(10, 1.0), (100, 10.0)]) == 1
    assert slope([(10, 1.0), (100, 20.0)]) == 2


def test_missed_goal_is_told() -> None:
    """In words, at the end of its line."""
    assert str(Row("docs", "plain Sphinx", "1.30", "<= 1.2", met=False)).endswith("MISSED")


def test_book_lacks_nothing(tmp_path: Path) -> None:
    """A made book is as the sync test wants the real one, in chapters of their own."""
    made = book.make(tmp_path / "book", book.CHAPTER + 2)
    assert sync.problems(Tree(made)) == []
    assert len(list((made / "docs").glob("chapter_*/index.md"))) == 2
    assert (made / "docs" / f"{book.page(26)}.md").is_file()


def test_plain_pages_keep_the_text(tmp_path: Path) -> None:
    """The prose and both modules, without a word of the extension."""
    made = book.make(tmp_path / "book", 1)
    plain = others.plain_pages(made, tmp_path / "plain")
    page = plain / "docs" / f"{book.page(0)}.md"
    text = page.read_text("utf-8")
    shown = [page.parent / name for name in re.findall(r"\{literalinclude\} (\S+)", text)]
    assert [path.name for path in shown] == ["bad.py", "deviation.py", "good.py"]
    assert all(path.is_file() for path in shown)
    assert "{guideline}" not in text
    assert '"handbook"' not in (plain / "docs" / "conf.py").read_text("utf-8")


def test_others_have_the_same_text_and_modules(tmp_path: Path) -> None:
    """A gallery's script and a notebook have the prose and both modules, as code that runs."""
    made = book.make(tmp_path / "book", 2, book.EXEMPLARS[1:2])
    scripts = others.gallery(made, tmp_path / "gallery") / "examples"
    page = others.notebooks(made, tmp_path / "notebooks", 1) / "page_0.md"
    script = (scripts / "plot_1.py").read_text("utf-8")
    for half in ("bad", "good"):
        module = (made / "examples" / book.page(1, book.EXEMPLARS[1:2]) / f"{half}.py").read_text()
        assert module in script
        assert module in page.read_text("utf-8")
    assert page.read_text("utf-8").startswith("---\nfile_format: mystnb\n")
    assert "# When to deviate\n# ------" in script
    compile(script, "plot_1.py", "exec")
