"""The one analyser for Dutch text: words to terms, with the place of each word.

A term serves matching only; what is shown is the text itself.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from Stemmer import Stemmer

from search.dutch.compounds import split_compound
from search.dutch.lexicon import lemma
from search.dutch.stopwords import STOPWORDS

ANALYSER_VERSION = "nl-3"
"""Stamped in every index: raised whenever the same text yields other terms, words or abbreviations."""

# A word may hold an apostrophe, a point or a comma between digits or letters (zzp'ers, 1.800, 06-12); a hyphen parts
# words, for "Wijk-GGD" and "Wijk GGD" are one thing. An accent may be a character of its own.
_WORD = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+(?:['’][^\W_]+|[\u0300-\u036f]+[^\W_]*)*")
# An ending after an apostrophe: of an abbreviation, who belongs to it (zzp'ers, amv'er), or more of it (ggd's).
_ENDING = re.compile(r"'(?:e?rs?|s|en|tjes?)$")
_MAX_WORD = 80

Reason = Literal["stopword", "number", "lemma", "compound", "stem"]
"""Why a word has its term: it is a number, its lemma or that of its last part is known, or it was cut to its stem."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: its term, and ``text[start:end]`` where it stands."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """What becomes of one word, ``text[start:end]``, and why."""

    start: int
    end: int
    term: str  # "" for a stopword
    reason: Reason
    parts: tuple[str, ...]  # the terms of a compound's parts; none of another word


def analyse(text: str) -> list[Token]:
    """Return the words of a text as terms, in order; stopwords are left out.

    A term is the word's lemma in lower case without diacritics. Of a compound that the lemma list does not know, the
    last part is made its lemma; other words that are not in the list get their Porter stem. Numbers are kept as they
    stand.

    Source:
        Measured choice of simplemma with ``dutch_porter`` behind it: DECISIONS.md, "Lemmas".
    """
    tokens = []
    for match in _WORD.finditer(text):
        term, _ = _look_up(match[0][:_MAX_WORD])
        if term:
            tokens.append(Token(term, match.start(), match.end()))
    return tokens


def explain(text: str) -> list[Explanation]:
    """Return what ``analyse`` and ``parts`` make of every word, stopwords as well."""
    found = [(match.span(), *_look_up(match[0][:_MAX_WORD])) for match in _WORD.finditer(text)]
    return [Explanation(*span, term, reason, tuple(_split(term))) for span, term, reason in found]


def terms(text: str) -> list[str]:
    """Return only the terms of ``analyse``."""
    return [token.term for token in analyse(text)]


def parts(found: Sequence[str]) -> list[str]:
    """Return terms with each compound as the terms of its parts: "werk met jongeren" and "jongerenwerk" are alike."""
    return [part for term in found for part in _split(term) or (term,)]


@lru_cache(maxsize=200_000)
def _split(term: str) -> tuple[str, ...]:
    """Return the terms of a compound's parts; nothing for another word."""
    return tuple(_look_up(part)[0] or part for part in split_compound(term))


@lru_cache(maxsize=200_000)
def _look_up(word: str) -> tuple[str, Reason]:
    """Return the term of a word, "" for a stopword, and where it comes from."""
    # NFKC makes several words of a few letters, such as U+FDFA; a term is one word.
    word = "".join(unicodedata.normalize("NFKC", word).split()).replace("’", "'").lower()
    if word in STOPWORDS:
        return "", "stopword"
    if word[0].isdigit():
        return _fold(word), "number"
    bare = _ENDING.sub("", word)
    if known := lemma(word) or lemma(bare):
        return _fold(known.lower()), "lemma"
    if compound := split_compound(bare):
        return _fold(bare.removesuffix(compound[-1])) + _look_up(compound[-1])[0], "compound"
    # A Stemmer is not safe to share between threads, and costs microseconds to make.
    return _fold(Stemmer("dutch_porter").stemWord(bare)), "stem"


def _fold(word: str) -> str:
    """Return the word without diacritics: "café" and "cafe" are one term."""
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
