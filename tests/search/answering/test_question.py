"""What a question asks, by rule."""

import pytest

from search.answering.question import Kind, understand


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Wie is de projectleider?", "who"),
        ("Met wie werkt het wijkteam samen?", "who"),
        ("Wanneer is de pilot gestart?", "when"),
        ("wnneer is de pilot gestart", "when"),
        ("waneer start het", "when"),
        ("When does the pilot start?", "when"),
        ("Hoe laat begint het spreekuur?", "when"),
        ("Waar vond de bijeenkomst plaats?", "where"),
        ("In welke stad waren er koffieochtenden?", "where"),
        ("Hoeveel vrijwilligers zijn er?", "how many"),
        ("Hoe lang duurt de cursus?", "how many"),
        ("Hoeveel kost de training?", "how much"),
        ("Wat is de prijs van een kaartje?", "how much"),
        ("Welk advies gaf het panel?", "which"),
        ("Welke drie pijlers heeft het plan?", "list"),
        ("Waaruit bestaat het aanbod?", "list"),
        ("Wat is de sociale basis?", "definition"),
        ("Waar staat WSDF voor?", "definition"),
        ("Wat deed de buurt met de tuin?", "what"),
        ("Waar gaat het onderzoek over?", "what"),
        ("Waarom stopte de proef?", "why"),
        ("Hoe vraag ik een indicatie aan?", "how"),
        ("Mag ik mijn hond meenemen?", "yes/no"),
        ("Houden de wijkteams dat bij?", "yes/no"),
        ("Helpt de gemeente bij schulden?", "yes/no"),
        ("Tuin de Linde", "what"),
        ("Plan de campagne", "what"),
        ("Van de gemeente, wie belt er?", "who"),
        ("Hoe snel komt er antwoord op een brief of e-mail?", "how"),
        ("Hoelang is een indicatie geldig?", "how many"),
        ("mail van Roos Verzonnen", "contact"),
        ("Wie kan ik mailen?", "contact"),
        ("Wat is het telefoonnummer van De Linde?", "contact"),
        ("telefoonnummer De Linde", "contact"),
        ("mantelzorg in Fabelstad", "what"),
    ],
)
def test_the_kind_of_a_question_is_told_by_its_words(text: str, kind: Kind) -> None:
    assert understand(text).kind == kind


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Wanneer is de Wijk GGD in Rotterdam gestopt?", ["Wijk GGD", "Rotterdam"]),
        ("Wie is Roos Verzonnen?", ["Roos Verzonnen"]),
        ("Roos Verzonnen is van welke organisatie?", ["Roos Verzonnen"]),
        ("Hoeveel bezoekers kwamen er in 2023?", ["2023"]),
        ("Hoeveel bezoekers had Gemeente Fabelstad?", ["Gemeente Fabelstad"]),
        ("Wie sprak Roos Verzonnen, en Roos Verzonnen wie?", ["Roos Verzonnen"]),
        ("Wat betekent 'warme overdracht' hier?", ["warme overdracht"]),
        ("Gemeente, wat doet de Gemeente?", []),
        ("Wat is mantelzorg?", []),
        ("Is De Linde open?", ["De Linde"]),
        ("Houden de WSDF en GGD dat bij?", ["WSDF en GGD"]),
        ("Hoelang is een indicatie geldig?", []),
        ("Hoeveel Nederlanders lezen niet graag?", []),
        ("Wie bestuurt Bergen?", ["Bergen"]),
        ("Wat Roos Verzonnen zei, klopt dat?", ["Roos Verzonnen"]),
        ("", []),
    ],
)
def test_whom_and_what_a_question_names_is_told_by_capitals_quotes_and_years(text: str, names: list[str]) -> None:
    assert [name.text for name in understand(text).names] == names


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("Wie is Roos Verzonnen?", True),
        ("who was Roos Verzonnen", True),
        ("Wie is Roos Verzonnen opgevolgd?", False),
        ("Wie is de lector?", False),
        ("Wat doet Roos Verzonnen?", False),
    ],
)
def test_a_question_that_asks_who_somebody_is_gives_the_name_itself(text: str, gives: bool) -> None:
    assert understand(text).gives_name is gives


