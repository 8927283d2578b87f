"""The word lists against simplemma's own reading of them."""

import pytest
from simplemma.strategies import DictionaryLookupStrategy

from corpus.word_list import is_listed, is_listed_so, lemma_of


@pytest.mark.parametrize("word", ["huizen", "Huizen", "zzp'ers", "zzp’ers", "koffie", "Nederland", "xqzt", "", "é"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_word_has_the_lemma_that_the_list_itself_gives(word: str, language: str) -> None:
    listed = DictionaryLookupStrategy()

    assert lemma_of(word, language) == listed.get_lemma(word, language)
    assert is_listed_so(word, language) == listed.is_dictionary_member(word, language)


def test_a_word_is_listed_when_one_of_the_languages_has_it() -> None:
    assert is_listed("shelters", "nl", "en")
    assert not is_listed("gemeentehuizen", "en")
    assert not is_listed("xqzt", "nl", "en")


def test_only_a_word_that_is_written_as_the_list_writes_it_is_listed_so() -> None:
    assert is_listed("KOFFIE".capitalize(), "nl")
    assert is_listed_so("koffie", "nl")
    assert not is_listed_so("Koffie", "nl")
