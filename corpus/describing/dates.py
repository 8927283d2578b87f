"""Dates as Dutch texts state them. What is not stated is not filled in: "mei 2024" is ``2024-05``.

Rules of our own, for the libraries fill in what is missing: of the 64 stated dates and false friends in the tests,
dateparser 1.5 reads at most 46 as meant ("Wmo 2015" is a date, "12 mrt. 2024" only a year), htmldate 1.11 reads 25 and
dateutil 17.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from corpus.model import MONTHS, is_partial_date

_ABBREVIATIONS = {
    "jan": 1, "feb": 2, "febr": 2, "mrt": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "okt": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
_MONTH_NUMBERS = {**{month: number for number, month in enumerate(MONTHS, start=1)}, **_ABBREVIATIONS}
_NETHERLANDS = ZoneInfo("Europe/Amsterdam")

_MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{'|'.join(sorted(_ABBREVIATIONS, key=len, reverse=True))})\b\.?)"
_SPACE = r"[\s\u00a0]{1,3}"
_YEAR = r"(?:(?:19|20)\d\d|['’‘´`]\d\d)"
_YEAR_END = r"(?!\d|[-/–]\d|[.,]\d)"  # not the first of "2019-2023", nor the beginning of another number
_DATE = re.compile(
    rf"""(?<![\w/.-])(?:
      (?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?!\d|-\d)(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{{1,9}})?)?(?:Z|[+-]\d\d:?\d\d)?)?
    | (?P<iso_month>(?:19|20)\d\d-(?:0[1-9]|1[0-2]))(?![\d-])
    | (?P<day>\d{{1,2}})(?P<mark>[-/.])(?P<number>\d{{1,2}})(?P=mark)(?P<numeric_year>(?:19|20)\d\d)(?![\d/-]|\.\d)
    | (?P<month_number>0[1-9]|1[0-2])-(?P<month_year>(?:19|20)\d\d)(?![\d-])
    | (?:(?P<first_day>\d{{1,2}})(?:e|ste|de)?
         (?:{_SPACE}(?:en|tot|t/m|tot\ en\ met){_SPACE}|\s?[-–/&]\s?)(?=\d))?
      (?:(?P<named_day>\d{{1,2}})(?:e|ste|de)?{_SPACE})?
      (?P<month>{_MONTH})[\s\u00a0-]{{1,3}}(?P<named_year>{_YEAR}){_YEAR_END}
    | (?:zomer|winter|herfst|lente|voorjaar|najaar|begin|medio|eind|half)(?:{_SPACE}van)?{_SPACE}
      (?P<season_year>{_YEAR}){_YEAR_END}
    | (?:(?:nr\.?|no\.?|nummer|editie|jaargang|uitgave|kwartaal)\s{{0,3}}\d{{1,3}} | Q[1-4]
        | \d(?:e|ste|de)\s{{1,3}}kwartaal)
      (?:[\s,|–-]{{1,5}}|\s?/\s?|\ van\ )(?P<issue_year>{_YEAR}){_YEAR_END}
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_MAX_LENGTH = 200
"""Of what states one date; anything longer is a text."""
_BARE_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_RFC_5322 = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d.{0,30}", re.ASCII)


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date in a text: ``text[start:end]`` states ``value``, which is as partial as it was stated."""

    value: str
    start: int
    end: int


def find_dates(text: str) -> Iterator[StatedDate]:
    """Yield the dates that a text states, in order; days that the calendar does not have are passed over.

    A year by itself is no date ("Wmo 2015"), nor is a day without a year; a season or an issue's number with a year
    is that year, and several days of a month are that month.
    """
    for match in _DATE.finditer(text):
        value = _value(match)
        if is_partial_date(value):
            yield StatedDate(value, match.start(), match.end())


def read_date(text: str) -> str | None:
    """Return the one date that a manifest, markup or a line states; None when it is none, or more than one.

    Here a year by itself is a date. An instant with a time zone is its day in the Netherlands: a Dutch page that
    appeared on 12 March often says 2024-03-11T23:00:00Z.
    """
    text = text.strip()
    if len(text) > _MAX_LENGTH:
        return None
    if _BARE_YEAR.fullmatch(text):
        return text
    if _RFC_5322.fullmatch(text):
        try:
            return parsedate_to_datetime(text).date().isoformat()
        except ValueError:
            return None
    values = {date.value for date in find_dates(text)}
    return values.pop() if len(values) == 1 else None


def _value(match: re.Match[str]) -> str:
    parts = match.groupdict()
    if parts["iso"]:
        return _day_of(match[0]) or parts["iso"]
    if parts["iso_month"]:
        return parts["iso_month"]
    if parts["day"]:
        return f"{parts['numeric_year']}-{int(parts['number']):02}-{int(parts['day']):02}"
    if parts["month_number"]:
        return f"{parts['month_year']}-{parts['month_number']}"
    if parts["month"]:
        month = f"{_full_year(parts['named_year'])}-{_MONTH_NUMBERS[parts['month'].lower().rstrip('.')]:02}"
        is_one_day = parts["named_day"] and not parts["first_day"]
        return f"{month}-{int(parts['named_day']):02}" if is_one_day else month
    return _full_year(parts["season_year"] or parts["issue_year"])


def _day_of(instant: str) -> str | None:
    """Return the day in the Netherlands of an instant with a time zone; None for anything else."""
    try:
        moment = datetime.fromisoformat(instant.replace(",", "."))
    except ValueError:
        return None
    return moment.astimezone(_NETHERLANDS).date().isoformat() if moment.tzinfo else None


def _full_year(year: str) -> str:
    """Return a year in four digits: '22 is 2022, and '98 is 1998."""
    if len(year) == 4:
        return year
    return f"{'20' if year[1:] < '70' else '19'}{year[1:]}"
