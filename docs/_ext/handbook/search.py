"""The language of the search index: English, in which a word is stemmed once a build."""

from functools import cache

from sphinx.search.en import SearchEnglish


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
