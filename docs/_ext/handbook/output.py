"""Makes sure that the built pages can be written, before anything is read."""

import tempfile
from pathlib import Path


def make_writable(*folders: Path) -> None:
    """End the build with one sentence where Sphinx would end it with a traceback."""
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            why = error.strerror or str(error)
            todo = "make it writable, or name another folder"
            raise SystemExit(f"cannot write to {folder} ({why}); {todo}") from None
