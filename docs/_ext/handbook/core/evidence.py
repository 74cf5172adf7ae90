"""Keeps what the checks saw: one file per guideline and interpreter, whole or not at all."""

import hashlib
import json
import os
import platform
import sys
import sysconfig
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from cattrs import Converter, transform_error

from handbook.core.records import Evidence, Guideline, Interpreter, Observation, Tree

PART = ".part"  # ends the name of a file that is being written
SCHEMA = 1
_converter = Converter(forbid_extra_keys=True)


class UnreadableEvidence(ValueError):  # noqa: N818 - what it is, not that it is an error
    """A file in the evidence folder that no run of these checks wrote."""


def this_interpreter() -> Interpreter:
    """Return the Python that is running."""
    return Interpreter(
        implementation=platform.python_implementation(),
        version=platform.python_version(),
        free_threaded=bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        gil=getattr(sys, "_is_gil_enabled", lambda: True)(),
    )


def this_platform() -> str:
    """Return the kind of machine, such as ``linux x86_64``."""
    return f"{sys.platform} {platform.machine()}"


def observation(data: dict[str, object]) -> Observation:
    """Return what a run reported as a record."""
    return _converter.structure(data, Observation)


def digests(guideline: Guideline, tree: Tree) -> dict[str, str]:
    """Return what the evidence rests on, each as a short SHA-256."""
    place = guideline.chapter, guideline.slug
    words = [
        [claim.name, *(claim.on(half) for half in claim.halves)] for claim in guideline.every_claim
    ]
    check = tree.check(*place)
    return {
        "claims": _digest(json.dumps(words).encode()),
        **{half: _digest(_bytes(tree.example(*place, half))) for half in guideline.modules},
        "check": _digest(_bytes(check), _bytes(check.with_name("conftest.py"))),
        "probes": probes_digest(tree.root / "checks" / "probes"),
    }


def probes_digest(folder: Path) -> str:
    """Return one digest of all instruments: a verdict is as good as what measured it."""
    # Asked for with every guideline: a scan costs a tenth of what a glob does.
    found = os.scandir(folder) if folder.is_dir() else ()
    stamps = [(each.path, each.stat().st_mtime_ns) for each in found if each.name.endswith(".py")]
    return _digest_of_files(tuple(sorted(stamps)))


@lru_cache(maxsize=8)
def _digest_of_files(stamps: tuple[tuple[str, int], ...]) -> str:
    paths = [Path(name) for name, _ in stamps]
    return _digest(*(path.name.encode() + path.read_bytes() for path in paths))


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def write(evidence: Evidence, tree: Tree) -> Path:
    """Put the evidence in its place; a reader sees the old file or the new one, never a part."""
    path = tree.evidence / evidence.interpreter.key / f"{evidence.guideline}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_converter.unstructure(evidence), sort_keys=True, separators=(",", ":"))
    writer = f"{os.getpid()}-"
    with NamedTemporaryFile("w", dir=path.parent, prefix=writer, suffix=PART, delete=False) as part:
        try:
            part.write(text + "\n")
            part.close()
            os.replace(part.name, path)  # noqa: PTH105 - the atomic call by its own name
        except BaseException:
            Path(part.name).unlink()
            raise
    return path


def sweep(tree: Tree) -> None:
    """Remove what runs had half written when they were killed."""
    for part in tree.evidence.glob(f"*/*{PART}"):
        with suppress(OSError):  # OSError: the writer lives, or the folder is not to be written
            try:
                os.kill(int(part.name.partition("-")[0]), 0)
            except ProcessLookupError:
                part.unlink()


