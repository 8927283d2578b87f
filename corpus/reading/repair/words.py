"""Words with a doubled letter or a space too many, where the document or the word list proves them wrong."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from corpus.reading.repair.edit import Edit
from corpus.word_list import is_listed

_WORD = re.compile(r"(?<!\S)[^\w\s]{0,9}([^\W\d_]{1,60})[^\w\s]{0,9}(?!\S)")
"""All that stands between two spaces, if it is letters with punctuation around them: no part of an address."""
_DOUBLED = re.compile(r"(?<=[iI])[iI]|(?<=[jJ])[jJ]")
"""The only letters that Dutch never doubles inside a word; of the others, "Jansen" and "Janssen" are two people."""
_ENDINGS = ("", "s", "n", "en", "e", "t")
_PREFIXES = frozenset({"ge", "be", "ver", "ont", "her"})
_SUFFIXES = frozenset({"heid", "heden", "lijk", "lijke", "ing", "ingen", "tie", "ties"})
_MIN_WORD = 6
_MIN_FRAGMENT = 4


def word_edits(text: str) -> list[Edit]:
    """Return the repairs of words with a doubled i or j, and of words that a space splits."""
    words = [word.lower() for word in _WORD.findall(text)]
    vocabulary = Counter(words)
    # A doubled letter lies inside a word and a repaired space between two, so none overlap.
    edits = [*_doubled_letters(text, vocabulary), *_split_words(text, words, vocabulary)]
    return sorted(edits, key=lambda edit: edit.start)


def _doubled_letters(text: str, vocabulary: Counter[str]) -> Iterator[Edit]:
    """Yield "programmaliijnen" as "programmalijnen", if that or an inflection of it is a word and this is not."""
    broken = {word for word in vocabulary if _DOUBLED.search(word) and _is_wrongly_doubled(word, vocabulary)}
    if broken:
        for match in _WORD.finditer(text):
            if match[1].lower() in broken:
                yield Edit(*match.span(1), _DOUBLED.sub("", match[1]))


def _is_wrongly_doubled(word: str, vocabulary: Counter[str]) -> bool:
    mended = _DOUBLED.sub("", word)
    is_word = is_listed(mended, "nl") or any(form in vocabulary for form in _inflections(mended))
    return len(word) >= _MIN_WORD and is_word and not is_listed(word, "nl")


def _inflections(word: str) -> Iterator[str]:
    """Yield the word, and it with a common ending more or less."""
    for ending in _ENDINGS:
        yield word + ending
        yield word.removesuffix(ending)


def _split_words(text: str, words: list[str], vocabulary: Counter[str]) -> Iterator[Edit]:
    """Yield the space in "ge meente" if "gemeente" stands elsewhere, and the parts are nowhere words of their own."""
    if not any(left + right in vocabulary for left, right in pairwise(words)):
        return  # as in most texts
    pairs = [
        (left, right)
        for left, right in pairwise(_WORD.finditer(text))
        if text[left.end(1) : right.start(1)] == " " and right[1].islower() and left[1].lower() + right[1] in vocabulary
    ]
    in_pairs = Counter(part[1].lower() for pair in pairs for part in pair)

    def is_fragment(part: str) -> bool:
        return len(part) >= _MIN_FRAGMENT and vocabulary[part] <= in_pairs[part] and not is_listed(part, "nl", "en")

    end = 0
    for left, right in pairs:
        first, second = is_fragment(left[1].lower()), is_fragment(right[1])
        is_broken = (first or left[1].lower() in _PREFIXES) and (second or right[1] in _SUFFIXES) and (first or second)
        if is_broken and left.start(1) >= end:
            yield Edit(left.end(1), right.start(1), "")
            end = right.end(1)
