"""Shuffles the checks, as `-p checks.soak.order --order 7` asks pytest to."""

import random
from itertools import chain, groupby

import pytest

MIXED = 10  # one order in ten: 1, 11, 21 ...


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the order's number; each gives another order, and always the same."""
    parser.addoption("--order", type=int, default=0, metavar="N")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Shuffle the guidelines and the checks of each; one order in ten mixes them all.

    In that one, what a guideline's checks share is set up anew for almost every check.
    """
    number: int = config.getoption("order")
    chance = random.Random(number)  # noqa: S311 - no secret
    if number % MIXED == 1:
        chance.shuffle(items)
        return
    guidelines = [list(checks) for _, checks in groupby(items, key=lambda check: check.path)]
    chance.shuffle(guidelines)
    for checks in guidelines:
        chance.shuffle(checks)
    items[:] = chain.from_iterable(guidelines)
