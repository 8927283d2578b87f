"""The one analyser for Dutch text: words to terms, with the place of each word.

A term serves matching only; what is shown is the text itself.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from simplemma.strategies import DictionaryLookupStrategy
from Stemmer import Stemmer

from search.dutch.stopwords import STOPWORDS

ANALYSER_VERSION = "nl-1"
"""Stamped in every index: raised whenever the same text yields other terms."""

# A word may hold an apostrophe, a point or a comma between digits or letters (zzp'ers, 1.800, 06-12); a hyphen parts
# words, for "Wijk-GGD" and "Wijk GGD" are one thing. An accent may be a character of its own.
_WORD = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+(?:['’][^\W_]+|[\u0300-\u036f]+[^\W_]*)*")
_MAX_WORD = 80
# Only simplemma's word list: what it guesses for words that are not in it, the stemmer does better.
_LEMMAS = DictionaryLookupStrategy()


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: its term, and ``text[start:end]`` where it stands."""

    term: str
    start: int
    end: int


def analyse(text: str) -> list[Token]:
    """Return the words of a text as terms, in order; stopwords are left out.

    A term is the word's lemma in lower case without diacritics. Words that the lemma list does not know get their
    Porter stem instead. Numbers are kept as they stand.

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


@lru_cache(maxsize=200_000)
def _term(word: str) -> str:
    """Return the term of a word, or "" for a stopword."""
    # NFKC makes several words of a few letters, such as U+FDFA; a term is one word.
    word = "".join(unicodedata.normalize("NFKC", word).split()).replace("’", "'").lower()
    if word in STOPWORDS:
        return ""
    if word[0].isdigit():
        return _fold(word)
    lemma = _LEMMAS.get_lemma(word, "nl") or _stem(word)
    return _fold(lemma.lower())


def _stem(word: str) -> str:
    # A Stemmer is not safe to share between threads, and costs microseconds to make.
    stem: str = Stemmer("dutch_porter").stemWord(word)
    return stem


def _fold(word: str) -> str:
    """Return the word without diacritics: "café" and "cafe" are one term."""
    return "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
