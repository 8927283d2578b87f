"""Passages in sentences, list items and rows."""

from itertools import pairwise

import pytest
from hypothesis import given

from search.answering.candidates import on_one_line, units
from tests.texts import any_text


def shown(text: str) -> list[tuple[str, str]]:
    return [(unit.form, text[unit.start : unit.end]) for unit in units(text)]


def test_sentences_stand_by_themselves() -> None:
    assert shown("De buren drinken samen koffie. Zij komen elke week bij elkaar.") == [
        ("sentence", "De buren drinken samen koffie."),
        ("sentence", "Zij komen elke week bij elkaar."),
    ]


def test_a_list_is_its_items_after_what_introduces_it() -> None:
    assert shown("Dit kan:\n- koffie\n- thee") == [("sentence", "Dit kan:"), ("item", "- koffie"), ("item", "- thee")]


def test_short_lines_belong_together() -> None:
    assert shown("Roos Verzonnen  \nTel. 000-000 00 10\n\n18\n\ncollega's") == [
        ("row", "Roos Verzonnen  \nTel. 000-000 00 10\n\n18\n\ncollega's")
    ]


def test_a_row_is_ended_by_a_bullet_a_sentence_or_its_length() -> None:
    assert [form for form, _ in shown("Kop\n- punt\nKop")] == ["row", "item", "row"]
    assert [form for form, _ in shown("Kop\n\nDit is een zin.")] == ["row", "sentence"]
    assert [form for form, _ in shown("\n".join(["een twee drie vier vijf zes zeven"] * 7))] == ["row", "row"]


def test_a_line_that_was_broken_off_goes_on() -> None:
    text = "De buren van de wijk drinken elke week met elkaar koffie in\nhet buurthuis."
    assert shown(text) == [("sentence", text)]


@given(any_text)
def test_units_hold_every_character_but_white_space_in_order(text: str) -> None:
    found = units(text)
    assert "".join("".join(text[unit.start : unit.end].split()) for unit in found) == "".join(text.split())
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Zij brengen radiator-\nfolie en  tochtband.", "Zij brengen radiatorfolie en tochtband."),
        ("zorg-\nen welzijnswerk", "zorg- en welzijnswerk"),
        ("de Wijk-\nGGD per e-\nmail", "de Wijk- GGD per e- mail"),
    ],
)
def test_words_broken_at_the_end_of_a_line_are_shown_whole(text: str, whole: str) -> None:
    assert on_one_line(text) == whole
