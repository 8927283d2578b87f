"""Spelling: what a query may have meant, told by the words and phrases of the collection itself."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log10
from typing import Literal, Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.dutch.analyser import parts, terms
from search.dutch.compounds import split_compound
from search.dutch.lexicon import is_dutch, is_english, lemma

_MIN_LENGTH = 4
_MAX_LENGTH = 40
_WORDS = 50
"""Words of a query that are looked up in the collection; a longer text was not typed."""
_MOST = 5
"""Doubtful words of one query that are looked at: each takes some milliseconds."""
_ABBREVIATION = 6
"""Words in capitals that are this long at most are abbreviations."""
_NEAREST = 6
"""Candidates for one word whose company in the collection is counted."""
_COMPANY = 4
"""Words of the query that they are counted with."""
_SPACE = 0.5
"""Cost of a space too many or too few, where a letter has 1."""
_FIRST = 0.5
"""Cost of another first letter, on top of the difference itself: people begin a word right."""
_COST, _ALONE, _TOGETHER = 2.0, 0.5, 1.0
"""Weights of the cost, and of the logarithms of the passages with the word and with others of the query too."""
_MARGIN = 0.3
"""How far the best candidate must be ahead of one that means something else to be searched by itself."""
_FAR_MORE = 20
"""How many times the passages of a word that are there its correction must have."""
_MANY = 3
"""Passages that hold a frequent name."""
_LONG = 7
"""Letters from which on a word says more than a name: a capital at the start of a query is then only that."""
_ROOM = 6
"""Letters of a word for each mistake in it: shorter words have too many neighbours."""
_WORST, _SUREST = 2.0, 1.5
"""Highest cost of a candidate, and of one that is searched by itself."""

_CHUNK = re.compile(r"\S+")
# An address, a file, a code, a name such as O'Brien: nothing that is spelled.
_LITERAL = re.compile(r"[\d@/\\_]|\w[.:]\w|\b\w['’]\w")
_WORD = re.compile(r"[^\W\d_]+")
# What sounds alike is often mixed up; order matters.
_SOUNDS = (
    (re.compile(r"ij|ei|y"), "ij"),
    (re.compile(r"ou|au"), "ou"),
    (re.compile(r"sch(?=[ei])|sj|sh"), "s"),
    (re.compile(r"ch|gh"), "g"),
    (re.compile(r"ph|v"), "f"),
    (re.compile(r"th|dt|d"), "t"),
    (re.compile(r"c(?=[eiy])|z|tz"), "s"),
    (re.compile(r"[cq]"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"ie"), "i"),
    (re.compile(r"(.)\1+"), r"\1"),
)


class Wording(Protocol):
    """How a collection words things: all that a correction is judged by.

    What may not be read by whoever searches must not be in it.
    """

    def vocabulary(self) -> Sequence[tuple[str, int]]:
        """Return the words of the collection in lower case, each with the number of passages that hold it."""
        ...

    def holds(self, found: Sequence[str]) -> bool:
        """Return whether a passage holds all of these parts of compounds or other terms, of which there is one."""
        ...

    def count(self, found: Sequence[str]) -> int:
        """Return how many passages hold all of these parts of compounds or other terms."""
        ...

    def count_phrase(self, words: Sequence[str]) -> int:
        """Return in how many passages these words, in lower case, stand next to each other."""
        ...

    def is_name(self, word: str) -> bool:
        """Return whether the collection writes a word with a capital only."""
        ...


@dataclass(frozen=True, slots=True)
class Spelling:
    """What a query is searched as instead, and what it may have meant beyond that; None: as it is."""

    corrected: str | None
    suggestion: str | None


AS_TYPED = Spelling(None, None)


Kind = Literal["space", "sound", "letters"]
"""What a candidate differs in: a space, letters that make no difference to how it sounds, or others."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What ``query[start:end]`` may have meant, in lower case."""

    start: int
    end: int
    text: str
    cost: float
    passages: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Mend:
    start: int
    end: int
    text: str
    is_sure: bool


