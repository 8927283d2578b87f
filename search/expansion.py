"""What a query is searched by beside its own words: the long form of an abbreviation, or the short form of a name."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.dutch.abbreviations import Abbreviation
from search.dutch.analyser import terms

WEIGHT = 0.5
"""Of an added term, where one of the query itself has 1."""
_MOST_FORMS = 2
"""Meanings of one abbreviation that are searched; the collection explains these most."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words that are added to a query, as a document writes them, and the term or terms of the query that they mean."""

    terms: tuple[str, ...]
    added: str


class Expander:
    """Adds to queries what the documents of a collection explain. Safe to use from several threads."""

    def __init__(self, abbreviations: Iterable[Abbreviation]) -> None:
        """Take the abbreviations, those that are explained most first."""
        self._added: dict[tuple[str, ...], dict[tuple[str, ...], str]] = {}
        for one in abbreviations:
            for words, added in ((one.short, one.long), (one.long, one.short)):
                found, more = tuple(terms(words)), tuple(terms(added))
                if found and more:
                    forms = self._added.setdefault(found, {})
                    if len(forms) < _MOST_FORMS:
                        forms.setdefault(more, added)
        self._longest = max(map(len, self._added), default=0)

    def expand(self, query: Sequence[str]) -> list[Expansion]:
        """Return what is added to a query, given as its terms in order."""
        found: dict[tuple[str, ...], None] = {}
        for start in range(len(query)):
            for end in range(start + 1, min(len(query), start + self._longest) + 1):
                found.setdefault(tuple(query[start:end]))
        return [
            Expansion(words, added)
            for words in found
            for more, added in self._added.get(words, {}).items()
            if more not in found  # the query says it itself
        ]


def weighted(query: Sequence[str], expansions: Iterable[Expansion]) -> dict[str, float]:
    """Return the weight of each term: how often the query has it, or ``WEIGHT`` when it is added."""
    weights: dict[str, float] = dict(Counter(query))
    for expansion in expansions:
        for term in terms(expansion.added):
            weights.setdefault(term, WEIGHT)
    return weights
