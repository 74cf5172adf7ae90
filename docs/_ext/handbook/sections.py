"""Anchors of a page and its sections, which no change of words moves."""

from docutils import nodes

from handbook.core import anatomy
from handbook.core.anatomy import PARTS, SECTIONS
from handbook.core.records import Guideline

ANCHORS = dict(zip(SECTIONS, PARTS, strict=True))


def anchor(guideline: Guideline, part: str = "") -> str:
    """Return the fixed anchor of a guideline's page or of a part of it."""
    return anatomy.anchor(guideline.id, part)


def fix_anchors(page: nodes.section, guideline: Guideline, document: nodes.document) -> None:
    """Give the page and its sections anchors that no change of words moves."""
    name_section(page, anchor(guideline), document)
    for section in page.children:
        if isinstance(section, nodes.section) and section[0].astext() in ANCHORS:
            part = ANCHORS[section[0].astext()]
            name_section(section, anchor(guideline, part), document)


def name_section(section: nodes.section, name: str, document: nodes.document) -> None:
    """Make one ID the only one of a section."""
    for old in section["ids"]:
        document.ids.pop(old, None)
    section["ids"] = [name]
    document.ids[name] = section
    for title in section["names"]:
        document.nameids[title] = name
