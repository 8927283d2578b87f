"""What a passage has to say to the words and names of a question, worked out by hand."""

import math

import pytest

from corpus.model import Item, Locator, Metadata, Passage
from search.answering.evidence import Evidence, Weights, names_about
from search.answering.question import understand
from search.expansion import Expansion, Form


def evidence(
    text: str,
    question: str,
    *,
    date: str | None = None,
    item: Item | None = None,
    title: str = "Nieuwsbrief",
    publisher: str | None = None,
) -> Evidence:
    asked = understand(question)
    weights = Weights.of(asked.focus, (), lambda term: 1, 10)
    passage = Passage("p", "d", title, None, text, Locator(0, len(text), None, ()))
    metadata = Metadata(title, publisher, date, (), None, None, None)
    return Evidence.of(passage, metadata, item, weights.sought(asked), score=1.0, dense=0.5)


def about(
    text: str,
    question: str,
    *,
    date: str | None = None,
    item: Item | None = None,
    title: str = "Nieuwsbrief",
    publisher: str | None = None,
) -> list[float]:
    found = evidence(text, question, date=date, item=item, title=title, publisher=publisher)
    return [names_about(understand(question), found, unit) for unit in found.units]


def test_rare_words_weigh_more_and_shares_are_of_all_that_is_asked() -> None:
    weights = Weights.of(("tuin", "zeldzaam"), (), {"tuin": 5, "zeldzaam": 1}.__getitem__, 10)
    tuin, rare = math.log(1 + 5.5 / 5.5), math.log(1 + 9.5 / 1.5)
    assert weights.share(frozenset({"zeldzaam"})) == pytest.approx(rare / (tuin + rare))
    assert weights.share(frozenset({"zeldzaam"}), apart_from={"tuin"}) == 1.0
    assert weights.share(frozenset(), apart_from={"tuin", "zeldzaam"}) == 1.0


def test_a_long_form_counts_for_four_fifths_of_its_abbreviation() -> None:
    form = Form("Gezondheidsdienst", ("gezondheidsdienst",), "abbreviations", "longForm")
    weights = Weights.of(("ggd",), (Expansion(("ggd",), form),), lambda term: 1, 10)
    assert weights.share(frozenset({"gezondheidsdienst"})) == pytest.approx(0.8)
    assert "gezondheidsdienst" in weights.sought(understand("ggd"))


def test_a_question_that_names_nothing_is_about_everything() -> None:
    assert about("De tuin bloeit.", "Wat doet de tuin?") == [1.0]


def test_a_sentence_that_names_it_is_about_it_and_its_neighbours_are_by_half() -> None:
    assert about("Elburg groeit snel. Er komen huizen bij.", "Hoe groeit Elburg?") == [1.0, 0.5]
    assert about("Almelo groeit snel.", "Hoe groeit Elburg?") == [0.0]


def test_what_is_said_to_be_elsewhere_is_not_about_the_place_that_was_asked() -> None:
    text = "In Rotterdam liep een proef. Daarna begon er een in Almelo."
    assert about(text, "Wanneer begon de proef in Rotterdam?") == [1.0, 0.0]


def test_a_title_must_stand_there_as_it_is() -> None:
    asked = understand("Wie leidt Eerder in beeld?", ["Eerder in beeld"])
    for title, text, expected in [
        ("Eerder in beeld", "Roos leidt het.", [1.0]),
        ("Nieuws", "Roos leidt Eerder in beeld. Zij fietst.", [1.0, 0.5]),
        ("Nieuws", "Piet leidt Eerder\nin beeld.", [0.5, 0.5]),  # two short lines
        ("Beeld", "Piet was eerder een keer in beeld.", [0.0]),
    ]:
        found = evidence(text, asked.text, title=title)
        assert [names_about(asked, found, unit) for unit in found.units] == expected


def test_what_a_municipality_tells_is_told_of_that_municipality() -> None:
    text, question = "Elburg heeft een loket. Er wonen 900 mensen.", "Hoeveel inwoners heeft Elburg?"
    assert about(text, question, publisher="Gemeente Almelo") == [1.0, 0.0]
    assert about(text, question, publisher="Gemeente Elburg") == [1.0, 1.0]
    assert about(text, question, publisher="Stichting Almelo") == [1.0, 0.5]


@pytest.mark.parametrize(
    ("text", "date", "expected"),
    [
        ("In 2023 kwamen er 3 mensen.", None, 1.0),
        ("In 2022 kwamen er 3 mensen.", "2023-02", 0.0),
        ("Er kwamen 3 mensen.", "2023-02", 0.5),
        ("Er kwamen 3 mensen.", "2024", 0.0),
        ("Er kwamen 3 mensen.", None, 0.0),
    ],
)
def test_a_year_is_that_of_the_sentence_or_else_of_its_source(text: str, date: str | None, expected: float) -> None:
    assert about(text, "Hoeveel mensen kwamen er in 2023?", date=date) == [expected]


def test_the_date_of_an_item_goes_before_that_of_its_document() -> None:
    question = "Hoeveel mensen kwamen er in 2023?"
    assert about("Er kwamen 3 mensen.", question, date="2024", item=Item(date="2023-05")) == [0.5]


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("In 2023 was het druk. Er kwamen 3 mensen.", "Jaarverslag 2024", [1.0, 0.5]),
        ("In 2023 was het druk. In 2024 niet. Er kwamen 3 mensen.", "Nieuwsbrief", [1.0, 0.0, 0.0]),
        ("Er kwamen 3 mensen.", "Jaarverslag 2023", [1.0]),
        ("Er kwamen 3 mensen, meer dan in 2023.", "Jaarverslag 2024", [0.0]),
        ("Sinds 2023 kwamen er 3 mensen.", "Jaarverslag 2024", [1.0]),
        ("Sinds 2021 kwamen er 3 mensen.", "Jaarverslag 2023", [1.0]),
        ("Vorig jaar kwamen er 3 mensen.", "Nieuwsbrief", [1.0]),
    ],
)
def test_a_year_is_that_of_the_sentence_before_or_of_the_title(text: str, title: str, expected: list[float]) -> None:
    assert about(text, "Hoeveel mensen kwamen er in 2023?", title=title, date="2024-02") == expected
