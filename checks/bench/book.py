"""A book of any size, made from the guidelines that the others are measured by."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Where a guideline of each kind of proof stands; the last one starts real processes.
EXEMPLARS = (
    "structured_concurrency/task_groups",
    "backpressure/bounded_fan_out",
    "boundaries/blocking_file_io",
    "deadlines/propagate_deadlines",
    "cancellation/clean_up_then_reraise",
    "process_lifecycle/terminate_then_kill",
)
CHAPTER = 25  # guidelines in a chapter
WIRING = ("conftest.py", "pyproject.toml", "checks/probes", "checks/harness")
FRAME = ("conf.py", "_ext", "_static", "_templates")


def make(root: Path, count: int, exemplars: tuple[str, ...] = EXEMPLARS) -> Path:
    """Write a book of ``count`` guidelines, with this one's machinery, and return its folder."""
    for name in (*WIRING, *(f"docs/{each}" for each in FRAME)):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).symlink_to(ROOT / name)
    _write(root / "docs" / "index.md", "# Book\n\n```{chapters}\n```\n\n```{overview}\n```\n")
    for number in range(count):
        _add(root, number, *exemplars[number % len(exemplars)].split("/"))
    return root


def page(number: int, exemplars: tuple[str, ...] = EXEMPLARS) -> str:
    """Return the page of a guideline of the book, below ``docs``."""
    slug = exemplars[number % len(exemplars)].rpartition("/")[2]
    return f"chapter_{number // CHAPTER}/{slug}_{number}"


def _add(root: Path, number: int, chapter: str, slug: str) -> None:
    place = page(number, (f"{chapter}/{slug}",))
    folder, _, name = place.partition("/")
    text = (ROOT / "docs" / chapter / f"{slug}.md").read_text("utf-8")
    text = re.sub(r"(?m)^guideline: PCH\d+$", f"guideline: PCH{number:03}", text)
    text = re.sub(r"\{guideline\}`PCH\d+`", f"{{guideline}}`PCH{number:03}`", text)
    text = re.sub(r"(?m)^(title: .*?)(\"?)$", rf"\1, the {number}th\2", text)
    _write(root / "docs" / f"{place}.md", text)
    opening = f"# Chapter {number // CHAPTER}\n\nA chapter.\n\n```{{guidelines}}\n```\n"
    _write(root / "docs" / folder / "index.md", opening)
    check = (ROOT / "checks" / chapter / f"test_{slug}.py").read_text("utf-8")
    _write(root / "checks" / folder / f"test_{name}.py", check)
    beside = ROOT / "checks" / chapter / "conftest.py"
    if beside.is_file():
        shutil.copy(beside, root / "checks" / folder / "conftest.py")
    old = ROOT / "examples" / chapter / slug
    shutil.copytree(old, root / "examples" / place, ignore=shutil.ignore_patterns("__pycache__"))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
