"""What a review found in somebody's code, as text for people and as annotations on GitHub."""

from dataclasses import dataclass

from handbook.core.citing import link_path
from handbook.core.records import Guideline, Tree

NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in the code; lines and columns count from 1, columns in characters.

    A finding without guidelines is code that could not be read, and so was not checked.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    rule: str
    message: str
    guidelines: tuple[Guideline, ...] = ()

    @property
    def told(self) -> str:
        """Return what the linter says, after its rule."""
        return f"{self.rule if self.guidelines else f'{NOT_CHECKED}:'} {self.message}"


@dataclass(frozen=True, slots=True)
class Review:
    """The rules that were run, the number of files, and what was found in them."""

    rules: dict[str, tuple[Guideline, ...]]
    files: int
    findings: tuple[Finding, ...]

    @property
    def summary(self) -> str:
        """Return the outcome in a line."""
        unread = {each.path for each in self.findings if not each.guidelines}
        found = sum(1 for each in self.findings if each.guidelines)
        seen = f"{_count(found, 'finding')} in {_count(self.files, 'file')}"
        missed = f", of which {len(unread)} could not be read" if unread else ""
        return f"{seen}{missed}; looked for {', '.join(self.rules) or 'nothing'}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def url(guideline: Guideline, base: str, tree: Tree) -> str:
    """Return where to read a guideline: on the published site, or in this tree's own page."""
    if base:
        return f"{base.rstrip('/')}/{link_path(guideline.id)}"
    return tree.page(*guideline.place).resolve().as_uri()


def text(review: Review, base: str, tree: Tree) -> str:
    """Return the findings for people, each with its guidelines below it."""
    lines = []
    for each in review.findings:
        lines.append(f"{each.path}:{each.line}:{each.column}: {each.told}")
        for guideline in each.guidelines:
            lines.append(f"    {guideline.heading}")
            lines.append(f"    {url(guideline, base, tree)}")
    return "\n".join([*lines, review.summary, ""])


def github(review: Review, base: str, tree: Tree) -> str:
    """Return the findings as workflow commands, which GitHub shows beside the lines."""
    return "".join(f"{_command(each, base, tree)}\n" for each in review.findings)


def _command(finding: Finding, base: str, tree: Tree) -> str:
    titles = [each.heading for each in finding.guidelines]
    links = [url(each, base, tree) for each in finding.guidelines]
    where = {
        "file": finding.path,
        "line": finding.line,
        "endLine": finding.end_line,
        "col": finding.column,
        "endColumn": finding.end_column,
        "title": "; ".join(titles) or NOT_CHECKED.capitalize(),
    }
    options = ",".join(f"{name}={_option(str(value))}" for name, value in where.items())
    level = "warning" if finding.guidelines else "error"
    return f"::{level} {options}::{_data(chr(10).join([finding.told, *links]))}"


def _data(value: str) -> str:
    """Return a message as a workflow command takes it."""
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _option(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
