"""How a collection words things, asked of its catalogue and lexical index."""

import re
from collections.abc import Sequence

from search.lexical import LexicalIndex
from search.store import Catalogue

_READ = 10
"""Passages that are read to see how a word is written."""


class CollectionWording:
    """The wording of one generation, of all its documents. Safe to use from several threads."""

    def __init__(self, catalogue: Catalogue, lexical: LexicalIndex) -> None:
        self._catalogue = catalogue
        self._lexical = lexical

    def vocabulary(self) -> Sequence[tuple[str, int]]:
        """Return the words in lower case, each with the number of passages that hold it."""
        return self._lexical.vocabulary()

    def holds(self, found: Sequence[str]) -> bool:
        """Return whether a passage holds all of these parts of compounds or other terms."""
        return self._lexical.has_all(found, field="parts")

    def count(self, found: Sequence[str]) -> int:
        """Return how many passages hold all of these parts of compounds or other terms."""
        return self._lexical.count(found, field="parts")

    def count_phrase(self, words: Sequence[str]) -> int:
        """Return in how many passages these words stand next to each other."""
        return self._lexical.count_phrase(words)

    def is_name(self, word: str) -> bool:
        """Return whether a word is written with a capital in the passages that hold it, as far as they are read."""
        rows = [row for row, _ in self._lexical.rank({word: 1.0}, field="words", depth=_READ)]
        plain = re.compile(rf"(?<![\w@./-]){re.escape(word)}(?![\w@/-]|\.\w)")  # addresses have no capitals
        return not any(plain.search(stored.passage.text) for stored in self._catalogue.passages(rows))
