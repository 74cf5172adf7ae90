"""The same text and examples in the form of other tools, to compare with."""

import re
import shutil
from pathlib import Path
from textwrap import indent

import yaml

# Fixtures by the names of the harness's: the body of a check runs once, on the good module.
PLAIN_FIXTURES = """
import asyncio
import importlib.util
from pathlib import Path

import pytest

from checks.probes.clock import ClockLoop


class Untraced(ClockLoop):
    create_task = asyncio.SelectorEventLoop.create_task

    def mark(self, text):
        pass


def pytest_asyncio_loop_factories(item):
    on_clock = "clock" in getattr(item, "fixturenames", ())
    return {"loop": Untraced if on_clock else asyncio.new_event_loop}


def module(request, name):
    place = request.path.parent.name, request.path.stem.removeprefix("test_")
    path = Path(__file__).parent.joinpath("examples", *place, f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture
def example(request):
    return module(request, "good")


@pytest.fixture
def deviation(request):
    return module(request, "deviation")


@pytest.fixture
async def clock():
    return asyncio.get_running_loop()


@pytest.fixture
def observe():
    return lambda instrument: instrument
"""


def plain_tests(book: Path, into: Path) -> Path:
    """Write the bodies of a book's checks as plain pytest-asyncio tests."""
    for name in ("checks", "examples"):
        shutil.copytree(book / name, into / name, symlinks=True)
    shutil.copy(book / "pyproject.toml", into)
    (into / "docs").mkdir()
    (into / "docs" / "_ext").symlink_to((book / "docs" / "_ext").resolve())
    (into / "conftest.py").write_text(PLAIN_FIXTURES, "utf-8")
    return into


def plain_pages(book: Path, into: Path) -> Path:
    """Write a book's text for Sphinx and MyST alone, with its modules by `literalinclude`."""
    shutil.copytree(book / "docs", into / "docs", symlinks=True)
    (into / "examples").symlink_to(book / "examples")
    conf = (book / "docs" / "conf.py").read_text("utf-8")
    (into / "docs" / "conf.py").unlink()
    for line in ('    "handbook",\n', 'primary_domain = "pch"', 'html_sidebars = {"**"'):
        conf = re.sub(rf"(?m)^{re.escape(line.rstrip())}.*$", "", conf)
    (into / "docs" / "conf.py").write_text(f"{conf}\nhtml_sidebars = {{'**': []}}\n", "utf-8")
    for page in (into / "docs").rglob("*.md"):
        text = re.sub(r"\{guideline\}`(\w+)`", r"\1", page.read_text("utf-8"))
        text = re.sub(r"```\{(guidelines|chapters)\}\n```", _TOC[page.parent.name == "docs"], text)
        text = re.sub(r"```\{overview\}\n```", "", text)
        modules = into / "examples" / page.parent.name / page.stem
        page.write_text(text.replace("\n## Why", f"{_shown(modules)}\n## Why", 1), "utf-8")
    return into


_TOC = {
    True: "```{toctree}\n:glob:\n*/index\n```",
    False: "```{toctree}\n:glob:\n*\n```",
}


def _shown(modules: Path) -> str:
    folder = f"../../examples/{modules.parent.name}/{modules.name}"
    return "".join(
        f"\n```{{literalinclude}} {folder}/{path.name}"
        f"\n:language: python\n:caption: {path.name}\n```\n"
        for path in sorted(modules.glob("*.py"), key=lambda path: path.name)
    )


def gallery(book: Path, into: Path) -> Path:
    """Write a book's pages as sphinx-gallery's scripts: the same text, both modules, run once."""
    folder = into / "examples"
    folder.mkdir(parents=True)
    (folder / "README.rst").write_text("Gallery\n=======\n", "utf-8")
    for number, (title, rule, rest, modules) in enumerate(_pages(book)):
        head = f'r"""\n{_rst(title)}\n{"=" * 80}\n\n{_rst(rule)}\n"""\n'
        text = "".join(f"# {line}".rstrip() + "\n" for line in _rst(rest).splitlines())
        code = "\n# %%\n# Its module:\n\n".join(modules)
        (folder / f"plot_{number}.py").write_text(f"{head}{code}\n# %%\n{text}", "utf-8")
    conf = (
        'extensions = ["sphinx_gallery.gen_gallery"]\nhtml_theme = "pydata_sphinx_theme"\n'
        'sphinx_gallery_conf = {"examples_dirs": "examples", "gallery_dirs": "shown",'
        ' "image_scrapers": (), "reset_modules": (), "write_computation_times": False,'
        ' "run_stale_examples": True}\n'
        'exclude_patterns = ["examples"]\n'
    )
    (into / "conf.py").write_text(conf, "utf-8")
    (into / "index.rst").write_text("Book\n====\n\n.. toctree::\n\n   shown/index\n", "utf-8")
    return into


def notebooks(book: Path, into: Path, count: int) -> Path:
    """Write as many pages as MyST-NB's notebooks: the same text, both modules, run once."""
    into.mkdir(parents=True)
    for number, (title, rule, rest, modules) in enumerate(_pages(book)[:count]):
        head = (
            f"---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n# {title}\n\n{rule}\n\n"
        )
        cells = "\n".join(f"```{{code-cell}} python\n{module}```\n" for module in modules)
        (into / f"page_{number}.md").write_text(f"{head}{cells}\n{rest}", "utf-8")
    conf = 'extensions = ["myst_nb"]\nhtml_theme = "pydata_sphinx_theme"\n'
    conf += 'exclude_patterns = ["jupyter_execute"]\n'  # what the run before this one left
    conf += "nb_execution_mode = 'force'\nnb_execution_raise_on_error = True\n"
    (into / "conf.py").write_text(conf, "utf-8")
    (into / "index.md").write_text("# Book\n\n```{toctree}\n:glob:\npage_*\n```\n", "utf-8")
    return into


def _pages(book: Path) -> list[tuple[str, str, str, list[str]]]:
    """Return of each page the title, the rule, the rest of its text, and its modules."""
    found = []
    for page in sorted((book / "docs").glob("*/[!i]*.md")):
        _, front, text = page.read_text("utf-8").split("---\n", 2)
        rule, _, rest = ROLE.sub(r"\1", text).strip().partition("\n\n")
        folder = book / "examples" / page.parent.name / page.stem
        modules = [(folder / f"{half}.py").read_text("utf-8") for half in ("bad", "good")]
        found.append((yaml.safe_load(front)["title"], rule, f"{rest}\n", modules))
    return found


ROLE = re.compile(r"\{\w+\}`([^`]+)`")
TO_RST = (
    (r"(?m)^## (.+)$", lambda match: f"{match[1]}\n{'-' * len(match[1])}"),
    (r"(?ms)^```\w*\n(.*?)^```$", lambda match: f"::\n\n{indent(match[1], '   ')}"),
    (r"`([^`\n]+)`", r"``\1``"),
    (r"\[([^\]\n]+)\]\(([^)\n]+)\)", r"`\1 <\2>`__"),
)


def _rst(text: str) -> str:
    """Return a page's text in the markup of sphinx-gallery, near enough to cost the same."""
    for old, new in TO_RST:
        text = re.sub(old, new, text)
    return text
