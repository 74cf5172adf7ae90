"""Reads a page as text: its rule, its sections, and what differs from the anatomy of a page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from handbook.core.front_matter import FENCE

SECTIONS = ("Why", "When to deviate", "Detect it", "Version notes", "See also")
OPTIONAL = {"Version notes"}
PARTS = ("why", "deviate", "detect", "versions", "see-also")  # the sections' names in anchors
FIXED = ("", "bad", "good", "run", *PARTS[:3])  # every page has these, whatever its state
MOST_LINKS = 5

CODE = re.compile(r" {0,3}(`{3,}|~{3,})")
HEADING = re.compile(r"(?P<level>#{1,2}) +(?P<title>.*?)[ #]*$")
LINK = re.compile(r"\]\(|\]\[|<https?:|\{[\w:]+\}`")
RULE = "one paragraph, the rule itself, stands before the first section"


@dataclass(slots=True)
class Section:
    """A section of a page: its heading, the heading's line, and its own lines with theirs."""

    title: str
    line: int
    level: int = 2
    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def words(self) -> list[tuple[int, str]]:
        """The lines that are not blank."""
        return [(number, line) for number, line in self.lines if line.strip()]


def anchor(identifier: str, part: str = "") -> str:
    """Return the fixed anchor of the page of an ID, or of a part of it."""
    return f"{identifier.lower()}-{part}".strip("-")


def sections(text: str) -> list[Section]:
    """Return the parts of a page; the first, without a title, stands before every heading."""
    found = [Section("", _first_line(text))]
    fence = ""
    for number, line in enumerate(text.splitlines(), 1):
        if number < found[0].line:
            continue
        fence = _fence_after(line, fence)
        heading = None if fence else HEADING.fullmatch(line)
        if heading:
            found.append(Section(heading["title"], number, len(heading["level"])))
        else:
            found[-1].lines.append((number, line))
    return found


def rule(text: str) -> str:
    """Return the rule of a page, which stands before every heading, on one line."""
    return " ".join(line.strip() for _, line in sections(text)[0].words)


def faults(text: str, *, whole: bool = True) -> Iterator[tuple[int, str]]:
    """Yield what differs from the anatomy of a page, each with its line.

    A page that is not to be whole, since it is withdrawn, has the sections that it likes.
    """
    opening, *rest = sections(text)
    yield from _rule_faults(opening)
    for section in rest:
        yield from _own_faults(section)
    named = [section for section in rest if section.level > 1]
    if whole:
        yield from _missing(named, len(text.splitlines()) or 1)
    yield from _misplaced(named)


def _first_line(text: str) -> int:
    match = FENCE.match(text)
    return match[0].count("\n") + 1 if match else 1


def _fence_after(line: str, fence: str) -> str:
    """Return the fence of the code block that is open after this line, or nothing."""
    match = CODE.match(line)
    if match is None:
        return fence
    if not fence:
        return match[1]
    closes = match[1].startswith(fence) and not line.strip().strip(fence[0])
    return "" if closes else fence


def _rule_faults(opening: Section) -> Iterator[tuple[int, str]]:
    words = [number for number, _ in opening.words]
    if not words:
        yield opening.line, f"missing rule: {RULE}"
    for before, here in pairwise(words):
        if here > before + 1:
            yield here, f"{RULE}; move what follows it to a section"
            return


def _own_faults(section: Section) -> Iterator[tuple[int, str]]:
    if section.level == 1:
        told = f'the title stands in the front matter; remove "# {section.title}"'
        yield section.line, told
        return
    if section.title not in SECTIONS:
        known = ", ".join(SECTIONS)
        yield section.line, f'"{section.title}" is no section of a page; they are: {known}'
    if not section.words:
        yield section.line, f'missing words under "{section.title}": write them'
    links = sum(len(LINK.findall(line)) for _, line in section.lines)
    if section.title == "See also" and links > MOST_LINKS:
        yield section.line, f'"See also" has {links} links; keep the best {MOST_LINKS}'


def _missing(named: list[Section], last: int) -> Iterator[tuple[int, str]]:
    lines = {section.title: section.line for section in reversed(named)}
    for place, name in enumerate(SECTIONS):
        if name not in lines and name not in OPTIONAL:
            after = next((lines[other] for other in SECTIONS[place:] if other in lines), None)
            where = f"before line {after}" if after else "at the end"
            yield after or last, f'missing section "{name}": add it {where}'


def _misplaced(named: list[Section]) -> Iterator[tuple[int, str]]:
    known = [section for section in named if section.title in SECTIONS]
    for before, here in pairwise(known):
        distance = SECTIONS.index(here.title) - SECTIONS.index(before.title)
        if distance == 0:
            yield here.line, f'"{here.title}" stands here twice; keep one'
        elif distance < 0:
            yield here.line, f'"{here.title}" stands after "{before.title}"; move it before'
