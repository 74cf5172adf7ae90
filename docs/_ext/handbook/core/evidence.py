"""Keeps what the checks saw: one file per guideline and interpreter, whole or not at all."""

import hashlib
import json
import os
import platform
import sys
import sysconfig
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from cattrs import Converter, transform_error

from handbook.core.observations import Observation
from handbook.core.records import Evidence, Guideline, Interpreter, Tree

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
    words = [
        [claim.name, *(claim.on(half) for half in claim.halves)] for claim in guideline.every_claim
    ]
    check = tree.check(*guideline.place)
    return {
        "claims": digest(json.dumps(words).encode()),
        **{
            half: digest(_bytes(tree.example(*guideline.place, half))) for half in guideline.modules
        },
        "check": digest(_bytes(check), shared_digest(check.parent).encode()),
        "probes": shared_digest(tree.root / "checks" / "probes"),
    }


def shared_digest(folder: Path) -> str:
    """Return one digest of all modules that checks share: a verdict is as good as these."""
    # Asked for with every guideline: a scan costs a tenth of what a glob does.
    found = os.scandir(folder) if folder.is_dir() else ()
    stamps = [
        (each.path, each.stat().st_mtime_ns)
        for each in found
        if each.name.endswith(".py") and not each.name.startswith("test_")
    ]
    return _digest_of_files(tuple(sorted(stamps)))


@lru_cache(maxsize=32)
def _digest_of_files(stamps: tuple[tuple[str, int], ...]) -> str:
    paths = [Path(name) for name, _ in stamps]
    return digest(*(path.name.encode() + path.read_bytes() for path in paths))


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def digest(*parts: bytes) -> str:
    """Return a short SHA-256."""
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
