"""Makes sure that the built pages can be written, and writes what is beside them."""

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


def update(path: Path, text: str) -> None:
    """Write a file, unless it is that already: what copies a site then sees what has changed."""
    content = text.encode()
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
