"""Dates in Dutch: as partial as they are stated, and nothing that only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.describing.dates import StatedDate, find_dates, read_date
from corpus.model import MONTHS, is_partial_date
from tests.texts import any_text

STATED = {
    "mei 2024": "2024-05",
    "Maart '22": "2022-03",
    "12 maart 2024": "2024-03-12",
    "12-03-2024": "2024-03-12",
    "2024-03-12": "2024-03-12",
    "zomer 2023": "2023",
    "nr. 3, 2021": "2021",
    "voorjaar '24": "2024",
    "1 mei 2024": "2024-05-01",
    "februari 2024, Enschede": "2024-02",
    "12 mrt. 2024": "2024-03-12",
    "3 okt 2021": "2021-10-03",
    "sept. 2020": "2020-09",
    "NIEUWSBRIEF MEI 2024": "2024-05",
    "Nieuwsbrief maart 2022": "2022-03",
    "dinsdag 12 maart 2024": "2024-03-12",
    "Gepubliceerd op 3 juni 2019": "2019-06-03",
    "2024-03-12T10:00:00+01:00": "2024-03-12",
    "2024-03-11T23:30:00Z": "2024-03-12",
    "2024-03": "2024-03",
    "2024": "2024",
    "03-2024": "2024-03",
    "12/03/2024": "2024-03-12",
    "12.03.2024": "2024-03-12",
    "1-2-2023": "2023-02-01",
    "najaar 2022": "2022",
    "Winter ’23": "2023",
    "Q3 2023": "2023",
    "2e kwartaal 2023": "2023",
    "eind 2021": "2021",
    "begin maart 2024": "2024-03",
    "12 en 13 maart 2024": "2024-03",
    "12 t/m 14 maart 2024": "2024-03",
    "12-14 maart 2024": "2024-03",
    "jaargang 12, nr. 4, december 2020": "2020-12",
    "Datum 12 maart 2021": "2021-03-12",
    "'s-Gravenhage, 9 december 2022": "2022-12-09",
    "1e maart 2024": "2024-03-01",
    "augustus 1998": "1998-08",
    "april '99": "1999-04",
}
FALSE_FRIENDS = [
    "Sozio 2 2025",
    "maart",
    "mei",
    "12 maart",
    "1 op 3",
    "0612345678",
    "06-12345678",
    "2019-2023",
    "Wmo 2015",
    "Jeugdwet 2015",
    "mevrouw Mei 3",
    "April is een mooie naam",
    "versie 3.2.1",
    "artikel 2.3.5",
    "31-02-2024",
    "30 februari 2024",
    "mei 2021 - april 2023",
    "13-13-2024",
    "ISBN 978-90-12-34567-2",
    "€ 2024,50",
    "kamer 2024-12345",
    "Postbus 2020",
    "7521 PN 2024",
    "mei 3 mensen",
]


@pytest.mark.parametrize(("text", "date"), STATED.items())
def test_a_stated_date_is_read_as_partial_as_it_is(text: str, date: str) -> None:
    assert read_date(text) == date


@pytest.mark.parametrize("text", FALSE_FRIENDS)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Tue, 12 Mar 2024 23:30:00 +0100", "2024-03-12"),
        ("12 Mar 2024 10:00:00 GMT", "2024-03-12"),
        ("Tue, 32 Mar 2024 10:00:00 +0100", None),
    ],
)
def test_the_date_of_a_mail_is_the_senders(text: str, date: str | None) -> None:
    assert read_date(text) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-03-11T23:30:00+00:00", "2024-03-12"),  # half past midnight in the Netherlands
        ("2024-07-01T22:30:00Z", "2024-07-02"),  # summer time
        ("2024-07-01 21:30:00.123Z", "2024-07-01"),
        ("2024-03-11T23:30:00", "2024-03-11"),
        ("2024-03-11T29:30:00Z", "2024-03-11"),
    ],
)
def test_an_instant_is_its_day_in_the_netherlands(text: str, date: str) -> None:
    assert read_date(text) == date


def test_a_long_text_is_no_date() -> None:
    assert read_date("mei 2024" + " " * 192 + "x") is None


def test_the_dates_of_a_text_come_in_order_with_their_place() -> None:
    text = "Van mei 2021 tot 3 april 2023, met de Wmo 2015 in de hand."
    assert list(find_dates(text)) == [StatedDate("2021-05", 4, 12), StatedDate("2023-04-03", 17, 29)]


_PIECES = [
    "12 maart 2024",
    "mei '22",
    "2023-04-03",
    "31-02-2024",
    "zomer 2023",
    "Wmo 2015",
    "van",
    "tot",
    "\n",
    "x",
    ".",
]


@given(st.one_of(any_text, st.lists(st.sampled_from(_PIECES)).map(" ".join)))
def test_every_date_that_is_found_is_a_date_of_the_calendar_and_stands_in_the_text(text: str) -> None:
    for date in find_dates(text):
        assert is_partial_date(date.value)
        assert 0 <= date.start < date.end <= len(text)


@given(st.integers(1900, 2099), st.integers(1, 12), st.integers(1, 28))
def test_any_day_in_words_is_read_as_that_day(year: int, month: int, day: int) -> None:
    assert read_date(f"{day} {MONTHS[month - 1]} {year}") == f"{year}-{month:02}-{day:02}"
