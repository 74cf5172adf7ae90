"""The domain: references by ID, the index, the inventory, and reading in several processes."""

from pathlib import Path

import pytest
from docutils import nodes
from sphinx.testing.util import SphinxTestApp

from checks.tooling.docs.mini_book import FILES, OTHER_PLACE, PLACE, Build, build, change, write
from handbook.core.records import Tree


def refer(tree: Tree, source: str) -> None:
    """Put a reference into the page of PCH020."""
    change(tree.page(*PLACE), "They block.", f"They block, as {source}.")


@pytest.mark.parametrize("target", ["PCH011", "pch011"])
def test_reference_in_either_case(tree: Tree, target: str) -> None:
    """An ID becomes a link to the page of the guideline, with its title as a hint."""
    refer(tree, f"{{pch:guideline}}`{target}`")
    done = build(tree, "html")
    link = next(iter(done.resolved().findall(nodes.reference)))
    assert done.warnings == []
    assert link.astext() == "PCH011"
    assert link["refuri"] == "../backpressure/bounded_fan_out.html#pch011"
    assert link["reftitle"] == "Keep files off the loop"


@pytest.mark.parametrize("target", ["PCH011", "pch011"])
def test_any_role_finds_guidelines(tree: Tree, target: str) -> None:
    """Sphinx's role for anything finds a guideline by the label that its page has."""
    refer(tree, f"{{any}}`{target}`")
    done = build(tree)
    assert done.warnings == []
    link = next(iter(done.resolved().findall(nodes.reference)))
    assert link.astext() == "PCH011 Keep files off the loop"


def test_unknown_guideline(tree: Tree) -> None:
    """An ID that nobody has is told once, at its line, with those it may have meant."""
    refer(tree, "{guideline}`PCH021`")
    (warning,) = build(tree).warnings
    assert warning == (
        f"docs/{FILES}.md:17: WARNING: there is no guideline PCH021; did you mean PCH020 or "
        "PCH011? [handbook.unknown_guideline]"
    )


def test_unknown_guideline_becomes_known(tree: Tree) -> None:
    """The page that refers to it is read again when the guideline comes."""
    refer(tree, "{guideline}`PCH021`")
    build(tree)
    change(tree.page(*OTHER_PLACE), "PCH011", "PCH021")
    (tree.evidence / "cpython-3.13" / "PCH011.json").unlink()
    done = build(tree)
    assert FILES in done.read
    assert [line for line in done.warnings if "unknown_guideline" in line] == []


def test_broken_page_is_not_unknown(tree: Tree) -> None:
    """A page that cannot be read is told once, not once more by each page that refers to it."""
    refer(tree, "{guideline}`PCH011`")
    change(tree.page(*OTHER_PLACE), "symptoms:", "sypmtoms:")
    (warning,) = build(tree).warnings
    assert warning.endswith("[handbook.front_matter]")


def test_inventory(whole: Build) -> None:
    """Other sites find a guideline by its ID; search has the page by its title alone."""
    assert list(whole.domain.get_objects())[1] == (
        "PCH020",
        "PCH020 Keep files off the loop",
        "guideline",
        FILES,
        "pch020",
        -1,
    )


def test_parallel_reading(tree: Tree) -> None:
    """Several processes come to what one comes to: pages shown, warnings, sums, terms."""
    refer(tree, "{guideline}`PCH021`")
    change(tree.docs / "index.md", "# Handbook\n", "# Handbook\n\n```{standing}\n```\n")
    write(
        tree.docs / "glossary.md",
        "---\norphan: true\n---\n# G\n\n```{glossary}\nthread\n  T.\n```\n",
    )
    for number in range(20):  # enough for Sphinx to start processes
        write(tree.docs / f"page{number}.md", f"---\norphan: true\n---\n# {number}\n")
    serial = build(tree)
    pages = {docname: serial.resolved(docname).pformat() for docname in ("index", FILES)}
    (tree.root / "build" / "docs").rename(tree.root / "build" / "serial")
    several = build(tree, parallel=2)
    assert several.warnings == serial.warnings
    assert several.domain.data["shown"] == serial.domain.data["shown"]
    assert {docname: several.resolved(docname).pformat() for docname in pages} == pages
    assert "2 of 2" in pages["index"]
    assert "term-thread" in pages[FILES]


ELSEWHERE = """\
extensions = ["myst_parser", "sphinx.ext.intersphinx"]
intersphinx_mapping = {"handbook": ("https://handbook.example/", %r)}
nitpicky = True
"""
MYST = "# Ours\n\n- [](inv:handbook#PCH020)\n- [files](inv:handbook:pch:guideline#PCH020)\n"
REST = "Ours\n====\n\n- :ref:`pch020`\n- :external+handbook:ref:`files <pch020-why>`\n"


@pytest.mark.parametrize(
    ("name", "text", "second"), [("index.md", MYST, "pch020"), ("index.rst", REST, "pch020-why")]
)
def test_another_site(tree: Tree, tmp_path: Path, name: str, text: str, second: str) -> None:
    """A site without this extension links by ID, with the title if it gives no words of its own."""
    inventory = Path(build(tree, "html").app.outdir, "objects.inv")
    other = tmp_path / "other"
    write(other / "conf.py", ELSEWHERE % str(inventory))
    write(other / name, text)
    app = SphinxTestApp(buildername="dummy", srcdir=other, builddir=tmp_path / "build" / "other")
    try:
        app.build()
        document = app.env.get_and_resolve_doctree("index", app.builder, tags=app.tags)
    finally:
        app.cleanup()
    assert app.warning.getvalue() == ""
    page = "https://handbook.example/boundaries/blocking_io.html"
    assert [(link.astext(), link["refuri"]) for link in document.findall(nodes.reference)] == [
        ("PCH020 Keep files off the loop", f"{page}#pch020"),
        ("files", f"{page}#{second}"),
    ]
