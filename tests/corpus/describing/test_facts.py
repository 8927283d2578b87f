"""Facts: what each rule finds, word for word, and what it leaves alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.describing.facts import CONFIDENCE, MAX_FACTS, find_facts
from tests.texts import any_text


def found(text: str) -> set[tuple[str, str, str]]:
    return {(fact.name, fact.value, fact.role) for fact in find_facts(text)}


@pytest.mark.parametrize(
    ("text", "person", "role"),
    [
        ("Projectleider: Roos Bakker", "Roos Bakker", "Projectleider"),
        ("- Contactpersoon voor de pers : Karin van den Berg", "Karin van den Berg", "Contactpersoon voor de pers"),
        ("Bel Roos Bakker, lector Zorg en Welzijn, of mail.", "Roos Bakker", "lector Zorg en Welzijn"),
        ("Volgens Bram Visser, senior onderzoeker, klopt dat.", "Bram Visser", "senior onderzoeker"),
        ("Ook wethouder Karin Smit was er.", "Karin Smit", "wethouder"),
        ("Onderzoeker Karin Smit van Hogeschool Fabelland", "Karin Smit", "Onderzoeker"),
        ("Antwoord van Minister Van Verzinsel (Zorg)", "Van Verzinsel", "Minister"),
    ],
)
def test_a_person_is_found_with_the_role_as_written(text: str, person: str, role: str) -> None:
    assert found(text) == {("person", person, role)}


@pytest.mark.parametrize(
    "text",
    [
        "Zij is lector Social Work aan de hogeschool.",
        "Het lectoraat en lector Informele Netwerken gaan verder.",
        "De projectleider: nog niemand",
        "Bezoek Hogeschool Fabelland, directeur en docent denken mee.",
        "Een gesprek met minister Visser over zorg.",
    ],
)
def test_who_is_not_named_is_not_found(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize(
    ("text", "partners"),
    [
        ("- Partners: GGD Fabelland, Hogeschool Fabelland", {"GGD Fabelland", "Hogeschool Fabelland"}),
        (
            "We werken in Twente samen met de gemeente Wierden, Stichting Thuis en Zorggroep Oost.",
            {"gemeente Wierden", "Stichting Thuis", "Zorggroep Oost"},
        ),
        ("Dit is gemaakt in samenwerking met het Platform Warmte en studenten.", {"Platform Warmte"}),
        ("Partners: Stichting Thuis, de bibliotheek", {"Stichting Thuis"}),
        ("In samenwerking met de gemeenten Wierden en Almelo.", {"Wierden", "Almelo"}),
        ("In samenwerking met gemeenten en inwoners gaan we verder.", set()),
        ("In samenwerking met WARM huisartsenzorg gaan we verder.", set()),
    ],
)
def test_partners_are_the_organisations_that_are_named_in_full(text: str, partners: set[str]) -> None:
    assert found(text) == {("partner", partner, "") for partner in partners}


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("Mail roos.bakker@fabelland.example voor vragen.", "roos.bakker@fabelland.example"),
        ("Tel. 06-12345678", "06-12345678"),
        ("Bel 0612345678.", "0612345678"),
        ("Bel (053) 487 11 11 of kom langs.", "(053) 487 11 11"),
        ("Bel +31 6 12345678", "+31 6 12345678"),
        ("Bel +31 (0)6 12345678", "+31 (0)6 12345678"),
    ],
)
def test_an_address_or_number_is_found_as_published(text: str, contact: str) -> None:
    assert found(text) == {("contact", contact, "")}


@pytest.mark.parametrize(
    "text", ["ISSN 0921 - 7398", "van 04-06-2022 tot 05-07", "r.b akker@", "code 0612345678901", "a@b.nl"]
)
def test_a_number_or_sign_of_another_kind_is_no_contact(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Looptijd: mei 2021 - april 2023", {("start", "2021-05"), ("end", "2023-04")}),
        ("Het project loopt van 2022 tot 2025.", {("status", "running"), ("start", "2022"), ("end", "2025")}),
        ("Dit project loopt nog tot en met eind 2026.", {("status", "running"), ("end", "2026")}),
        ("Dit onderzoeksproject is in 2020 gestart.", {("status", "running"), ("start", "2020")}),
        ("De pilot is gestart in september 2022.", {("status", "running"), ("start", "2022-09")}),
        ("De nieuwe pilot gaat in 2027 van start.", {("status", "planned"), ("start", "2027")}),
        ("Het onderzoek is in mei 2023 afgerond.", {("status", "finished"), ("end", "2023-05")}),
        ("Status: afgerond", {("status", "finished")}),
        ("**Status:** in voorbereiding", {("status", "planned")}),
        ("Status: lopend", {("status", "running")}),
        ("- Status: afgerond", {("status", "finished")}),
        ("• Startdatum: mei 2023", {("start", "2023-05")}),
        ("Startdatum: 12-03-2024\nEinddatum: eind 2025", {("start", "2024-03-12"), ("end", "2025")}),
        ("Looptijd: 31-02-2021 - 2023", {("end", "2023")}),
        ("Wanneer het project is afgerond, vieren we feest.", set()),
        ("De levering is gestart in 2022.", set()),
        ("Periode: 01-05-2022 t/m 31-07-2022", set()),
    ],
)
def test_a_period_and_a_status_are_found_where_the_text_states_them(text: str, facts: set[tuple[str, str]]) -> None:
    assert {(name, value) for name, value, _ in found(text)} == facts


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Plaats: Wierden", ("place", "Wierden", "")),
        ("**Locatie:** Buurthuis De Kom, Wierden", ("place", "Buurthuis De Kom, Wierden", "")),
        ("Programmalijn: Samen leven", ("programme", "Samen leven", "")),
        ("- Plaats: Wierden", ("place", "Wierden", "")),
    ],
)
def test_a_place_or_programme_line_is_found_after_its_label(text: str, fact: tuple[str, str, str]) -> None:
    assert found(text) == {fact}


def test_a_fact_is_told_once_and_only_from_the_part_that_is_asked() -> None:
    text = "Bel 06-12345678. Bel 06-12345678. Bel 06-87654321."
    assert [(fact.value, fact.start, fact.end) for fact in find_facts(text)] == [
        ("06-12345678", 4, 15),
        ("06-87654321", 38, 49),
    ]
    assert [fact.value for fact in find_facts(text, 17, 34)] == ["06-12345678"]


def test_a_work_has_two_hundred_facts_at_most() -> None:
    assert len(find_facts(" ".join(f"{number}x@buurt.example" for number in range(300)))) == MAX_FACTS == 200


def test_no_rule_is_kept_that_is_right_less_than_four_times_in_five() -> None:
    assert min(CONFIDENCE.values()) >= 0.8


_PIECES = [
    "Projectleider: Anna Denkbeeld.",
    "Anna Denkbeeld, lector",
    "Looptijd: mei 2021 - april 2023",
    "in samenwerking met Stichting Voorbeeld en Gemeente Fabelstad.",
    "anna@voorbeeld.nl",
    "06-12345678",
    "De pilot is gestart in 2023.",
    "\n",
    "x",
]


@given(st.one_of(any_text, st.lists(st.sampled_from(_PIECES)).map(" ".join)), st.integers(0, 50))
def test_what_a_fact_says_stands_in_the_text(text: str, start: int) -> None:
    for fact in find_facts(text, start):
        assert fact.start is not None
        assert fact.end is not None
        assert start <= fact.start < fact.end <= len(text)
        if fact.name not in ("status", "start", "end"):
            assert fact.value in text[fact.start : fact.end]
            assert fact.role in " ".join(text[fact.start : fact.end].split())
