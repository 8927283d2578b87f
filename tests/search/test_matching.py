"""Which words of a passage a query finds."""

import pytest

from search.matching import How, words_of


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"werk"}, ["jongerenwerk", "werk"]),
        ({"jongerenwerk"}, ["jongerenwerk", "werk", "jongeren"]),
        ({"jong", "wijkteam"}, ["jongerenwerk", "jongeren"]),  # no team is there
        ({"school"}, []),
        (set(), []),
    ],
)
def test_a_query_finds_words_compounds_of_them_and_parts_of_its_compounds(query: set[str], found: list[str]) -> None:
    text = "Het jongerenwerk is werk voor jongeren in de wijk."

    assert [text[start:end] for start, end in words_of(text).find(query)] == found


@pytest.mark.parametrize(
    ("term", "how"),
    [("jong", "word"), ("werk", "part"), ("jongerenwerk", "parts"), ("wijkteam", None), ("school", None)],
)
def test_a_term_is_there_as_a_word_in_a_compound_or_in_parts(term: str, how: How | None) -> None:
    assert words_of("Jongeren en hun buurtwerk").how(term) == how


def test_a_word_with_two_parts_that_match_is_found_once() -> None:
    assert words_of("jongerenwerk").find({"jong", "werk"}) == ((0, 12),)


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        (["vervangen", "zorg"], ["vervangende", "zorg", "zorg"]),
        (["vervangen", "opvang"], []),
        (["kantoor"], []),  # a part of a compound is not the word
        ([], []),
    ],
)
def test_a_phrase_is_there_when_all_its_words_are_there_as_themselves(phrase: list[str], found: list[str]) -> None:
    text = "Het zorgkantoor regelt vervangende zorg; zorg kost geld."
    assert [text[start:end] for start, end in words_of(text).phrase(phrase)] == found
