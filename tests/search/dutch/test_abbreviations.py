"""Abbreviations that a text explains, and brackets that explain nothing."""

import pytest
from hypothesis import example, given

from search.dutch.abbreviations import Abbreviation, find_abbreviations
from tests.texts import any_text


def found(text: str) -> list[tuple[str, str]]:
    return [(one.short, one.long) for one in find_abbreviations(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Werkplaats Ondersteuning Thuiswonende Ouderen (WOTO)",
        "Werkplaats Sociaal Domein Fabelstad (WSDF)",
        "Algemene Verordening Gegevensbescherming (AVG)",
        "Basisregistratie Personen (BRP)",
        "Burgerservicenummer (BSN)",
        "persoonsgebonden budget (PGB)",
        "Centraal Bureau voor de Statistiek (CBS)",
        "De Nederlandsche Bank (DNB)",
        "Europese Unie (EU)",
        "Gemeentelijke Gezondheidsdienst (GGD)",
        "Gezond en Actief Leven Akkoord (GALA)",
        "Immigratie- en Naturalisatiedienst (IND)",
        "Integraal Zorgakkoord (IZA)",
        "Jeugdgezondheidszorg (JGZ)",
        "Klimaat- en Energieverkenning (KEV)",
        "Nederlandse Zorgautoriteit (NZa)",
        "Opgroeien in een Kansrijke Omgeving (OKO)",
        "Standaard Uitwisseling Formaat (StUF)",
        "Vereniging van Nederlandse Gemeenten (VNG)",
        "Volksgezondheid, Welzijn en Sport (VWS)",
        "wijkverpleegkundig team (WVT)",
        "werkkostenregeling (WKR)",
        "Wet maatschappelijke ondersteuning (WMO)",
        "zorg in natura (ZIN)",
    ],
)
def test_a_name_before_its_letters_in_brackets_is_their_long_form(text: str) -> None:
    long, short = text.removesuffix(")").split(" (")
    assert found(f"Vandaag sprak de raad over {text}, en daarna niet meer.") == [(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "Vragen van het lid Visser (VVD)",
        "Vragen van het lid Roos (SP)",
        "Antwoord van minister Bakker (BZ)",
        "bij de wettelijke regeling (BW)",
        "kosten (EUR)",
        "Praat mee (NU)",
        "een afspraak (maandag)",
        "(VNG)",
        "het hele verhaal dat de oude buren daar graag vertellen (VNG)",
        "sociaal heel erg lang domein (SD)",
    ],
)
def test_brackets_that_explain_nothing_give_nothing(text: str) -> None:
    assert found(text) == []


def test_a_long_form_may_stand_in_brackets_behind_its_letters() -> None:
    assert found("De WSDF (Werkplaats Sociaal Domein Fabelstad) is er. Het CBS (verplicht) ook.") == [
        ("WSDF", "Werkplaats Sociaal Domein Fabelstad")
    ]


def test_a_long_form_does_not_reach_over_a_line() -> None:
    assert found("Sociaal\nDomein (SD)") == []


def test_marks_at_the_end_are_no_part_of_a_long_form() -> None:
    assert found("Zorg in Natura’ (ZIN)") == [("ZIN", "Zorg in Natura")]


def test_each_explanation_is_found_in_order() -> None:
    assert list(find_abbreviations("Europese Unie (EU) en Europese unie (EU)")) == [
        Abbreviation("EU", "Europese Unie"),
        Abbreviation("EU", "Europese unie"),
    ]


@given(any_text)
@example("Europese Unie (EU)")
def test_whatever_is_found_stands_in_the_text(text: str) -> None:
    for one in find_abbreviations(text):
        assert one.short in text
        assert one.long in text
