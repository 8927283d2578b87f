"""What a query is searched by beside its own words: long and short forms, and what a thesaurus says is the same."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from search.dutch.abbreviations import Abbreviation
from search.dutch.analyser import terms
from search.thesaurus import Concept

Source = Literal["abbreviations", "thesaurus"]
"""Who says so: the documents of the collection, or a thesaurus."""
SOURCES: frozenset[Source] = frozenset({"abbreviations", "thesaurus"})
Relation = Literal["longForm", "shortForm", "synonym"]
"""What the added words are of those of the query."""
WEIGHT = 0.25
"""Of an added term, where one of the query itself has 1."""
_MOST_MEANINGS = 2
"""Of one abbreviation that are searched; the collection explains these most."""
_MOST_SYNONYMS = 10
"""Of one label that are searched, those of all its meanings together."""
_WORD = re.compile(r"[\w'’]+")
_Terms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Words that some terms of a query may be searched by as well, as they are written, and their own terms."""

    added: str
    terms: _Terms
    source: Source
    relation: Relation


Forms = Mapping[_Terms, Sequence[Form]]
"""Forms by the terms that they are added to, in order of preference."""
NO_FORMS: Forms = {}


@dataclass(frozen=True, slots=True)
class Expansion:
    """What is added to a query, and the term or terms of the query that it is added to."""

    terms: _Terms
    form: Form


def forms_of_abbreviations(abbreviations: Iterable[Abbreviation]) -> Forms:
    """Return short forms for long ones and the reverse, given those first that are explained most."""
    forms: defaultdict[_Terms, dict[_Terms, Form]] = defaultdict(dict)
    for one in abbreviations:
        short, long = tuple(terms(one.short)), tuple(terms(one.long))
        if short and long:
            if len(forms[short]) < _MOST_MEANINGS:
                forms[short].setdefault(long, Form(one.long, long, "abbreviations", "longForm"))
            if len(forms[long]) < _MOST_MEANINGS:
                forms[long].setdefault(short, Form(one.short, short, "abbreviations", "shortForm"))
    return {asked: tuple(found.values()) for asked, found in forms.items()}


def fingerprint(forms: Forms) -> str:
    """Return what tells these forms from all others, in hexadecimal."""
    written = repr(sorted((asked, tuple(found)) for asked, found in forms.items()))
    return blake2b(written.encode("utf-8", "backslashreplace"), digest_size=6).hexdigest()


def forms_of_concepts(concepts: Iterable[Concept]) -> Forms:
    """Return for each label the other Dutch labels of every concept that it names.

    A label of several words of which one counts names nothing: "Wonen Eerst" is more than "wonen".
    """
    forms: defaultdict[_Terms, dict[_Terms, Form]] = defaultdict(dict)
    for concept in concepts:
        meant = {label: tuple(terms(label)) for label in (*concept.labels, *concept.asked)}
        added = [Form(label, meant[label], "thesaurus", "synonym") for label in concept.labels if meant[label]]
        for label, asked in meant.items():
            if len(asked) > 1 or (asked and len(_WORD.findall(label)) == 1):
                for form in added:
                    if form.terms != asked:
                        forms[asked].setdefault(form.terms, form)
    return {asked: tuple(found.values())[:_MOST_SYNONYMS] for asked, found in forms.items()}


class Expander:
    """Adds to queries what is known of their words. Safe to use from several threads."""

    def __init__(self, *forms: Forms) -> None:
        """Take what may be added; of two forms with the same terms the first is added."""
        self._forms: defaultdict[_Terms, list[Form]] = defaultdict(list)
        for some in forms:
            for asked, more in some.items():
                self._forms[asked] += more
        self._longest = max(map(len, self._forms), default=0)

    def expand(self, query: Sequence[str], *, sources: Set[Source] = SOURCES) -> list[Expansion]:
        """Return what is added to a query, given as its terms in order.

        A name inside a longer one is not looked up: "sociaal domein" in "werkplaats sociaal domein". What the query
        says itself is not added, nor is anything twice.
        """
        spans = [
            (start, end)
            for start in range(len(query))
            for end in range(start + 1, min(len(query), start + self._longest) + 1)
        ]
        said = {tuple(query[start:end]) for start, end in spans}
        expansions: dict[_Terms, Expansion] = {}
        reached = 0
        for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
            asked = tuple(query[start:end])
            found = [form for form in self._forms.get(asked, ()) if form.source in sources]
            if found and end > reached:
                reached = end
                for form in found:
                    if form.terms not in said:
                        expansions.setdefault(form.terms, Expansion(asked, form))
        return list(expansions.values())


def weighted(query: Sequence[str], expansions: Iterable[Expansion]) -> dict[str, float]:
    """Return the weight of each term: how often the query has it, or ``WEIGHT`` when it is added."""
    weights: dict[str, float] = dict(Counter(query))
    for expansion in expansions:
        for term in expansion.form.terms:
            weights.setdefault(term, WEIGHT)
    return weights
