"""Abbreviations that a text explains: "Werkplaats Sociaal Domein Twente (WSDT)", "WSDT (Werkplaats ...)"."""

import heapq
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.dutch.compounds import split_compound
from search.dutch.stopwords import STOPWORDS

# Two capitals at least, with small letters only between them and one at the end (StUF, NZa); or small letters, perhaps
# after one capital (ggz, Zvw). A number may end it (Wmo 2015), and who belongs to it may follow (zzp'er).
_SHORT = (
    r"(?P<short>(?:[A-ZÀ-Þ][\w&-]{0,10}[A-ZÀ-Þ][a-zß-ÿ]?|[A-ZÀ-Þa-zß-ÿ][a-zß-ÿ]{1,5})(?: ?\d{1,4})?)"
    r"(?:['’](?:s|e?rs?|en))?"
)
_CALLED = r"(?:afgekort|kortweg|hierna)(?: tot| als)?:? "
_AFTER = re.compile(rf"""\((?:{_CALLED})?["“‘]?{_SHORT}["”’]?[),;]""")
_APPOSED = re.compile(rf", {_CALLED}{_SHORT}\b")
_BEFORE = re.compile(rf"\b{_SHORT} \((?:voluit:? )?(?P<long>[^()\n]{{5,150}})\)")
_REACH = re.compile(r"[\n()]")
"""What a long form does not reach over."""
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
    """Yield each abbreviation that a text explains, as often as it does.

    The capitals of the short form, or all letters of one with fewer than two, begin words of the long form or parts of
    its compounds, in order: "Gemeentelijke Gezondheidsdienst (GGD)". So "Vragen van het lid Visser (VVD)" explains
    nothing, and nor does a word in brackets that is none of these.

    Source:
        After Schwartz & Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text", PSB
        2003; that letters must begin a word or a part of one is ours.
    """
    for match in heapq.merge(_AFTER.finditer(text), _APPOSED.finditer(text), key=re.Match.start):
        line = _REACH.split(text[max(0, match.start() - _MAX_LONG) : match.start()])[-1].rstrip()
        start = _long_form(match["short"], line)
        if start is not None:
            yield Abbreviation(match["short"], line[start:].rstrip(_MARKS))
    for match in _BEFORE.finditer(text):
        if _long_form(match["short"], match["long"]) == 0:
            yield Abbreviation(match["short"], match["long"])


def _long_form(short: str, text: str) -> int | None:
    """Return where the long form starts that the text ends with, or None when its letters are not there."""
    if short in STOPWORDS:
        return None
    capitals = [letter for letter in short if letter.isupper()]
    letters = [letter.lower() for letter in (capitals if len(capitals) > 1 else short) if letter.isalpha()]
    skipped = 0
    for match in reversed(list(_WORD.finditer(text))):
        word = match[0].lower()
        # A stopword may stand in a name ("zorg in natura"); only with a capital it begins one ("De Brug"), or joined to
        # the next word ("niet-aangeboren").
        is_passed = match[0] in STOPWORDS and len(letters) == 1 and not text.startswith("-", match.end())
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
