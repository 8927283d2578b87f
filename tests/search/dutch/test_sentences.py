"""Sentence ends in Dutch: where one is, and where a point is none."""

import pytest
from hypothesis import given

from search.dutch.sentences import sentence_spans
from tests.texts import any_text


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "text",
    [
        "De koffie is op.| Er is nog thee.",
        "Komt u ook?| Graag!| Tot dan…| Dag",
        "‘Kom binnen.’| Hij kwam.",
        "Zij zei: “Kom!”| (Hij bleef.)| «Echt.»| Ja.",
        "Er waren 3.| 4 bleven er thuis.",
        "Het kost 1.800 euro.",
        "Zie www.buurt.example voor meer.",
        "Hij wacht... en wacht...| Zij niet.",
        "Dat is zo.| Émile weet het.",
        "een zin. zonder hoofdletter. blijft heel",
        "Een regel\nis geen einde.| Toch?",
    ],
)
def test_a_sentence_ends_at_its_mark_before_what_can_open_another(text: str) -> None:
    parts = text.split("|")
    assert sentences("".join(parts)) == [part.strip() for part in parts]


@pytest.mark.parametrize("short", ["bijv.", "Dr.", "o.a.", "d.w.z.", "t/m.", "Art.", "p.", "i.s.m.", "A.", "J.P."])
def test_an_abbreviation_or_initial_ends_no_sentence(short: str) -> None:
    assert sentences(f"{short} Voorbeeldig en ({short} Verzonnen) komen. Kom ook.") == [
        f"{short} Voorbeeldig en ({short} Verzonnen) komen.",
        "Kom ook.",
    ]


@pytest.mark.parametrize("word", ["trap.", "knop.", "AB.", "xbijv."])
def test_a_word_that_ends_as_an_abbreviation_does_ends_a_sentence(word: str) -> None:
    assert sentences(f"Dit is {word} En dit ook.") == [f"Dit is {word}", "En dit ook."]


@pytest.mark.parametrize("mark", ["p!", "bijv...", "o.a.?", "p.”"])
def test_an_abbreviation_with_another_mark_behind_it_ends_a_sentence(mark: str) -> None:
    assert sentences(f"Zie {mark} Daarna.") == [f"Zie {mark}", "Daarna."]


def test_an_abbreviation_at_the_end_of_the_text_ends_the_last_sentence() -> None:
    assert sentences("Soep, brood enz.") == ["Soep, brood enz."]
    assert sentences("Soep. Brood enz. \n") == ["Soep.", "Brood enz."]


def test_spans_leave_out_the_white_space_around_a_sentence() -> None:
    assert sentence_spans("  Een.  \n Twee \t") == [(2, 6), (10, 14)]


@pytest.mark.parametrize("text", ["", " ", "\n\t\u2003"])
def test_white_space_is_no_sentence(text: str) -> None:
    assert sentence_spans(text) == []


@pytest.mark.parametrize(
    "text", ["nr. 1 " * 20_000 + "x", "A. " * 20_000 + "x", "." * 100_000 + "a", ".”" * 50_000 + "a"]
)
def test_a_long_text_without_a_sentence_end_is_one_sentence(text: str) -> None:
    assert sentence_spans(text) == [(0, len(text))]


@given(any_text)
def test_sentences_are_in_order_and_hold_every_visible_character_once(text: str) -> None:
    end = 0
    for start, after in sentence_spans(text):
        assert end <= start < after
        assert text[start:after] == text[start:after].strip()
        end = after
    assert "".join("".join(sentence.split()) for sentence in sentences(text)) == "".join(text.split())
