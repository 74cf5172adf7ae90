"""The pair: the very files that ran, bad beside good, with the lines that differ marked."""

import ast
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from docutils import nodes

from handbook.core.anatomy import anchor
from handbook.core.records import Guideline, Half, Tree
from handbook.derived import word_nodes

SIDES: tuple[Half, Half] = ("bad", "good")  # in the order of the page
WORDS: dict[Half, str] = {"bad": "Bad", "good": "Good", "deviation": "Deviation"}


@dataclass(frozen=True, slots=True)
class Source:
    """One module as text, with its scenario and the lines that its docstring takes up."""

    text: str
    scenario: str
    docstring: range

    @property
    def lines(self) -> list[str]:
        """Return the lines of the module."""
        return self.text.splitlines()


def read_pair(guideline: Guideline, tree: Tree) -> tuple[dict[Half, Source], list[str]]:
    """Return the modules that can be read, and what is wrong with the others."""
    found: dict[Half, Source] = {}
    missing = []
    for half in guideline.modules:
        path = tree.example(*guideline.place, half)
        try:
            found[half] = _source(path, tree.name(path))
        except FileNotFoundError:
            missing.append(f"missing {tree.name(path)}; add the {half} module")
        except (OSError, UnicodeDecodeError) as error:
            missing.append(f"{tree.name(path)} cannot be read as UTF-8 text: {error}")
    return found, missing


def _source(path: Path, name: str) -> Source:
    text = path.read_text("utf-8").rstrip("\n")
    # A docstring stands on the first line of nearly every module: the rest is seldom parsed.
    for source in (text.partition("\n")[0], text):
        try:
            module = ast.parse(source)
        except (SyntaxError, ValueError):
            continue
        if told := ast.get_docstring(module):
            last = module.body[0].end_lineno or module.body[0].lineno
            return Source(text, told.splitlines()[0], range(module.body[0].lineno, last + 1))
    return Source(text, name, range(0))


def differing_lines(one: Source, other: Source) -> tuple[list[int], list[int]]:
    """Return the numbers of the lines that are not in the other module, of each.

    The docstrings always differ, and the captions show them: marking them would teach nothing.
    """
    same = SequenceMatcher(None, one.lines, other.lines, autojunk=False).get_matching_blocks()
    return (
        _numbers(one, {start + at for start, _, size in same for at in range(size)}),
        _numbers(other, {start + at for _, start, size in same for at in range(size)}),
    )


def _numbers(source: Source, same: set[int]) -> list[int]:
    return [
        number
        for number, line in enumerate(source.lines, 1)
        if line.strip() and number - 1 not in same and number not in source.docstring
    ]


def pair(guideline: Guideline, sources: dict[Half, Source], *sides: Half) -> nodes.container:
    """Return modules beside each other, or one alone, each with a caption and an anchor."""
    halves = [_half(guideline, half, sources) for half in sides if half in sources]
    classes = ["hb-pair"] if len(sides) > 1 else ["hb-pair", "hb-alone"]
    return nodes.container("", *halves, classes=classes)


def _marked_lines(half: Half, sources: dict[Half, Source]) -> list[int]:
    """Return the lines that are not in the module that this one is compared with."""
    one: Half = "bad" if half == "good" else half
    if one not in sources or "good" not in sources:
        return []
    return differing_lines(sources[one], sources["good"])[half == "good"]


def _half(guideline: Guideline, half: Half, sources: dict[Half, Source]) -> nodes.container:
    source, marked = sources[half], _marked_lines(half, sources)
    code = nodes.literal_block(source.text, source.text, language="python")
    code["highlight_args"] = {"hl_lines": marked}
    side = nodes.inline("", f"{WORDS[half]}:", classes=["hb-half"])
    caption = nodes.caption("", "", side, nodes.Text(" "), *word_nodes(source.scenario))
    name = anchor(guideline.id, half)
    classes = ["literal-block-wrapper", f"hb-{half}"]
    return nodes.container("", caption, code, literal_block=True, classes=classes, ids=[name])
