"""Reviews somebody's code: the linter's findings, each with the guideline that explains it."""

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from handbook.core.catalogue import load
from handbook.core.findings import Finding, Review, github, text
from handbook.core.records import Guideline, Tree
from handbook.core.sarif import sarif

FORMATS = {"text": text, "github": github, "sarif": sarif}
UNREAD = "E902"  # ruff's rule for a file that cannot be read; it reports other syntax by none
# Rules are run as on a page, in preview.  Settings of the code itself play no part, and its
# syntax may be the newest: that an older version could not read it is no fault of concurrency.
OPTIONS = ("--preview", "--target-version=py315", "--output-format=json", "--exit-zero")

Rules = dict[str, tuple[Guideline, ...]]


class Unusable(ValueError):  # noqa: N818 - what it is, not that it is an error
    """Nothing was reviewed, for the reason that the message gives."""


def rules(guidelines: Iterable[Guideline]) -> Rules:
    """Return the linter's rules that guidelines in force name, each with those that name it."""
    named: defaultdict[str, list[Guideline]] = defaultdict(list)
    for each in guidelines:
        for rule in each.ruff if each.applies else ():
            named[rule].append(each)
    return {rule: tuple(named[rule]) for rule in sorted(named)}


def review(paths: Sequence[str], named: Rules) -> Review:
    """Return what the linter reports by these rules; raise `Unusable` where it cannot tell."""
    for path in paths:
        if not Path(path).exists():
            raise Unusable(f"there is no {path}; name files and folders that exist")
    files = _ruff(["--show-files"], paths).splitlines()
    if not files:
        raise Unusable(f"no Python file is in {', '.join(paths)}, or each is ignored; name others")
    found = json.loads(_ruff([f"--select={','.join([*named, UNREAD])}", *OPTIONS], paths))
    return Review(named, len(files), tuple(_finding(each, named) for each in found))


def _ruff(options: Sequence[str], paths: Sequence[str]) -> str:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", *options, "--"]
    done = subprocess.run(  # noqa: S603 - the linter of our own environment
        [*command, *paths], capture_output=True, encoding="utf-8", check=False
    )
    # In preview an unknown rule is but a warning, and all code would pass for clean.
    if done.returncode or "Unknown rule selector" in done.stderr:
        raise Unusable(f"ruff cannot review it ({done.returncode}): {done.stderr.strip()}")
    return done.stdout


def _finding(data: dict[str, Any], named: Rules) -> Finding:
    start, end, rule = data["location"], data["end_location"], data["code"] or ""
    cell = f" (in cell {data['cell']})" if data["cell"] else ""  # of a notebook
    return Finding(
        path=_shown(Path(data["filename"])),
        line=start["row"],
        column=start["column"],
        end_line=end["row"],
        end_column=end["column"],
        rule=rule,
        message=data["message"] + cell,
        guidelines=named.get(rule, ()),
    )


def _shown(path: Path) -> str:
    """Return a path as readers know it: from where they are, if it is below that."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def main(words: list[str], tree: Tree) -> int:
    """Review from the command line; return 0 for clean code, 1 for findings, 2 for bad use."""
    parser = ArgumentParser(prog="nox -s review --", description=__doc__)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="files and folders to look at")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write there, and not here")
    asked = parser.parse_args(words)
    try:
        done = review(asked.paths, rules(load(tree).guidelines))
        told = FORMATS[asked.format](done, os.environ.get("HANDBOOK_URL", ""), tree)
        if asked.output:
            asked.output.write_text(told, "utf-8")
    except Unusable as error:
        parser.error(str(error))
    except OSError as error:
        parser.error(f"{error.filename} must be a file that can be written: {error.strerror}")
    sys.stdout.write(f"{done.summary}\n" if asked.output else told)
    return 1 if done.findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Tree(Path(__file__).parents[4])))
