"""What is known of Dutch words: lemmas by simplemma's list, and the lists in ``words`` that add to it."""

from functools import cache
from importlib.resources import files

from corpus.word_list import is_listed, lemma_of


def lemma(word: str) -> str | None:
    """Return the lemma of a word in lower case, or None when it is not known."""
    if word in listed("extra"):
        return word
    # Only the list itself: what simplemma guesses for words that are not in it, the stemmer does better.
    found = lemma_of(word, "nl")
    # The list gives "werkster" for "werker", but "werker" for "werkers".
    return word if word.endswith("er") and found == f"{word[:-2]}ster" else found


def is_dutch(word: str) -> bool:
    """Return whether a word in lower case is a Dutch one, or stands in the name of a municipality."""
    return lemma(word) is not None or word in listed("places")


def is_english(word: str) -> bool:
    """Return whether a word in lower case is an English one."""
    return is_listed(word, "en")


@cache
def listed(name: str) -> frozenset[str]:
    """Return the words of a list: ``extra``, ``never``, ``places`` or ``short``; each tells what it is for."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def exceptions() -> dict[str, tuple[str, ...]]:
    """Return the parts of the words that the rules for compounds get wrong; none for those that are no compounds."""
    pairs = (line.partition(":") for line in _lines("exceptions"))
    return {word.strip(): tuple(parts.split()) for word, _, parts in pairs}


def _lines(name: str) -> list[str]:
    text = files("search.dutch").joinpath("words", f"{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
