"""Which words there are, and their lemmas: the lists of simplemma."""

from simplemma.strategies import DictionaryLookupStrategy
from simplemma.strategies.dictionaries import TrieDictionaryFactory

# As a trie that the first process makes and keeps in the user's cache: to unpack the list itself takes every process
# most of a second, and 60 MB.
_LISTS = DictionaryLookupStrategy(TrieDictionaryFactory())


def lemma_of(word: str, language: str) -> str | None:
    """Return the lemma of a word that is in the list of a language ("nl", "en"), as it is or in another case."""
    return _LISTS.get_lemma(word, language)


def is_listed(word: str, *languages: str) -> bool:
    """Return whether a word is in the list of one of the languages, as it is or in another case."""
    return any(lemma_of(word, language) is not None for language in languages)


def is_listed_so(word: str, language: str) -> bool:
    """Return whether a word is in the list of a language, written just so."""
    return _LISTS.is_dictionary_member(word, language)
