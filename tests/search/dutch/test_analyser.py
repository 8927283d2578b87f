"""The analyser: which words are one term, and where each stands."""

import unicodedata

import pytest
from hypothesis import given

from search.dutch.analyser import Token, analyse, parts, terms
from search.dutch.stopwords import STOPWORDS
from tests.texts import any_text


def test_a_token_is_its_term_and_the_place_of_its_word() -> None:
    assert analyse("De cafés, en buurthuizen.") == [Token("cafe", 3, 8), Token("buurthuis", 13, 24)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kind", "kinderen"),
        ("onderzoeker", "onderzoekers"),
        ("jongerenwerker", "jongerenwerkers"),
        ("mantelzorger", "Mantelzorgers"),
        ("logé", "LOGÉ"),
        ("cafe\u0301", "café"),
        ("e\u0301e\u0301n koffie", "één koffie"),
        ("cafe\u0301's", "café’s"),
        ("Wijk-GGD", "wijk ggd"),
        ("zzp’ers", "zzp'er"),
        ("amv'ers", "AMV"),
        ("foto's", "foto"),
        ("sociale_basis", "sociale basis"),
        ("ﬁets", "fiets"),
    ],
)
def test_two_ways_to_write_a_word_are_one_term(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("one", "other"), [("buurt", "beurt"), ("1.800", "1800"), ("wijk", "wijkteam"), ("wmo", "wlz")]
)
def test_different_words_are_different_terms(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_a_word_outside_the_lemma_list_gets_its_stem() -> None:
    assert terms("Droomveens") == ["droomven"]


def test_of_a_compound_outside_the_lemma_list_the_last_part_becomes_its_lemma() -> None:
    assert terms("mantelzorgvoorzieningen energiearmoederegelingen") == [
        "mantelzorgvoorziening",
        "energiearmoederegeling",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("jongerenwerk", "werk jongeren"),
        ("jongerenschulden", "schulden jongeren"),
        ("energiearmoede", "energie-armoede"),
        ("energie armoede", "energiearmoede"),
        ("wijk-GGD'er", "Wijk GGD"),
        ("wijkggd", "Wijk GGD"),
        ("cliëntenraad", "raad cliënten"),
        ("kinderopvang", "opvang kind"),
    ],
)
def test_a_compound_and_its_words_have_the_same_parts(one: str, other: str) -> None:
    assert sorted(parts(terms(one))) == sorted(parts(terms(other)))


def test_what_is_no_compound_is_its_own_part() -> None:
    assert parts(["beleid", "2024"]) == ["beleid", "2024"]


@pytest.mark.parametrize("number", ["2024", "1.800", "3,50", "10:30", "1.2.3"])
def test_a_number_is_kept_as_it_stands(number: str) -> None:
    assert analyse(f"({number}).") == [Token(number, 1, 1 + len(number))]


def test_hyphens_part_the_numbers_of_a_date() -> None:
    assert terms("16-05-2024") == ["16", "05", "2024"]


def test_stopwords_are_left_out_in_any_case() -> None:
    assert terms("De koffie IS voor Het buurthuis") == ["koffie", "buurthuis"]
    assert terms(" ".join(sorted(STOPWORDS))) == []


def test_a_stopword_with_an_accent_is_a_word() -> None:
    assert terms("één en een") == ["een"]


@pytest.mark.parametrize("text", ["", " \n", "... - _ ’ €", "\x00\x1f", "\udc80", "ﾞ"])
def test_a_text_without_words_has_no_terms(text: str) -> None:
    assert analyse(text) == []


def test_of_a_very_long_word_the_first_eighty_characters_count() -> None:
    assert analyse("9" * 100_000) == [Token("9" * 80, 0, 100_000)]


@given(any_text)
def test_every_token_slices_to_a_word_in_order(text: str) -> None:
    end = 0
    for token in analyse(text):
        word = text[token.start : token.end]
        assert end <= token.start < token.end
        assert word[0].isalnum()
        assert word[-1].isalnum() or unicodedata.combining(word[-1])
        assert not any(char.isspace() for char in word)
        assert token.term
        assert token.term == token.term.casefold() or token.term == token.term.lower()
        assert not any(unicodedata.combining(char) for char in token.term)
        end = token.end


@given(any_text)
def test_a_text_has_the_same_terms_in_whatever_surrounds_it(text: str) -> None:
    assert terms(f"koffie\n{text}\nkoffie") == ["koffie", *terms(text), "koffie"]
