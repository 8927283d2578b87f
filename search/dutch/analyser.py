"""The one analyser for Dutch text: words to terms, with the place of each word.

A term serves matching only; what is shown is the text itself.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from Stemmer import Stemmer

from search.dutch.compounds import split_compound
from search.dutch.lexicon import lemma
from search.dutch.stopwords import STOPWORDS

ANALYSER_VERSION = "nl-2"
"""Stamped in every index: raised whenever the same text yields other terms."""

# A word may hold an apostrophe, a point or a comma between digits or letters (zzp'ers, 1.800, 06-12); a hyphen parts
# words, for "Wijk-GGD" and "Wijk GGD" are one thing. An accent may be a character of its own.
_WORD = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+(?:['’][^\W_]+|[\u0300-\u036f]+[^\W_]*)*")
# An ending after an apostrophe: of an abbreviation, who belongs to it (zzp'ers, amv'er), or more of it (ggd's).
_ENDING = re.compile(r"'(?:e?rs?|s|en|tjes?)$")
_MAX_WORD = 80


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: its term, and ``text[start:end]`` where it stands."""

    term: str
    start: int
    end: int


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
        term = _term(match[0][:_MAX_WORD])
        if term:
            tokens.append(Token(term, match.start(), match.end()))
    return tokens


def terms(text: str) -> list[str]:
    """Return only the terms of ``analyse``."""
    return [token.term for token in analyse(text)]


def parts(found: Sequence[str]) -> list[str]:
    """Return terms with each compound as the terms of its parts: "werk met jongeren" and "jongerenwerk" are alike."""
    return [part for term in found for part in _parts(term)]


@lru_cache(maxsize=200_000)
def _parts(term: str) -> tuple[str, ...]:
    return tuple(_term(part) or part for part in split_compound(term)) or (term,)


@lru_cache(maxsize=200_000)
def _term(word: str) -> str:
    """Return the term of a word, or "" for a stopword."""
    # NFKC makes several words of a few letters, such as U+FDFA; a term is one word.
    word = "".join(unicodedata.normalize("NFKC", word).split()).replace("’", "'").lower()
    if word in STOPWORDS:
        return ""
    if word[0].isdigit():
        return _fold(word)
    found = lemma(word) or lemma(bare := _ENDING.sub("", word)) or _stem(bare)
    return _fold(found.lower())


def _stem(word: str) -> str:
    compound = split_compound(word)
    if compound:
        return word.removesuffix(compound[-1]) + _term(compound[-1])
    # A Stemmer is not safe to share between threads, and costs microseconds to make.
    stem: str = Stemmer("dutch_porter").stemWord(word)
    return stem


def _fold(word: str) -> str:
    """Return the word without diacritics: "café" and "cafe" are one term."""
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
