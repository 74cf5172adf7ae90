"""Links that last: what is copied from a page today works after all that may happen to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest

from checks.tooling.docs.mini_book import OPENING, OTHER_PLACE, PLACE, build, make, prove, write
from checks.tooling.small_book import add, add_keys, release, withdraw
from handbook.core.anatomy import FIXED, anchor
from handbook.core.records import Tree

THIRD = "boundaries", "files_in_turn"
RENAMED, MOVED = ("boundaries", "threads_for_files"), ("deadlines", "bounded_fan_out")


@dataclass
class Page(HTMLParser):
    """What a reader without JavaScript has of a page: its anchors, and where it sends him on."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    refresh: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag says."""
        told = {name: value or "" for name, value in attrs}
        self.ids.add(told.get("id", ""))
        if tag == "a":
            self.links.append(told.get("href", ""))
        if told.get("http-equiv") == "refresh":
            self.refresh = told["content"].partition("url=")[2]


def read(path: Path) -> Page:
    """Return what a page holds."""
    page = Page()
    page.feed(path.read_text("utf-8"))
    return page


def follow(site: Path, link: str) -> tuple[Path, Page]:
    """Return the page to which a link leads in the end, as a file or as a folder's index."""
    path = site / link / ("index.html" if link.endswith("/") else "")
    for _ in range(5):
        page = read(path)
        if not page.refresh:
            return path.resolve().relative_to(site.resolve()), page
        assert page.refresh in page.links, "whoever refuses to be sent on finds a link"
        path = path.parent / page.refresh
    pytest.fail(f"{link} leads nowhere")


def copied(site: Path, place: tuple[str, str], identifier: str) -> Iterator[tuple[str, str]]:
    """Yield the links that a reader can take from a page, each with the anchor it names."""
    for name in (identifier, identifier.lower()):
        yield f"r/{name}/", ""
    page = read(site / f"{'/'.join(place)}.html")
    for part in FIXED:
        name = anchor(identifier, part)
        assert name in page.ids
        yield f"{'/'.join(place)}.html", name


def retire(tree: Tree, old: tuple[str, str], new: tuple[str, str]) -> None:
    """Give a guideline another place in all three trees, and say on its page where it was."""
    for path in (tree.page, tree.check):
        path(*new).parent.mkdir(exist_ok=True)
        path(*old).rename(path(*new))
    folder = tree.example(*new, "good").parent
    folder.parent.mkdir(exist_ok=True)
    tree.example(*old, "good").parent.rename(folder)
    add_keys(tree.page(*new), f"formerly: [{'/'.join(old)}]")


@pytest.fixture(name="book", scope="module")
def _book(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, set[tuple[str, str]]]]:
    """Return a site as it is later, and the links that were taken from it when it came out."""
    tree = make(tmp_path_factory.mktemp("book"))
    add(tree, *THIRD, identifier="PCH021")
    write(tree.page("boundaries", "index"), OPENING % "Boundaries")
    prove(tree, "PCH021")
    site = Path(build(tree, "html").app.outdir)
    release(tree)
    places = {"PCH020": PLACE, "PCH011": OTHER_PLACE, "PCH021": THIRD}
    links = {each: set(copied(site, place, each)) for each, place in places.items()}
    site.rename(tree.root / "first")
    retire(tree, PLACE, RENAMED)
    retire(tree, OTHER_PLACE, MOVED)
    withdraw(tree, THIRD)
    write(tree.page("deadlines", "index"), OPENING % "Deadlines")
    later = build(tree, "html")
    assert later.warnings == []
    return site, links


@pytest.mark.parametrize(
    ("identifier", "place"), [("PCH020", RENAMED), ("PCH011", MOVED), ("PCH021", THIRD)]
)
def test_copied_links(
    book: tuple[Path, dict[str, set[tuple[str, str]]]], identifier: str, place: tuple[str, str]
) -> None:
    """Renamed, moved or withdrawn: each link leads to the guideline, and its anchor is there."""
    site, links = book
    assert len(links[identifier]) == 2 + len(FIXED)
    for link, name in links[identifier]:
        path, page = follow(site, link)
        assert path.as_posix() == f"{'/'.join(place)}.html"
        assert {identifier.lower(), name or identifier.lower()} <= page.ids


def test_fragment_goes_along(book: tuple[Path, dict[str, set[tuple[str, str]]]]) -> None:
    """Where scripts run, a former address hands its fragment to the page."""
    site, _ = book
    text = (site / f"{'/'.join(PLACE)}.html").read_text("utf-8")
    assert f'location.replace("../{"/".join(RENAMED)}.html" + location.hash)' in text


@pytest.mark.parametrize("name", ["ASYNC230", "async230"])
def test_rule(book: tuple[Path, dict[str, set[tuple[str, str]]]], name: str) -> None:
    """A linter's rule leads to every guideline that names it."""
    site, _ = book
    path, page = follow(site, f"r/{name}/")
    assert [(site / path.parent / link).resolve().is_file() for link in page.links] == [True] * 2


def test_former_slug(book: tuple[Path, dict[str, set[tuple[str, str]]]]) -> None:
    """What somebody remembers as the guideline's name leads on, too."""
    site, _ = book
    path, _ = follow(site, f"r/{PLACE[1]}/")
    assert path.as_posix() == f"{'/'.join(RENAMED)}.html"
