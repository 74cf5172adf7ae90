"""The handbook's commands; `nox --list` says what each does."""

import os
import re
import sys
import sysconfig
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryFile

import nox
from python_discovery import get_interpreter

nox.needs_version = ">=2026"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "types", "checks", "docs"]

OLDEST = (3, 11)
if sys.version_info < OLDEST:
    sys.exit("The handbook needs Python 3.11 or newer: install nox on one of those, and use that.")

PYTHONS = ["3.11", "3.12", "3.13", "3.14", "3.15", "3.13t", "3.14t", "3.15t"]
FREE = "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
OURS = f"{sys.version_info[0]}.{sys.version_info[1]}{FREE}"
PROJECT = nox.project.load_toml("pyproject.toml")
BUILD = Path("build")
SITE = BUILD / "site"
# A run of everything: one process more than processors, since some checks wait for others; those
# of a guideline stay together, for they share what is costly; the long ones are not kept for last.
WHOLE = ("-n", str((os.cpu_count() or 1) + 1), "--dist", "loadfile", "--no-loadscope-reorder")
KEPT = {"PYTHONDONTWRITEBYTECODE": ""}  # or each process of a run would compile all of it again


def none_is_there() -> bool:
    """Tell whether nothing could be run on: neither on what is asked for by version, nor on any."""
    words = " ".join(takewhile("--".__ne__, sys.argv[1:]))
    asked = [each for each in PYTHONS if re.search(rf"(?<![\w.]){each}(?![\w.])", words)]
    return OURS not in (asked or PYTHONS) and not any(map(get_interpreter, asked or PYTHONS))


# An interpreter that is missing is said to be skipped, on a CI system, too: but not all of them.
nox.options.error_on_missing_interpreters = none_is_there()


@nox.session(python=PYTHONS, allow_parallel=True)
def checks(session: nox.Session) -> None:
    """Prove the claims and test the machinery; `-- PCH020` proves one guideline."""
    _need_build(session)
    _install_checks(session, "docs")
    session.run("pytest", *(session.posargs or WHOLE), env=KEPT)


@nox.session(python=PYTHONS, default=False)
def soak(session: nox.Session) -> None:
    """Run all checks over and over on a busy machine: `-- 200` runs, `--help` tells more."""
    _need_build(session)
    _install_checks(session)
    session.run("python", "-m", "checks.soak", *session.posargs, env={"PYTHONPATH": "docs/_ext"})


@nox.session(default=False)
def probes(session: nox.Session) -> None:
    """Install the probes alone, as another project would, and try them on what others wrote."""
    _install(session, "probes")
    session.install("./checks/probes")
    tried = ("checks/tooling/test_probes_page.py", "checks/tooling/foreign")
    session.run("pytest", "-c", "checks/probes/pyproject.toml", *tried, *session.posargs)


@nox.session(default=False)
def mutants(session: nox.Session) -> None:
    """Put mistakes into the good modules and see the checks notice; `-- --list` shows them."""
    _install_checks(session)
    command = ("python", "-m", "checks.mutation", *session.posargs)
    session.run(*command, env={"PYTHONPATH": "docs/_ext"})


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Compare costs, in ratios: `-- 1000` guidelines, `--help` tells more. Takes half an hour."""
    _need_build(session)
    _install(session, "bench")
    session.run("python", "-m", "checks.bench", *session.posargs, env={"PYTHONPATH": "docs/_ext"})


@nox.session
def docs(session: nox.Session) -> None:
    """Prove the claims on this interpreter, then build the book."""
    _need_build(session)
    _install_checks(session, "docs")
    session.run("pytest", *WHOLE, "--ignore=checks/tooling", "checks", env=KEPT)
    strict = ("-n", "-W", "--keep-going", "-j", "auto")
    session.run(
        "sphinx-build", *strict, *_doctrees("doctrees"), *session.posargs, "docs", str(SITE)
    )
    session.log(f"The book is built. Open {(SITE / 'index.html').resolve().as_uri()}")


@nox.session(default=False)
def browser(session: nox.Session) -> None:
    """Measure every page of the built site in the system's Chromium."""
    if missing := session.run("python", "-m", "checks.browser.executable", silent=True):
        session.skip(str(missing))
    _install(session, "browser")
    session.run("pytest", "checks/tooling/browser")
    session.run("python", "-m", "checks.browser", *session.posargs)


@nox.session(name="docs-live")
def docs_live(session: nox.Session) -> None:
    """Show the book in the browser while it is written; a preview, without evidence."""
    _need_build(session)
    _install(session, "docs", "live")
    served = ("--host", "127.0.0.1", "--port", "0")
    watched = ("--watch", "examples", "--watch", "checks", "--ignore", "*.pyc")
    preview = ("-D", "handbook_preview=1", *_doctrees("live-doctrees"))
    options = (*served, *watched, *preview, *session.posargs)
    session.run("sphinx-autobuild", *options, "docs", str(BUILD / "live"))


@nox.session
def lint(session: nox.Session) -> None:
    """Look for faults of style; `-- --fix` mends what can be mended."""
    _install(session, "lint")
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", *([] if "--fix" in session.posargs else ["--check"]))


@nox.session
def types(session: nox.Session) -> None:
    """Check the types, strictly."""
    _install(session, "types")
    session.run("mypy", *session.posargs)


@nox.session
def new(session: nox.Session) -> None:
    """Start a guideline: `-- <chapter> <slug> "<title>"` writes its four files."""
    _install(session, "core")
    command = ("python", "-m", "handbook.core.scaffold", *session.posargs)
    session.run(*command, env={"PYTHONPATH": "docs/_ext"})


@nox.session
def release(session: nox.Session) -> None:
    """Record a release and write its entry in the changelog: `-- 2026.2`."""
    _install(session, "core")
    command = ("python", "-m", "handbook.core.release", *session.posargs)
    session.run(*command, env={"PYTHONPATH": "docs/_ext"})


@nox.session
def review(session: nox.Session) -> None:
    """Look through other code by the linter rules that guidelines name: `-- PATH…`."""
    _install(session, "core", "lint")
    command = ("python", "-m", "handbook.core.review", *session.posargs)
    environment = {"PYTHONPATH": str(Path("docs/_ext").resolve())}
    with session.chdir(session.invoked_from):
        try:
            session.run(*command, env=environment)
        except nox.command.CommandFailed as failed:
            # nox has one code for all failures; a pipeline tells findings (1) from bad use (2).
            sys.exit(getattr(failed, "return_code", None) or 1)


def _install(session: nox.Session, *groups: str) -> None:
    """Install dependency groups of pyproject.toml into the session's own environment."""
    session.install(*nox.project.dependency_groups(PROJECT, *groups))


def _install_checks(session: nox.Session, *groups: str) -> None:
    """Install what the checks need, and a cluster where it can be: some builds have no wheels."""
    _install(session, "checks", *groups)
    failed = (1, 2)  # pip's and uv's: the checks then say what they skipped, and why
    session.install(*nox.project.dependency_groups(PROJECT, "cluster"), success_codes=[0, *failed])


def _need_build(session: nox.Session) -> None:
    """Stop early where the products cannot be written."""
    try:
        BUILD.mkdir(exist_ok=True)
        with TemporaryFile(dir=BUILD):
            pass
    except OSError as error:
        where = BUILD.resolve()
        session.error(f"{where} must be a folder you can write to: {error.strerror}")


def _doctrees(folder: str) -> tuple[str, str]:
    return "-d", str(BUILD / folder)
