"""The pair: the very files that ran, bad beside good, with the lines that differ marked."""

import ast
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from docutils import nodes

from handbook.core.records import HALVES, Guideline, Half, Tree
from handbook.derived import nodes_of
from handbook.elements import inline, words
from handbook.sections import anchor

SIDES: tuple[Half, Half] = ("bad", "good")  # in the order of the page
WORDS: dict[Half, str] = {"bad": "Bad", "good": "Good"}


@dataclass(frozen=True, slots=True)
class Source:
    """One module as text, with its docstring and the lines that takes up."""

    name: str
    text: str
    scenario: str
    docstring: range

    @property
    def lines(self) -> list[str]:
        """Return the lines of the module."""
        return self.text.splitlines()


def read_pair(guideline: Guideline, tree: Tree) -> tuple[dict[Half, Source], list[str]]:
    """Return the halves that can be read, and what is wrong with the others."""
    found: dict[Half, Source] = {}
    missing = []
    for half in HALVES:
        path = tree.example(guideline.chapter, guideline.slug, half)
        try:
            found[half] = _source(path, tree.name(path))
        except FileNotFoundError:
            missing.append(f"missing {tree.name(path)}; add the {half} module")
        except (OSError, UnicodeDecodeError) as error:
            missing.append(f"{tree.name(path)} cannot be read as UTF-8 text: {error}")
    return found, missing


def _source(path: Path, name: str) -> Source:
    text = path.read_text("utf-8").rstrip("\n")
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError):
        return Source(name, text, name, range(0))
    told = ast.get_docstring(module)
    if not told:
        return Source(name, text, name, range(0))
    first = module.body[0]
    taken = range(first.lineno, (first.end_lineno or first.lineno) + 1)
    return Source(name, text, told.splitlines()[0], taken)


def differing_lines(bad: Source, good: Source) -> dict[Half, list[int]]:
    """Return the numbers of the lines that are not in the other half.

    The docstrings always differ, and the captions show them: marking them would teach nothing.
    """
    matcher = SequenceMatcher(None, bad.lines, good.lines, autojunk=False)
    changed = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    spans: dict[Half, list[range]] = {
        "bad": [range(start, end) for _, start, end, _, _ in changed],
        "good": [range(start, end) for _, _, _, start, end in changed],
    }
    return {
        half: [
            index + 1
            for span in spans[half]
            for index in span
            if source.lines[index].strip() and index + 1 not in source.docstring
        ]
        for half, source in zip(SIDES, (bad, good), strict=True)
    }


def pair(guideline: Guideline, sources: dict[Half, Source]) -> nodes.container:
    """Return both halves, bad first, each with a caption and an anchor."""
    marked = differing_lines(sources["bad"], sources["good"]) if len(sources) > 1 else {}
    shown = nodes.container(classes=["hb-pair"])
    for half in SIDES:
        if half in sources:
            shown += _half(guideline, half, sources[half], marked.get(half, []))
    return shown


def _half(guideline: Guideline, half: Half, source: Source, marked: list[int]) -> nodes.container:
    code = nodes.literal_block(source.text, source.text, language="python")
    code["highlight_args"] = {"hl_lines": marked}
    told = f"{inline(f'{WORDS[half]}:', 'hb-half')} {words(source.scenario)}"
    caption = nodes.caption("", "", *nodes_of(told))
    name = anchor(guideline, half)
    classes = ["literal-block-wrapper", f"hb-{half}"]
    return nodes.container("", caption, code, literal_block=True, classes=classes, ids=[name])
