"""The table tells each number, what was measured, and all that misses the number."""

import pytest

from checks.browser.table import SHOWN, Row, at_most, every, none, table


@pytest.mark.parametrize(
    ("row", "cells", "fault"),
    [
        (none("errors", [], "3 pages"), ("0", "0 on 3 pages"), None),
        (none("errors", ["a: b"], "3 pages"), ("0", "1 on 3 pages"), "a: b"),
        (at_most("html", 60, 60, "kB"), ("≤ 60 kB", "60 kB"), None),
        (
            at_most("html", 60, 60.1, "kB", of="a.html"),
            ("≤ 60 kB", "60.1 kB"),
            "a.html: 60.1 kB, at most 60 kB",
        ),
        (at_most("stops", 10, 11), ("≤ 10", "11"), "stops: 11, at most 10"),
        (every("ids", "first", 2, []), ("first", "2 of 2"), None),
        (every("ids", "first", 2, ["a"]), ("first", "1 of 2"), "a"),
        (every("ids", "first", 0, []), ("first", "0 of 0"), "ids: nothing to try it on was found"),
    ],
)
def test_rows(row: Row, cells: tuple[str, str], fault: str | None) -> None:
    """A number is met or missed as it was measured; what was never tried is missed."""
    assert (row.number, row.measured) == cells
    assert row.faults == ((fault,) if fault else ())


def test_missed_numbers_are_told() -> None:
    """Columns are aligned; faults stand below the table, of many the first ones."""
    many = none("errors", [f"fault {number}" for number in range(SHOWN + 3)], "9 pages")
    lines = list(table([at_most("shift", 0.05, 0.01), many]))
    assert lines == [
        "what    number  measured",
        "shift   ≤ 0.05  0.01           met",
        "errors  0       15 on 9 pages  MISSED",
        "\nerrors: must be 0",
        *(f"  fault {number}" for number in range(SHOWN)),
        "  … and 3 more",
    ]
