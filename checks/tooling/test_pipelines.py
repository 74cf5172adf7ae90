"""The README, the pipelines and the noxfile name the same commands and the same interpreters."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
GITHUB, TRUST = ".github/workflows/handbook.yml", ".github/workflows/trust.yml"
GITLAB = ".gitlab-ci.yml"
PIPELINES = (".ci/run", GITHUB, TRUST, GITLAB)


def noxfile() -> tuple[list[str], set[str]]:
    """Return the interpreters and the sessions that the noxfile names."""
    module = ast.parse((ROOT / "noxfile.py").read_text("utf-8"))
    (pythons,) = (
        ast.literal_eval(node.value)
        for node in module.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PYTHONS"
    )
    functions = [node.name for node in module.body if isinstance(node, ast.FunctionDef)]
    return pythons, {name.replace("_", "-") for name in functions if not name.startswith("_")}


def test_same_interpreters() -> None:
    """Both pipelines prove the claims, and try the checks, on each interpreter that there is."""
    github, trust, gitlab = (
        yaml.safe_load((ROOT / path).read_text("utf-8")) for path in (GITHUB, TRUST, GITLAB)
    )
    jobs, (pythons, _) = github["jobs"] | trust["jobs"], noxfile()
    for name in ("checks", "mutants", "soak"):
        assert jobs[name]["strategy"]["matrix"]["python"] == pythons
        assert gitlab[name]["parallel"]["matrix"] == [{"PYTHON": pythons}]


@pytest.mark.parametrize("path", ["README.md", *PIPELINES])
def test_sessions_exist(path: str) -> None:
    """Every session that is called by name is one that the noxfile has."""
    text = (ROOT / path).read_text("utf-8")
    calls = re.findall(r"nox -s ((?:[a-z][a-z-]* ?)+)", text.replace('"', ""))
    called = {word.removesuffix("-") for call in calls for word in call.split()}
    assert called
    _, sessions = noxfile()
    assert called <= sessions


def test_two_commands() -> None:
    """The README's two commands differ in the session alone; `.ci/run` calls them by their form."""
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    book, proofs = (line for line in lines if line.startswith("python3 -m venv "))
    assert book.removesuffix("docs") == proofs.removesuffix("checks")


def test_script_parses() -> None:
    """Bash reads `.ci/run` to its end."""
    subprocess.run(["/usr/bin/env", "bash", "-n", ".ci/run"], cwd=ROOT, check=True)
