"""The book itself: pages, pairs and checks belong together, and each is whole."""

import re

import pytest

from handbook.core.catalogue import load
from handbook.core.citing import deviation_record
from handbook.core.records import Tree
from handbook.core.sync import problems


def test_nothing_is_missing(pytestconfig: pytest.Config) -> None:
    """Everything that an author has to mend is told at once, one problem a line."""
    found = problems(Tree(pytestconfig.rootpath))
    if found:
        count = f"{len(found)} {'problem' if len(found) == 1 else 'problems'} to mend:"
        pytest.fail("\n".join([count, *map(str, found)]), pytrace=False)


def test_the_example_of_a_deviation_has_every_field(pytestconfig: pytest.Config) -> None:
    """What readers are shown is the form that they are given, filled in, in its order."""
    tree = Tree(pytestconfig.rootpath)
    form = deviation_record(load(tree).guidelines[0], "")
    fields = re.findall(r"^ *- ([^:]+):", form, re.MULTILINE)
    page = (tree.docs / "how-to-read.md").read_text("utf-8")
    example = re.findall(r"```markdown\n(.*?)```", page, re.DOTALL)[0]
    filled = dict(re.findall(r"^ *- ([^:]+):(.*)$", example, re.MULTILINE))
    assert list(filled) == fields
    assert [name for name, text in filled.items() if not text.strip()] == ["Compensating controls"]