class Speller:
    """Mends queries by the wording of one collection. Safe to use from several threads."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    @cached_property
    def _vocabulary(self) -> Mapping[int, Mapping[str, int]]:
        """Return the words with their passages, by length: read when a query first has a doubtful word."""
        found: dict[int, dict[str, int]] = {}
        for word, passages in self._wording.vocabulary():
            if word.isalpha() and len(word) >= _MIN_LENGTH:
                found.setdefault(len(word), {})[word] = passages
        return found

    def mend(self, query: str) -> Spelling:
        """Return what is searched instead of a query, and what it may have meant as well.

        A word is doubtful when no passage holds it, or one does and no list of words. It is replaced when one
        candidate is clearly nearest in letters, in sound and in the company that the query's other words are to it;
        else that is only suggested. A compound of known words is replaced only by what sounds alike, a name only by a
        frequent name that differs by one letter, a word that a list has not at all. Where most words are no Dutch ones
        and not all of them can be mended, the query is in another language, and nothing is replaced.

        Args:
            query: Cleaned, in NFC. What is not mended in it stays as it is, and a capital stays one.
        """
        words = [
            match
            for chunk in _CHUNK.finditer(query)
            if not _LITERAL.search(chunk[0])
            for match in _WORD.finditer(query, *chunk.span())
        ]
        doubtful = [place for place, word in enumerate(words[:_WORDS]) if self._is_doubtful(word[0])][:_MOST]
        company = [
            found
            for place, word in enumerate(words)
            if place not in doubtful and len(word[0]) >= _MIN_LENGTH and (found := _parts(word[0]))
        ]
        mends: list[_Mend] = []
        strange, hopeless = 0, 0
        for place in doubtful:
            mend = self._mend(query, words, place, company[:_COMPANY])
            if mend is not None and (not mends or mend.start >= mends[-1].end):
                mends.append(mend)
            lower = words[place][0].lower()
            if not is_dutch(lower) and not split_compound(lower):
                strange += 1
                hopeless += mend is None
        is_foreign = hopeless > 0 and strange > len(words) / 2
        sure = [mend for mend in mends if mend.is_sure and not is_foreign]
        return Spelling(
            corrected=_applied(query, sure) if sure else None,
            suggestion=_applied(query, mends) if len(mends) > len(sure) else None,
        )

    def _is_doubtful(self, word: str) -> bool:
        lower = word.lower()
        if not _MIN_LENGTH <= len(word) <= _MAX_LENGTH or (word.isupper() and len(word) <= _ABBREVIATION):
            return False
        if not (found := _parts(word)):
            return False
        if is_dutch(lower):
            return not self._wording.holds(found)  # to count those of a common word takes milliseconds
        # The parts of a compound may be a chance: "dementi-vriendelijk".
        held = self._wording.count_phrase([lower]) if split_compound(lower) else self._wording.count(found)
        return held <= 1

    def _mend(
        self, query: str, words: Sequence[re.Match[str]], place: int, company: Sequence[Sequence[str]]
    ) -> _Mend | None:
        """Return the best that can be made of a doubtful word, if anything."""
        word = words[place]
        found = list(self._near(word))
        if not is_dutch(word[0].lower()):
            found += [*self._parted(word), *self._joined(query, words, place)]
        nearest = sorted(found, key=lambda one: (_score(one, one.passages), one.text))[-_NEAREST:]
        ranked = sorted(
            ((_score(one, self._together(one, company)), one.text, one) for one in nearest),
            key=lambda item: item[:2],
            reverse=True,
        )
        if not ranked or is_english(word[0].lower()):
            return None
        score, text, best = ranked[0]
        rival = next((other for other, rest, _ in ranked if _parts(rest) != _parts(text)), None)
        is_clear = rival is None or score - rival >= _MARGIN
        is_sure = is_clear and self._is_certain(word, best)
        return _Mend(best.start, best.end, _cased(text, query[best.start : best.end]), is_sure)

    def _is_certain(self, word: re.Match[str], best: _Candidate) -> bool:
        """Return whether a candidate is near enough to be searched without being asked for."""
        if is_dutch(word[0].lower()):
            return False
        if best.kind == "space":
            return True
        if split_compound(word[0].lower()):
            return best.kind == "sound"
        is_name = self._wording.is_name(best.text)
        if is_name or _is_capitalised(word):
            is_known = best.passages >= _MANY or (len(word[0]) >= _LONG and not _is_capitalised(word))
            return is_name and is_known and OSA.distance(word[0].lower(), best.text) == 1
        return best.kind == "sound" or (len(word[0]) >= _ROOM and best.cost <= _SUREST)

    def _near(self, word: re.Match[str]) -> Iterator[_Candidate]:
        """Yield the words of the collection that differ little and mean something else."""
        lower = word[0].lower()
        own, sound = _parts(lower), _sound(lower)
        fewest = max(1, _FAR_MORE * self._wording.count(own))
        limit = min(_WORST, max(1.0, len(lower) / _ROOM))
        is_listed = is_dutch(lower)
        if is_listed or _is_capitalised(word) or split_compound(lower):
            limit = 1.0
        most = 1 + int(limit)  # what sounds alike may differ by a letter more
        for length in range(max(_MIN_LENGTH, len(lower) - most), len(lower) + most + 1):
            known = self._vocabulary.get(length, {})
            near = process.extract(lower, known.keys(), scorer=OSA.distance, score_cutoff=most, limit=None)
            for other, distance, _ in near:
                heard = min(distance, OSA.distance(sound, _sound(other)))
                cost = (distance + heard) / 2 + (_FIRST if other[0] != lower[0] else 0)
                kind: Kind = "letters" if heard else "sound"
                is_near = cost <= limit and (kind == "sound" or not is_listed)
                if is_near and known[other] >= fewest and _parts(other) != own:
                    yield _Candidate(*word.span(), other, cost, known[other], kind)

    def _parted(self, word: re.Match[str]) -> Iterator[_Candidate]:
        """Yield the phrases of two words that run together in one: "socialebasis"."""
        lower = word[0].lower()
        is_compound = bool(split_compound(lower))
        for place in range(2, len(lower) - 1):
            pair = (lower[:place], lower[place:])
            if not is_compound or _is_inflected(pair[0]):
                passages = self._wording.count_phrase(pair)
                if passages:
                    yield _Candidate(*word.span(), " ".join(pair), _SPACE, passages, "space")

    def _joined(self, query: str, words: Sequence[re.Match[str]], place: int) -> Iterator[_Candidate]:
        """Yield the words of the collection that are two in the query: "vrij willigers"."""
        for first, second in ((place - 1, place), (place, place + 1)):
            if first >= 0 and second < len(words):
                start, end = words[first].start(), words[second].end()
                if query[words[first].end() : words[second].start()] == " ":
                    whole = (words[first][0] + words[second][0]).lower()
                    passages = self._vocabulary.get(len(whole), {}).get(whole)
                    if passages:
                        yield _Candidate(start, end, whole, _SPACE, passages, "space")

    def _together(self, one: _Candidate, company: Sequence[Sequence[str]]) -> float:
        """Return how many passages hold a candidate with each other word of the query, on average."""
        if not company:
            return one.passages
        own = _parts(one.text)
        return sum(self._wording.count([*own, *others]) for others in company) / len(company)


def _score(one: _Candidate, together: float) -> float:
    return _ALONE * log10(1 + one.passages) + _TOGETHER * log10(1 + together) - _COST * one.cost


def _is_capitalised(word: re.Match[str]) -> bool:
    """Return whether a word may be a name: its capital is not that of a query's first word, unless that is short."""
    typed = word[0]
    return typed[0].isupper() and not typed.isupper() and (word.start() > 0 or len(typed) < _LONG)


def _parts(text: str) -> list[str]:
    return parts(terms(text))


def _is_inflected(word: str) -> bool:
    """Return whether a word is an adjective with an ending, which no compound begins with: "sociale"."""
    return word.endswith("e") and lemma(word) not in (None, word)


def _sound(word: str) -> str:
    """Return a word as it sounds, roughly: "teid" and "tijd" are alike, "cliënt" and "klient" too."""
    sound = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    for pattern, alike in _SOUNDS:
        sound = pattern.sub(alike, sound)
    return sound


def _cased(text: str, typed: str) -> str:
    if typed.isupper():
        return text.upper()
    return text[0].upper() + text[1:] if typed[0].isupper() else text


def _applied(query: str, mends: Sequence[_Mend]) -> str:
    """Return the query with the mends in it, which are in order and do not overlap."""
    pieces, position = [], 0
    for mend in mends:
        pieces += [query[position : mend.start], mend.text]
        position = mend.end
    return "".join([*pieces, query[position:]])
