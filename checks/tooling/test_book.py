"""The book itself: pages, pairs and checks belong together, and each is whole."""

import pytest

from handbook.core.records import Tree
from handbook.core.sync import problems


def test_nothing_is_missing(pytestconfig: pytest.Config) -> None:
    """Everything that an author has to mend is told at once, one problem a line."""
    found = problems(Tree(pytestconfig.rootpath))
    if found:
        count = f"{len(found)} {'problem' if len(found) == 1 else 'problems'} to mend:"
        pytest.fail("\n".join([count, *map(str, found)]), pytrace=False)
