"""The system's Chromium: where it is, or what to install."""

import os
import shutil
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
ABSENT = (
    "no Chromium was found: install it (Debian, Ubuntu: `apt-get install -y chromium`), "
    "or name its executable in the environment variable CHROMIUM"
)


def executable() -> str | None:
    """Return the path of the system's Chromium, if there is one."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


if __name__ == "__main__":
    sys.stdout.write("" if executable() else ABSENT)
