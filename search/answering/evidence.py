"""What in a passage speaks for it: which of the question's words it holds, and whether it is about what is named."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from corpus.model import Item, Metadata, Passage
from search.answering.candidates import Unit, units
from search.answering.question import Name, Question
from search.answering.shapes import find
from search.answering.years import years_of
from search.dutch.analyser import parts, terms
from search.expansion import Expansion
from search.fields import headings
from search.lexical import rarity
from search.matching import Words, words_of

Span = tuple[int, int]
_EXPANDED = 0.8
"""How much of a term's weight its expansion brings: the passage says it in other words."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What the words of a question are worth: by how rare they are in the collection."""

    focus: Mapping[str, float]
    forms: Mapping[str, Sequence[tuple[str, ...]]]  # per term what may stand for it, as terms

    @classmethod
    def of(
        cls,
        focus: Sequence[str],
        expansions: Sequence[Expansion],
        frequency: Callable[[str], int],
        passages: int,
    ) -> "Weights":
        """Return the weights of terms, given in how many of the passages a term occurs."""
        forms: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        for one in expansions:
            for term in one.terms:
                forms[term].append(one.form.terms)
        found = {term: frequency(term) or min(map(frequency, parts([term]))) for term in focus}
        return cls({term: rarity(often, passages) for term, often in found.items()}, forms)

    def share(self, held: frozenset[str], *, apart_from: Set[str] = frozenset()) -> float:
        """Return which share of the weight the terms have that are held; 1 when there are no terms."""
        counted = {term: weight for term, weight in self.focus.items() if term not in apart_from}
        total = sum(counted.values())
        if total == 0:
            return 1.0
        return sum(weight * self._part(term, held) for term, weight in counted.items()) / total

    def _part(self, term: str, held: frozenset[str]) -> float:
        if term in held:
            return 1.0
        return _EXPANDED if any(map(held.issuperset, self.forms.get(term, ()))) else 0.0

    def sought(self, question: Question) -> frozenset[str]:
        """Return every term that is looked for in passages."""
        named = (term for name in question.names for term in name.terms)
        return frozenset(
            (*self.focus, *named, *(term for forms in self.forms.values() for form in forms for term in form))
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that may answer, with what was found in it."""

    passage: Passage
    metadata: Metadata  # of the document
    item: Item | None
    score: float  # of the search, 1 for the best
    dense: float  # cosine to the question
    units: tuple[Unit, ...]
    places: Mapping[str, tuple[Span, ...]]  # where the terms that are looked for stand
    above: frozenset[str]  # those of them that title, item, headings or publisher hold

    @classmethod
    def of(
        cls, passage: Passage, metadata: Metadata, item: Item | None, sought: Set[str], *, score: float, dense: float
    ) -> "Evidence":
        """Return what a passage holds of the terms that are looked for."""
        words = words_of(passage.text)
        places = {term: spans for term in sought if (spans := words.find({term}))}
        over = _words_above(f"{headings(passage)}\n{metadata.publisher or ''}")
        above = frozenset(term for term in sought if over.how(term))
        return cls(passage, metadata, item, score, dense, units(passage.text), places, above)

    @property
    def date(self) -> str | None:
        """When it was written: the date of the item, or else of the document."""
        return self.metadata.date_of(self.item)

    def text_of(self, unit: Unit) -> str:
        """Return the words of a unit."""
        return self.passage.text[unit.start : unit.end]

    def held(self, start: int, end: int) -> frozenset[str]:
        """Return the terms that this stretch of the passage holds."""
        return frozenset(
            term for term, spans in self.places.items() if any(start <= first and last <= end for first, last in spans)
        )

    @property
    def anywhere(self) -> frozenset[str]:
        """The terms that the passage or what stands above it holds."""
        return self.above | frozenset(self.places)

    def about(self, name: Name, unit: Unit) -> float:
        """Return 1 when a unit or a heading names what is asked about, .5 when only the passage does, else 0."""
        if name.is_year:
            return self._about_year(int(name.text), unit)
        if name.is_title:
            return self._about_title(name.text.casefold(), unit)
        if (self.above | self.held(unit.start, unit.end)).issuperset(name.terms):
            return 1.0
        if not self.anywhere.issuperset(name.terms):
            return 0.0
        if name.is_place and any(
            not set(name.terms) & set(terms(place)) for place in (*_places(self.text_of(unit)), *self._municipality())
        ):
            return 0.0
        return 0.5

    def _about_title(self, title: str, unit: Unit) -> float:
        if title in headings(self.passage).casefold() or title in self.text_of(unit).casefold():
            return 1.0
        return 0.5 if title in " ".join(self.passage.text.split()).casefold() else 0.0

    def _municipality(self) -> tuple[str, ...]:
        """Return the municipality that published it: what it tells is told of that place."""
        publisher = self.metadata.publisher or ""
        return (publisher,) if publisher.lower().startswith("gemeente ") else ()

    def _about_year(self, year: int, unit: Unit) -> float:
        """Return how far a unit is about a year: by itself, or else what precedes it, stands above it, or its date."""
        own = years_of(self.text_of(unit), self.date)
        if own.told or year in own.since:
            return float(year in own.told or year in own.since)
        earlier = years_of(self.passage.text[: unit.start], self.date).told[-1:]
        above = years_of(headings(self.passage), None).told
        if earlier:
            return 0.5 if year in earlier else 0.0
        if above:
            return float(year in above)
        return 0.5 if (self.date or "").startswith(str(year)) else 0.0


@lru_cache(maxsize=2_000)
def _words_above(lines: str) -> Words:
    """Return the words of the lines over a passage; many passages share them."""
    return words_of(lines)


@lru_cache(maxsize=2_000)
def _places(text: str) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in find(text, "place"))


def names_about(question: Question, evidence: Evidence, unit: Unit) -> float:
    """Return how far a unit is about all that a question names: the least of them; 1 when it names nothing."""
    return min((evidence.about(name, unit) for name in question.names), default=1.0)
