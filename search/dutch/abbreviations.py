"""Abbreviations that a text explains: "Werkplaats Sociaal Domein Twente (WSDT)", "WSDT (Werkplaats ...)"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.dutch.compounds import split_compound
from search.dutch.stopwords import STOPWORDS

# Two capitals at least; small letters only between them and one at the end (StUF, NZa).
_SHORT = r"[A-ZÀ-Þ][\w&-]{0,10}[A-ZÀ-Þ][a-zß-ÿ]?"
_AFTER = re.compile(rf"\((?P<short>{_SHORT})\)")
_BEFORE = re.compile(rf"\b(?P<short>{_SHORT}) \((?P<long>[^()\n]{{5,150}})\)")
_WORD = re.compile(r"[^\W\d_]+")
_MARKS = " .,;:'’\""
_MAX_LONG = 150
_MAX_SKIPPED = 1
"""Words of the long form that give no letter, stopwords apart."""


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and what it stands for, both as written."""

    short: str
    long: str


def find_abbreviations(text: str) -> Iterator[Abbreviation]:
    """Yield each abbreviation that a text explains in brackets, as often as it does.

    The capitals of the short form begin, in order, words of the long form or parts of its compounds: "Gemeentelijke
    Gezondheidsdienst (GGD)". So "Vragen van het lid Visser (VVD)" explains nothing.

    Source:
        After Schwartz & Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text", PSB
        2003; that letters must begin a word or a part of one is ours.
    """
    for match in _AFTER.finditer(text):
        line = text[max(0, match.start() - _MAX_LONG) : match.start()].rpartition("\n")[2].rstrip()
        start = _long_form(match["short"], line)
        if start is not None:
            yield Abbreviation(match["short"], line[start:].rstrip(_MARKS))
    for match in _BEFORE.finditer(text):
        if _long_form(match["short"], match["long"]) == 0:
            yield Abbreviation(match["short"], match["long"])


def _long_form(short: str, text: str) -> int | None:
    """Return where the long form starts that the text ends with, or None when its letters are not there."""
    letters = [letter.lower() for letter in short if letter.isupper()]
    skipped = 0
    for match in reversed(list(_WORD.finditer(text))):
        word = match[0].lower()
        # A stopword may stand in a name ("zorg in natura"); only with a capital it begins one ("De Brug").
        is_passed = match[0] in STOPWORDS and len(letters) == 1
        if not is_passed and (given := _given(word, letters)):
            del letters[-given:]
            if not letters:
                return match.start()
        elif word not in STOPWORDS:
            skipped += 1
            if skipped > _MAX_SKIPPED:
                return None
    return None


def _given(word: str, letters: Sequence[str]) -> int:
    """Return how many of the last letters a word gives: its first, and those of other parts when it is a compound."""
    first, *others = [part[0] for part in split_compound(word)] or [word[0]]
    for count in range(min(len(letters), 1 + len(others)), 0, -1):
        wanted, left = letters[-count:], iter(others)
        if wanted[0] == first and all(letter in left for letter in wanted[1:]):
            return count
    return 0
