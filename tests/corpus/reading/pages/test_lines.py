"""Lines and the words in them, from words whose places are given."""

import pytest

from corpus.reading.pages.geometry import Word, overlap
from corpus.reading.pages.lines import read_lines


def word(text: str, x: float, baseline: float = 20, *, size: float = 10, spaced: bool = False) -> Word:
    return Word(text, x, x + len(text) * size / 2, baseline, size, spaced=spaced)


def texts(*words: Word) -> list[str]:
    return [line.text for line in read_lines(words)]


def test_words_in_any_order_stand_from_left_to_right() -> None:
    assert texts(word("koffie", 53), word("samen", 25), word("zij", 5)) == ["zij samen koffie"]


@pytest.mark.parametrize(("gap", "text"), [(1, "buurthuis"), (2, "buurt huis"), (8, "buurt|huis")])
def test_the_gap_says_whether_words_are_one_apart_or_on_two_lines(gap: float, text: str) -> None:
    assert "|".join(texts(word("buurt", 0), word("huis", 25 + gap))) == text


def test_a_drawn_space_parts_words_that_stand_close_but_not_those_that_touch() -> None:
    assert texts(word("buurt", 0), word("huis", 26, spaced=True)) == ["buurt huis"]
    assert texts(word("buf", 0), word("fer", 15, spaced=True)) == ["buffer"]


def test_a_mark_is_read_with_its_item_however_wide_the_gap() -> None:
    assert texts(word("•", 0), word("koek", 30)) == ["• koek"]
    assert texts(word("2", 0), word("koek", 30)) == ["2 koek"]
    assert texts(word("2", 0), word("300", 30)) == ["2", "300"]


def test_the_dots_before_a_page_number_are_left_out() -> None:
    assert texts(word("Inleiding", 0), word("........", 48), word("7", 91)) == ["Inleiding 7"]


def test_a_short_line_under_a_heading_is_no_raised_number() -> None:
    words = [word("Koffie", 0, 20, size=24), word("samen eten", 0, 46), word("soep", 0, 60), word("3", 80, 33, size=6)]
    assert sorted(texts(*words)) == ["3", "Koffie", "samen eten", "soep"]


def test_a_lowered_number_stays_as_it_is() -> None:
    assert texts(word("CO", 0, 20), word("2", 10.5, 22, size=6), word("meter", 17, 20)) == ["CO2 meter"]


def test_boxes_without_height_do_not_overlap() -> None:
    assert overlap(word("a", 0, size=0), word("b", 0)) == 0
