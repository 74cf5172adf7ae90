"""Anchors: the same on every page, whatever its words."""

from docutils import nodes

from checks.tooling.docs.mini_book import Build

FIXED = ["", "-bad", "-good", "-run", "-why", "-deviate", "-detect", "-see-also"]


def test_anchors(whole: Build) -> None:
    """Page, halves, run and sections have one fixed anchor each, known to the document."""
    document = whole.page()
    found = [node["ids"] for node in document.findall(nodes.Element) if node.get("ids")]
    assert found == [[f"pch020{part}"] for part in FIXED]
    assert not {"why", "keep-files-off-the-loop"} & set(document.ids)


def test_anchors_are_targets(whole: Build) -> None:
    """The theme's own lists of sections lead to the same anchors."""
    toc = whole.app.env.tocs["boundaries/blocking_io"]
    anchors = [link["anchorname"] for link in toc.findall(nodes.reference)]
    assert anchors == ["", "#pch020-run", *(f"#pch020{part}" for part in FIXED[4:])]
