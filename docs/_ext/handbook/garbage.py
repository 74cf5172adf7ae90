"""Has a build collect its garbage every so many pages, and not whenever it has made objects.

The pages and all that is known of them stay to the end, and each collection looks at them again:
of 1 000 pages that takes a tenth of a build, and of one by two processes a quarter.
"""

import gc
import itertools

from sphinx.application import Sphinx

PAGES = 100
_seen = itertools.count(1)


def hold(_: Sphinx) -> None:
    """Collect nothing for the time being."""
    gc.disable()


def collect(*_: object) -> None:
    """Collect with each hundredth page what is new, and look at what stays no more."""
    if next(_seen) % PAGES == 0 and not gc.isenabled():
        gc.collect()
        gc.freeze()


def resume(*_: object) -> None:
    """Leave the collection of garbage as it was, also after a build that failed."""
    gc.unfreeze()
    gc.enable()
