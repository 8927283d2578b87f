"""Which words of a passage a query finds."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from search.dutch.analyser import analyse, parts

Span = tuple[int, int]
How = Literal["word", "part", "parts", "some"]
"""As the word itself, in any form; as a part of a compound; or, of a compound, as all of its parts or some of them."""


@dataclass(frozen=True, slots=True)
class Words:
    """Where the words of a text stand: by their term, and compounds by each of their parts as well."""

    by_term: Mapping[str, tuple[Span, ...]]
    by_part: Mapping[str, tuple[Span, ...]]

    def find(self, query: Set[str]) -> tuple[Span, ...]:
        """Return the words that the terms of a query find, in order, half-open.

        They are its own words, compounds of them, and the parts of its compounds when all are there: "werk" finds
        "jongerenwerk", and "jongerenwerk" finds "werk" where "jongeren" is too.
        """
        found = {span for term in query for place in (self.by_term, self.by_part) for span in place.get(term, ())}
        for part in self._whole(query):
            found.update(self.by_term.get(part, ()))
        return tuple(sorted(found))

    def phrase(self, wanted: Sequence[str]) -> tuple[Span, ...]:
        """Return the words that are these terms themselves, in order; none unless all of them are there."""
        found = [self.by_term.get(term, ()) for term in wanted]
        return tuple(sorted({span for spans in found for span in spans})) if all(found) else ()

    def _whole(self, query: Set[str]) -> Iterator[str]:
        """Yield the parts of those compounds in a query of which every part is there."""
        for term in query:
            own = parts([term])
            if len(own) > 1 and all(part in self.by_term or part in self.by_part for part in own):
                yield from own

    def some(self, term: str) -> tuple[Span, ...]:
        """Return the words that have a part of a compound, in order, even where its other parts are missing."""
        own = parts([term])
        return tuple(
            sorted({span for part in own for place in (self.by_term, self.by_part) for span in place.get(part, ())})
        )

    def how(self, term: str) -> How | None:
        """Return how a term of a query is there as a whole, if it is."""
        if term in self.by_term:
            return "word"
        if term in self.by_part:
            return "part"
        return "parts" if any(self._whole({term})) else None


@lru_cache(maxsize=2_000)
def words_of(text: str) -> Words:
    """Return the words of a text; those that are shown are shown often."""
    by_term: dict[str, list[Span]] = {}
    by_part: dict[str, list[Span]] = {}
    for token in analyse(text):
        by_term.setdefault(token.term, []).append((token.start, token.end))
        own = parts([token.term])
        for part in own if len(own) > 1 else ():
            by_part.setdefault(part, []).append((token.start, token.end))
    return Words(*({term: tuple(spans) for term, spans in found.items()} for found in (by_term, by_part)))
