"""The table of what was measured in the browser, against the numbers to keep to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what is measured, its number, what was found, and all that misses the number."""

    what: str
    number: str
    measured: str
    faults: tuple[str, ...] = ()


def none(what: str, faults: Iterable[str], among: str) -> Row:
    """Return the row of something that must not occur at all."""
    found = tuple(faults)
    return Row(what, "0", f"{len(found)} on {among}", found)


def at_most(what: str, limit: float, measured: float, unit: str = "", of: str = "") -> Row:
    """Return the row of a quantity that has an upper limit."""
    words = f"{measured:g} {unit}".strip()
    faults = () if measured <= limit else (f"{of or what}: {words}, at most {limit:g} {unit}",)
    return Row(what, f"≤ {limit:g} {unit}".strip(), words, tuple(each.strip() for each in faults))


def every(what: str, number: str, tried: int, faults: Iterable[str]) -> Row:
    """Return the row of something that must succeed each time; never tried is a fault, too."""
    found = tuple(faults) if tried else (f"{what}: nothing to try it on was found",)
    return Row(what, number, f"{max(tried - len(found), 0)} of {tried}", found)


def table(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of the table, then what misses each number."""
    lines = [("what", "number", "measured", ""), *map(_cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    for line in lines:
        padded = zip(line, widths, strict=False)
        yield f"{'  '.join(cell.ljust(width) for cell, width in padded)}  {line[3]}".rstrip()
    for row in rows:
        yield from _missed(row)


def _cells(row: Row) -> tuple[str, str, str, str]:
    return row.what, row.number, row.measured, "MISSED" if row.faults else "met"


def _missed(row: Row) -> Iterator[str]:
    if row.faults:
        yield f"\n{row.what}: must be {row.number}"
    yield from (f"  {fault}" for fault in row.faults[:SHOWN])
    if row.faults[SHOWN:]:
        yield f"  … and {len(row.faults) - SHOWN} more"
