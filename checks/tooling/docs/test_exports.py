"""All guidelines as data: valid against the schema that is published with it."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from checks.tooling.docs.mini_book import ADDRESS, SKIPPED, Build, make, prove
from checks.tooling.small_book import deviate, withdraw
from handbook.book import open_book
from handbook.core.proof import proof
from handbook.core.records import Tree
from handbook.exports import NAME, SCHEMA, exports, facts

ROOT = Tree(Path(__file__).parents[3])


def data(tree: Tree, base: str = "") -> dict[str, Any]:
    """Return what is published of a book, after a look at its schema."""
    book = open_book(tree, preview=False)
    known = {
        each.docname: facts(each, tree, proof(each, tree)) for each in book.catalogue.guidelines
    }
    files = exports(book, "Handbook", known, base)
    published = json.loads(files[NAME])
    schema = json.loads(files[SCHEMA])
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(strict(schema))
    errors = validator.iter_errors(published)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []
    assert isinstance(published, dict)
    return published


def strict(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Return a schema that knows each key: readers may meet new ones, and we must name them all."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(each) for key, each in schema.items()}
    own = isinstance(schema.get("properties"), dict) and schema.get("type") == "object"
    return closed | ({"additionalProperties": False} if own else {})


def only(tree: Tree, identifier: str = "PCH020", base: str = "") -> dict[str, Any]:
    """Return one guideline."""
    (found,) = (each for each in data(tree, base)["guidelines"] if each["id"] == identifier)
    assert isinstance(found, dict)
    return found


def test_the_book_is_valid() -> None:
    """What is published of this very book is valid, and lacks none of its guidelines."""
    published = data(ROOT)
    assert len(published["guidelines"]) == len(open_book(ROOT, preview=False).catalogue.guidelines)


def test_guideline(tree: Tree) -> None:
    """A guideline has the words of its page, and addresses from the root of the site."""
    found = only(tree)
    assert found["title"] == "Keep files off the loop"
    assert found["rule"] == "Call blocking functions in a thread."
    assert (found["state"], found["superseded_by"], found["formerly"]) == ("active", None, [])
    assert (found["symptoms"], found["ruff"]) == (["blocked event loop"], ["ASYNC230"])
    assert found["url"] == "boundaries/blocking_io.html"
    assert found["markdown"] == "boundaries/blocking_io.md"
    assert found["link"] == "r/PCH020/"
    assert found["review_comment"].splitlines()[::2] == [
        "PCH020: The loop stands still.",
        "r/PCH020/",
    ]


def test_addresses(tree: Tree) -> None:
    """Where the book's address is known, all others are absolute."""
    found = only(tree, base=ADDRESS)
    for key in ("url", "markdown", "link"):
        assert found[key].startswith(ADDRESS)
    assert found["review_comment"].endswith(f"\n{ADDRESS}r/PCH020/")
    assert data(tree, ADDRESS)["url"] == ADDRESS
    assert data(tree)["url"] is None


def test_verdicts(tree: Tree) -> None:
    """Each claim has its verdict on each interpreter whose evidence is fresh."""
    prove(tree, version="3.14.2", seen=SKIPPED)
    (claim,) = only(tree)["claims"]
    assert (claim["name"], claim["bad"]) == ("loop_turns", "The loop stands still.")
    assert claim["verdicts"] == {"3.13.1": "proved", "3.14.2": "skipped"}


def test_rule_names_guidelines_by_id(tree: Tree) -> None:
    """What only Sphinx reads is not published."""
    page = tree.page("boundaries", "blocking_io")
    text = page.read_text("utf-8")
    rule = "---\nSee {guideline}`PCH011`,\nor {term}`them <it>`.\n"
    page.write_text(text.replace("---\nCall blocking functions in a thread.\n", rule), "utf-8")
    assert only(tree)["rule"] == "See PCH011, or them."


def test_same_bytes(tmp_path: Path, site: Build, published: Build) -> None:
    """Where and when it is built makes no difference, nor by how many processes."""
    for name in (NAME, SCHEMA):
        one = (site.out / name).read_text("utf-8")
        other = (published.out / name).read_text("utf-8")
        assert one == other.replace(ADDRESS, "").replace('"url": ""', '"url": null')
    assert make(tmp_path).root != Path(site.app.srcdir).parent


@pytest.mark.parametrize("key", ["id", "rule", "claims", "verdicts"])
def test_schema_misses_what_is_missing(tree: Tree, key: str) -> None:
    """The schema is no empty promise: it refuses data that lack a part."""
    published = data(tree)
    schema = json.loads(exports(open_book(tree, preview=False), "Handbook", {}, "")[SCHEMA])
    broken = deepcopy(published)
    guideline = broken["guidelines"][0]
    del (guideline if key in guideline else guideline["claims"][0])[key]
    assert Draft202012Validator(schema).is_valid(published)
    assert not Draft202012Validator(schema).is_valid(broken)


def test_withdrawn(tree: Tree) -> None:
    """What is withdrawn stays in the data, and names its successor."""
    withdraw(tree, more="superseded_by: PCH011\n")
    found = only(tree)
    assert (found["state"], found["superseded_by"]) == ("withdrawn", "PCH011")
    assert (found["claims"], found["review_comment"]) == ([], None)


def test_deviation(tree: Tree) -> None:
    """Claims about a deviation stand apart, with the words for both of its modules."""
    deviate(tree)
    (claim,) = only(tree)["deviations"]
    assert {"good", "deviation"} < claim.keys()
    assert "bad" not in claim
