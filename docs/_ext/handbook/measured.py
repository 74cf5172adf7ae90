"""Figures of a guideline's evidence as a table, so that no number in the prose is typed by hand."""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from handbook.core.proof import Proof, command
from handbook.core.records import Evidence, Guideline
from handbook.core.svg import number
from handbook.derived import part
from handbook.domain import handbook
from handbook.elements import Markup, table
from handbook.run import not_run, source
from handbook.verdicts import told


class Measured(SphinxDirective):
    """Shows what was seen of the good module: a figure named "row: column" is a cell.

    Its arguments are the guideline's ID, and what the rows are.
    """

    required_arguments = 2
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the table, or the command that makes what it lacks."""
        domain, (identifier, corner) = handbook(self.env), self.arguments
        guideline = domain.book.catalogue.by_id(identifier)
        if guideline is None:
            raise self.error(f"there is no guideline {identifier} to take figures from")
        domain.shows(self.env.docname, f"page {guideline.docname}")
        seen = domain.book.proof(guideline)
        evidence = told(seen)
        shown = rows(evidence) if evidence else {}
        if evidence and shown:
            return [part(_table(corner, shown), source(guideline, evidence))]
        if seen is not None:
            domain.warn(self.env.docname, *_lack(guideline, seen), self.lineno)
        return [part(not_run(guideline))]


def _lack(guideline: Guideline, seen: Proof) -> tuple[str, str]:
    """Return the kind and the words of what keeps the table from being shown."""
    kind = "evidence_missing" if seen.fresh or not seen.stale else "evidence_stale"
    missing = 'are no figures named "row: column"' if seen.fresh else "is no fresh evidence"
    return kind, f"{guideline.id}: there {missing} for this table; run `{command(guideline)}`"


def rows(evidence: Evidence) -> dict[str, dict[str, float]]:
    """Return the figures of the good module that have a row and a column."""
    found: dict[str, dict[str, float]] = {}
    for seen in evidence.claims.values():
        for figure in seen["good"].figures if "good" in seen else ():
            row, colon, column = figure.name.partition(": ")
            if colon:
                found.setdefault(row, {})[f"{column} {figure.unit}".strip()] = figure.value
    return found


def _table(corner: str, shown: dict[str, dict[str, float]]) -> Markup:
    columns = list(dict.fromkeys(column for row in shown.values() for column in row))
    cells = [
        [_capital(row), *(number(seen[column]) if column in seen else "" for column in columns)]
        for row, seen in shown.items()
    ]
    return table([corner, *map(_capital, columns)], cells, name="hb-measured", stub=True)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