@pytest.mark.parametrize(
    ("text", "shapes"),
    [
        ("Op welke dagen kan ik de wacht bellen?", ("date",)),
        ("Tot hoe laat is het huis open?", ("time",)),
        ("Wat zijn de openingstijden?", ("time", "date")),
        ("Voor wie is het huis?", ()),
        ("Welke student schreef de scriptie?", ("organisation", "person")),
        ("In welke wijken is er een huis?", ("place",)),
        ("Uit welk land komt de soep?", ("place",)),
        ("Op welke plek staat het huis?", ("place", "organisation")),
        ("Wat is het adres van het huis?", ("address",)),
    ],
)
def test_the_shape_of_a_short_answer_is_told_by_the_words_of_a_question(text: str, shapes: tuple[str, ...]) -> None:
    assert understand(text).shapes == shapes


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Wie leidt Eerder in beeld?", ["Eerder in beeld"]),
        ("Wie leidt Eerder in beeldspraak?", []),
        ("Wie leidt eerder in beeld?", []),
        ("Eerder in beeld: wie leidt dat?", []),  # it may be the first word of any sentence
        ("Wie leidt Samen aan zet?", ["Samen aan zet"]),
        ("Is de Nieuwsbrief er?", []),
    ],
)
def test_the_title_of_a_work_is_a_name(text: str, names: list[str]) -> None:
    asked = understand(text, ["Eerder in beeld", "Project: Samen aan zet", "Nieuwsbrief", ""])
    assert [name.text for name in asked.names if " " in name.text] == names


def test_what_has_inhabitants_and_what_is_listed_is_a_place() -> None:
    assert understand("Hoeveel inwoners heeft Fabelstad?").names[0].is_place
    assert understand("Wie bestuurt Rotterdam?").names[0].is_place
    assert not understand("Wie bestuurt Kompas?").names[0].is_place


def test_a_name_after_in_is_a_place_and_a_year_is_a_year() -> None:
    ggd, town = understand("Wanneer is de Wijk GGD in Rotterdam gestopt?").names
    assert (ggd.is_place, ggd.is_year, town.is_place, town.is_year) == (False, False, True, False)
    (year,) = understand("Hoeveel bezoekers kwamen er in 2023?").names
    assert (year.is_place, year.is_year, year.terms) == (False, True, ("2023",))


def test_what_names_have_in_common_with_many_is_not_asked_of_a_passage() -> None:
    (name,) = understand("Wie bestuurt Stichting Welkom?").names
    assert name.terms == ("welkom",)


def test_question_words_are_not_looked_for() -> None:
    assert understand("Wat is het telefoonnummer van het wijkteam?").focus == ("wijkteam",)


def test_what_is_counted_stands_after_how_many_and_is_no_name() -> None:
    assert understand("Hoeveel vrijwilligers heeft Fabelstad?").target == ("vrijwilliger",)
    assert understand("Wie is de lector?").target == ()
    assert understand("Hoeveel mensen helpen er?").target == ()


def test_what_somebody_is_is_not_what_was_made_by_whom_is_asked() -> None:
    assert understand("Wie is de schrijver?").role == ("schrijver",)
    assert understand("Door wie is de brief geschreven?").role == ()


@pytest.mark.parametrize(
    ("text", "target", "counts", "measures"),
    [
        ("Hoeveel bezoekers kwamen er?", ("bezoeker",), True, False),
        ("Hoeveel van de 24 ondervraagde ouderen wilden les?", ("ondervragen", "oudere"), True, False),
        ("Hoeveel huishoudens kregen hulp?", ("huishouden",), True, False),
        ("Hoeveel bespaart een huishouden?", ("besparen",), False, True),
        ("Hoeveel is de tas waard?", (), False, False),
        ("Hoeveel?", (), False, False),
        ("Hoe oud is de wijk?", (), False, False),
        ("Welke drie pijlers heeft het plan?", ("pijler",), False, False),
    ],
)
def test_what_is_counted_is_the_noun_after_how_many(
    text: str, target: tuple[str, ...], counts: bool, measures: bool
) -> None:
    asked = understand(text)
    assert (asked.target, asked.counts, asked.measures) == (target, counts, measures)


@pytest.mark.parametrize(
    ("text", "shapes", "role"),
    [
        ("Wie is de projectleider van Kompas?", ("person",), ("projectleider",)),
        ("Who is the projectleider of Kompas?", ("person",), ("projectleider",)),
        ("Wie zijn de vaste partners van Kompas?", ("organisation",), ("vast", "partner")),
        ("Wie is projectleider van Kompas?", ("person",), ("projectleider",)),
        ("Wie is partner van Kompas?", ("organisation",), ("partner",)),
    ],
)
def test_who_has_a_role_is_a_person_or_a_party(text: str, shapes: tuple[str, ...], role: tuple[str, ...]) -> None:
    asked = understand(text)
    assert (asked.kind, asked.shapes, asked.role) == ("who", shapes, role)


@pytest.mark.parametrize("text", ["Waar kan ik mij melden?", "Waar stem ik voor?", "Waar dient men klachten in?"])
def test_where_somebody_does_something_is_told_by_a_sentence(text: str) -> None:
    asked = understand(text)
    assert (asked.kind, asked.shapes) == ("where", ())


@pytest.mark.parametrize("text", ["Wie is Kees Verzint?", "Wie leidt Kompas?", "Welke directeur kookt?"])
def test_not_every_question_for_somebody_asks_for_a_role(text: str) -> None:
    assert understand(text).role == ()
