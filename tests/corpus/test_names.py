"""One name: who is certainly a person, and which part of the name is which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.names import is_inverted, is_organisation, is_person, split_name
from tests.texts import any_text


@pytest.mark.parametrize(
    ("name", "given_names", "surname"),
    [
        ("Roos Bakker", "Roos", "Bakker"),
        ("Prof. dr. Anna Smit", "Anna", "Smit"),
        ("Dr Anna Smit", "Anna", "Smit"),
        ("Mw. K. Jansen", "K.", "Jansen"),
        ("de heer J. Bos", "J.", "Bos"),
        ("Ir. drs. W.F. Bos", "W.F.", "Bos"),
        ("Dr. P.J. van den Berg", "P.J.", "van den Berg"),
        ("Th.M. Bakker", "Th.M.", "Bakker"),
        ("Ş. Yılmaz", "Ş.", "Yılmaz"),
        ("Anna Maria de Groot", "Anna Maria", "de Groot"),
        ("Jan De Wit", "Jan", "De Wit"),
        ("Ben Bakker", "Ben", "Bakker"),
        ("Jan in 't Veld", "Jan", "in 't Veld"),
        ("Fatima el Ouali", "Fatima", "el Ouali"),
        ("Karim al-Jabri", "Karim", "al-Jabri"),
        ("Mohammed ben Ali", "Mohammed", "ben Ali"),
        ("J. Smit-van Dam", "J.", "Smit-van Dam"),
        ("Vries, Jan de", "Jan", "de Vries"),
        ("Berg, prof. dr. K. van den", "K.", "van den Berg"),
        ("Groot, Anna Maria de", "Anna Maria", "de Groot"),
        ("Groot, Anna M. de", "Anna M.", "de Groot"),
        ("Anna Konraad", "Anna", "Konraad"),
        ("Raad, A. de", "A.", "de Raad"),
        ("van 't Hof, Lies", "Lies", "van 't Hof"),
        ("Elyasi, mw S.", "S.", "Elyasi"),
    ],
)
def test_a_person_has_given_names_and_a_surname_with_its_particles(name: str, given_names: str, surname: str) -> None:
    assert split_name(name) == (given_names, surname)


@pytest.mark.parametrize(
    "name",
    [
        "Plato",
        "De Wit",
        "Den Haag",
        "Dr Bakker",
        "ROOS BAKKER",
        "Roos Bakker, lector",
        "Smit, Anna Maria",  # or an organisation and a person
        "Raad, Sociale",
        "Zorg, Welzijn",
        "Team WSDT",
        "Team Informatiestandaarden",
        "Stichting Welkom",
        "Samen Sterk Team",
        "Wijkteam Noord",
        "Wijkraad Noord",
        "Thuiszorg Droomveen",
        "Nationale Ombudsman",
        "Sociaal Werk Nederland",
        "Het Jansen",
    ],
)
def test_a_name_that_may_be_no_persons_is_not_split(name: str) -> None:
    assert split_name(name) is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Roos Bakker", True),
        ("Sociaal Werk", False),
        ("Jan IJzerman", True),
        ("ROOS BAKKER", False),
        ("Gelderse Vallei", False),
        ("Else Bakker", True),
        ("Louise Bakker", True),
    ],
)
def test_a_person_is_a_full_name_and_no_organisation(text: str, is_one: bool) -> None:
    assert is_person(text) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("De Zorggroep", True),
        ("de wijk", True),
        ("Kennisinstituut Zorg", True),
        ("Impact", False),
        ("Roos Bakker", False),
    ],
)
def test_an_organisation_has_words_that_people_have_not(text: str, is_one: bool) -> None:
    assert is_organisation(text) is is_one


@given(st.one_of(any_text, st.lists(st.sampled_from(["Roos", "J.", "de", "Bakker", ",", "Dr", "Team"])).map(" ".join)))
def test_a_name_that_is_split_is_a_persons_one_way_or_the_other(name: str) -> None:
    assert (split_name(name) is not None) is (is_person(name) or is_inverted(name))
