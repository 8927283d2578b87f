"""Numbers in figures and in words."""

import pytest

from search.dutch.numerals import is_numeral, number_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4.600 huishoudens", 4600),
        ("1,1 miljoen euro", 1.1e6),
        ("twee honderd", 200),
        ("zestig", 60),
        ("drieëndertig", 33),
        ("vierenzestig", 64),
        ("Eén op de acht", 1),
        ("duizend", 1000),
        ("nul", 0),
        ("ruim 380", 380),
        ("veel", None),
        ("", None),
    ],
)
def test_the_first_number_of_a_text_is_read(text: str, number: float | None) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    "word", ["7,1", "3e", "één", "acht", "achtste", "tweede", "vijfentwintigste", "tweehonderd", "miljoen", "helft"]
)
def test_what_counts_orders_or_halves_is_a_numeral(word: str) -> None:
    assert is_numeral(word)


@pytest.mark.parametrize("word", ["achten", "veel", "tweede-hands", "a7", "driehoek", "eerst"])
def test_other_words_are_none(word: str) -> None:
    assert not is_numeral(word)
