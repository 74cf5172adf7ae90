"""A guideline's page: the author's prose, and around it all that is derived."""

from docutils import nodes
from sphinx import addnodes

from checks.tooling.docs.mini_book import FILES, PLACE, Build, build, change, texts
from handbook.core.records import Tree
from handbook.page import PREVIEW

FIXED = ["", "-bad", "-good", "-run", "-why", "-deviate", "-detect", "-see-also"]
PARTS = ["pch020-run", "pch020-why", "pch020-deviate", "pch020-detect", "pch020-see-also"]


def parts_of(document: nodes.document) -> list[nodes.Element]:
    """Return the parts of a page, its title first."""
    page = next(iter(document.findall(nodes.section)))
    return [part for part in page.children if isinstance(part, nodes.Element)]


def test_whole_book_has_no_warning(whole: Build) -> None:
    """A book that lacks nothing builds without a word."""
    assert whole.warnings == []


def test_order_of_the_parts(whole: Build) -> None:
    """Title, badges, rule, pair and run come before the author's sections."""
    title, entries, *parts = parts_of(whole.page())
    assert title.astext() == "PCH020 Keep files off the loop"
    assert isinstance(entries, addnodes.index)
    head, sections = parts[:3], parts[3:]
    assert [part["classes"] for part in head] == [["hb-badges"], ["hb-rule"], ["hb-pair"]]
    assert head[1].astext() == "Call blocking functions in a thread."
    assert [part["ids"] for part in sections] == [[name] for name in PARTS]


def test_summary_describes_the_page(whole: Build) -> None:
    """The summary is the description for search engines and for link previews."""
    (meta,) = whole.page().findall(nodes.meta)
    assert (meta["name"], meta["content"]) == (
        "description",
        "Call blocking functions in a thread.",
    )
    assert whole.app.env.metadata[FILES] == {"og:description": meta["content"]}


def test_symptoms_and_rules_are_main_index_entries(whole: Build) -> None:
    """Search leads from a symptom, or from a linter's rule, to the page."""
    (index,) = whole.page().findall(addnodes.index)
    assert [entry[:4] for entry in index["entries"]] == [
        ("single", "blocked event loop", "pch020", "main"),
        ("single", "ASYNC230", "pch020", "main"),
    ]


def test_see_also_adds_titles(tree: Tree) -> None:
    """In "See also" an ID comes with its title; elsewhere, or with other words, it does not."""
    links = "- {guideline}`PCH011`\n- {guideline}`limits <PCH011>`"
    change(tree.page(*PLACE), "- [Python](https://docs.python.org)", links)
    change(tree.page(*PLACE), "At start-up.", "As in {guideline}`pch011`.")
    document = build(tree).resolved()
    linked = [link.astext() for link in document.findall(nodes.reference)]
    assert linked == ["PCH011", "PCH011 Keep files off the loop", "limits"]


def test_broken_front_matter_is_told_and_builds_as_text(tree: Tree) -> None:
    """All problems are told at once, each at its line, and the page stays a page."""
    path = tree.page(*PLACE)
    change(path, 'since: "2026.1"', "since: 2026.1")
    change(path, "symptoms:", "sypmtoms:")
    done = build(tree)
    assert len(done.warnings) == 2
    assert done.warnings[0].startswith(f"docs/{FILES}.md:4: WARNING: `since`: this is a text")
    assert all(line.endswith("[handbook.front_matter]") for line in done.warnings)
    assert "Call blocking functions in a thread." in done.page().astext()
    assert not texts(done.page(), "hb-pair")


def test_lines_keep_their_numbers(tree: Tree) -> None:
    """What the title takes the place of is as long as before, and the title is at its own line."""
    path = tree.page(*PLACE)
    change(path, "title: Keep files", "title: Keep {nonsense}`files`")
    change(path, "At start-up.", "At {nonsense}`start`.")
    lines = path.read_text("utf-8").splitlines()
    told = [line.split(":")[1] for line in build(tree).warnings if "nonsense" in line]
    where = [number for number, line in enumerate(lines, 1) if "nonsense" in line]
    assert sorted(set(map(int, told))) == where


def test_title_in_other_spelling(tree: Tree) -> None:
    """YAML has more than one way to write a key; the rule does not become part of the title."""
    change(tree.page(*PLACE), "title:", '"title":')
    title, *_ = parts_of(build(tree).page())
    assert title.astext() == "PCH020 Keep files off the loop"


def test_taken_id_is_told(tree: Tree) -> None:
    """A second page of the same ID is told where it stands."""
    change(tree.page(*PLACE), "PCH020", "PCH011")
    told = [line for line in build(tree).warnings if "is taken by" in line]
    assert [line.partition(":")[0] for line in told] == [f"docs/{FILES}.md"]


def test_preview_is_silent_and_says_so(tree: Tree) -> None:
    """A preview asks for no evidence, shows none, and says so on the page."""
    for path in tree.evidence.rglob("*.json"):
        path.unlink()
    done = build(tree, handbook_preview=True)
    assert done.warnings == []
    assert texts(done.page(), "hb-preview") == [PREVIEW]
    assert texts(done.page(), "hb-observed") == []


def test_warnings_come_again_until_mended(tree: Tree) -> None:
    """A second build, in which nothing has changed, must not pass what the first one refused."""
    change(tree.page(*PLACE), "## Why", "## Reasons")
    first, second = build(tree), build(tree)
    assert second.read == []
    assert first.warnings == second.warnings
    assert len(first.warnings) == 2
    change(tree.page(*PLACE), "## Reasons", "## Why")
    assert build(tree).warnings == []


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
