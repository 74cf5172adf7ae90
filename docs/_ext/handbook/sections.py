"""Anchors of a page and its sections, which no change of words moves."""

from docutils import nodes

from handbook.core import anatomy
from handbook.core.anatomy import PARTS, SECTIONS
from handbook.core.records import Guideline
from handbook.core.released import anchors

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


def keep_anchors(page: nodes.section, guideline: Guideline, document: nodes.document) -> None:
    """Give the notice of a page what nothing on it has of the anchors that every page has."""
    holder = next(page.findall(nodes.admonition))
    for name in anchors(guideline.id):
        if name not in document.ids:
            holder["ids"].append(name)
            document.ids[name] = holder


def name_section(section: nodes.section, name: str, document: nodes.document) -> None:
    """Make one ID the only one of a section."""
    for old in section["ids"]:
        document.ids.pop(old, None)
    section["ids"] = [name]
    document.ids[name] = section
    # An explicit name is a label: sites that do not know our domain link to it with `ref`.
    document.nameids[name], document.nametypes[name] = name, True
    for title in section["names"]:
        document.nameids[title] = name
