"""The sections that every page has, under the same names, in the same order."""

from collections.abc import Iterator
from itertools import pairwise

from docutils import nodes

from handbook.core.records import Guideline

ANCHORS = {
    "Why": "why",
    "When to deviate": "deviate",
    "Detect it": "detect",
    "Version notes": "versions",
    "See also": "see-also",
}
ORDER = tuple(ANCHORS)
OPTIONAL = {"Version notes"}
MOST_LINKS = 5


def anchor(guideline: Guideline, part: str = "") -> str:
    """Return the fixed anchor of a guideline's page or of a part of it."""
    return f"{guideline.id.lower()}-{part}".strip("-")


def sections(page: nodes.section) -> list[nodes.section]:
    """Return the author's sections."""
    return [child for child in page.children if isinstance(child, nodes.section)]


def rule(page: nodes.section) -> list[nodes.Node]:
    """Return what stands between the title and the first section."""
    return [child for child in page.children[1:] if not isinstance(child, nodes.section)]


def fix_anchors(page: nodes.section, guideline: Guideline, document: nodes.document) -> None:
    """Give the page and its sections anchors that no change of words moves."""
    name_section(page, anchor(guideline), document)
    for section in sections(page):
        part = ANCHORS.get(_title(section))
        if part is not None:
            name_section(section, anchor(guideline, part), document)


def name_section(section: nodes.section, name: str, document: nodes.document) -> None:
    """Make one ID the only one of a section."""
    for old in section["ids"]:
        document.ids.pop(old, None)
    section["ids"] = [name]
    document.ids[name] = section
    for title in section["names"]:
        document.nameids[title] = name


def faults(page: nodes.section) -> Iterator[tuple[int, str]]:
    """Yield what differs from the anatomy of a page, each with its line."""
    found = [(_title(section), _line(section)) for section in sections(page)]
    yield from _rule_faults(page)
    yield from _unknown(found)
    yield from _missing(found)
    yield from _misplaced(found)
    for section in sections(page):
        links = len(list(section.findall(nodes.list_item)))
        if _title(section) == "See also" and links > MOST_LINKS:
            yield _line(section), f'"See also" has {links} links; keep the best {MOST_LINKS}'


def _rule_faults(page: nodes.section) -> Iterator[tuple[int, str]]:
    parts = rule(page)
    if [type(part) for part in parts] != [nodes.paragraph]:
        at = parts[1] if len(parts) > 1 else page
        yield _line(at), "one paragraph, the rule itself, stands before the first section"


def _unknown(found: list[tuple[str, int]]) -> Iterator[tuple[int, str]]:
    for name, line in found:
        if name not in ORDER:
            yield line, f'"{name}" is no section of a page; its sections are: {", ".join(ORDER)}'


def _missing(found: list[tuple[str, int]]) -> Iterator[tuple[int, str]]:
    lines = dict(reversed(found))
    last = found[-1][1] if found else 1
    for place, name in enumerate(ORDER):
        if name not in lines and name not in OPTIONAL:
            after = [lines[other] for other in ORDER[place:] if other in lines]
            where = f"before line {after[0]}" if after else "at the end"
            yield (after or [last])[0], f'the section "{name}" is missing; add it {where}'


def _misplaced(found: list[tuple[str, int]]) -> Iterator[tuple[int, str]]:
    known = [(ORDER.index(name), line) for name, line in found if name in ORDER]
    for (before, _), (here, line) in pairwise(known):
        if here == before:
            yield line, f'"{ORDER[here]}" stands here twice; keep one'
        elif here < before:
            yield line, f'"{ORDER[here]}" stands after "{ORDER[before]}"; move it before'


def _title(section: nodes.section) -> str:
    return str(section[0].astext())


def _line(node: nodes.Node) -> int:
    return node.line or (node.children[0].line if node.children else 0) or 1
