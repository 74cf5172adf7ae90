"""Shuffles the checks, as `-p checks.soak.order --order 7` asks pytest to."""

import random

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the order's number; each gives another order, and always the same."""
    parser.addoption("--order", type=int, default=0, metavar="N")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Shuffle checks of all guidelines among each other."""
    random.Random(config.getoption("order")).shuffle(items)  # noqa: S311 - no secret
