"""The search index: stemmed once a build, and whole after a build that wrote some pages alone."""

from functools import cache

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish
from sphinx.util.index_entries import split_index_msg


class English(SearchEnglish):
    """Remembers stems: most words of a page stand on others too, and each stem is dear.

    Sphinx forgets them after every page; on a page of a guideline stemming takes an eighth of
    the time that reading and writing it does.
    """

    def __init__(self, options: dict[str, str]) -> None:
        """Start with none."""
        super().__init__(options)
        self._known = cache(super().stem)

    def stem(self, word: str) -> str:
        """Return the stem of a word."""
        return self._known(word)


def restore_entries(app: Sphinx) -> list[tuple[str, dict[str, object], str]]:
    """Give the search the symptoms on pages that this build has not written; add no page.

    Sphinx takes what it knows of them from the index that the last build left, and of that
    everything but the entries of `index` nodes.
    """
    known = getattr(getattr(app.builder, "indexer", None), "_index_entries", None)
    if known is not None:
        for docname, entries in app.env.domains.index_domain.entries.items():
            words = {
                (word, target or "", main)
                for kind, value, target, main, _ in entries
                for word in split_index_msg(kind, value)
            }
            known.setdefault(docname, sorted(words))
        ordered = dict(sorted(known.items()))  # as a build of everything has them
        known.clear()
        known.update(ordered)
    return []