def read(path: Path) -> Evidence:
    """Return what a file holds; raise `UnreadableEvidence` with the reason where it cannot."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except ValueError:
        raise UnreadableEvidence("it is cut short or is not JSON") from None
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        schema = data.get("schema") if isinstance(data, dict) else None
        raise UnreadableEvidence(f"it is of schema {schema!r}, and this book reads {SCHEMA}")
    try:
        evidence = _converter.structure(data, Evidence)
    except Exception as error:  # noqa: BLE001 - cattrs groups whatever each field raised
        raise UnreadableEvidence("; ".join(transform_error(error)[:3])) from None
    if (evidence.interpreter.key, evidence.guideline) != (path.parent.name, path.stem):
        raise UnreadableEvidence(f"it tells of {evidence.guideline} on {evidence.interpreter.key}")
    return evidence


def merged(new: Evidence, tree: Tree) -> Evidence:
    """Return the new evidence with what a fresh file already told of other claims.

    A run of some checks thus renews those and keeps the rest.
    """
    path = tree.evidence / new.interpreter.key / f"{new.guideline}.json"
    try:
        old = read(path)
    except (OSError, UnreadableEvidence):
        return new
    if (old.digests, old.interpreter) != (new.digests, new.interpreter):
        return new
    claims = {name: {**old.claims.get(name, {}), **seen} for name, seen in new.claims.items()}
    return replace(new, claims={**old.claims, **claims})


@dataclass(frozen=True, slots=True)
class Proof:
    """All evidence for one guideline: the fresh, by version, and what is wrong with the rest."""

    guideline: Guideline
    fresh: tuple[Evidence, ...]
    unreadable: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()

    @property
    def unproved(self) -> tuple[str, ...]:
        """Each claim that fresh evidence does not prove, with where, such as ``x on 3.13.0``."""
        return tuple(
            f"{claim.name} on {evidence.interpreter.label}"
            for evidence in self.fresh
            for claim in self.guideline.every_claim
            if not evidence.proves(claim.name) and not evidence.why_skipped(claim.name)
        )

    @property
    def untried(self) -> tuple[str, ...]:
        """Each claim that was skipped on every interpreter, with why."""
        return tuple(
            f"{claim.name} ({reasons})"
            for claim in self.guideline.every_claim
            if (reasons := self._why_skipped_everywhere(claim.name))
        )

    def _why_skipped_everywhere(self, claim: str) -> str:
        reasons = {each.interpreter.label: each.why_skipped(claim) for each in self.fresh}
        told = [f"{label}: {reason}" for label, reason in reasons.items()]
        return "; ".join(told) if all(reasons.values()) else ""


def files(guideline: Guideline, tree: Tree) -> list[Path]:
    """Return the guideline's evidence files, one an interpreter."""
    return sorted(tree.evidence.glob(f"*/{guideline.id}.json"))


def proof(guideline: Guideline, tree: Tree) -> Proof:
    """Read all evidence of one guideline and tell the fresh from the rest."""
    now = digests(guideline, tree)
    fresh: list[Evidence] = []
    stale: list[str] = []
    unreadable: list[str] = []
    for path in files(guideline, tree):
        try:
            evidence = read(path)
        except UnreadableEvidence as error:
            unreadable.append(f"{tree.name(path)} cannot be read: {error}")
            continue
        changed = [part for part, digest in now.items() if evidence.digests.get(part) != digest]
        if changed:
            stale.append(f"{evidence.interpreter.label} (changed since: {', '.join(changed)})")
        else:
            fresh.append(evidence)
    fresh.sort(key=lambda each: by_version(each.interpreter))
    return Proof(guideline, tuple(fresh), tuple(unreadable), tuple(stale))


def fingerprint(guideline: Guideline, tree: Tree) -> str:
    """Return a digest of all that a page shows of its proof, whatever the files' dates."""
    return _digest(
        json.dumps(digests(guideline, tree)).encode(),
        *(path.parent.name.encode() + path.read_bytes() for path in files(guideline, tree)),
    )


def by_version(interpreter: Interpreter) -> tuple[list[int], bool]:
    """Return what puts interpreters in order: the oldest first, a free-threaded build last."""
    numbers = [
        int("".join(filter(str.isdigit, part)) or 0) for part in interpreter.version.split(".")
    ]
    return numbers, interpreter.free_threaded
