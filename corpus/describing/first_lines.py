"""When a document appeared and who wrote a work, as its first lines state it."""

import re

from corpus.describing.dates import find_dates, read_date
from corpus.describing.people import read_names

_START = 3_000
"""Characters at the start of a document in which it says when it appeared, and who wrote it."""
_FIRST_LINES = 12
_DATE_LABEL = re.compile(
    r"""^[*_>|\ ]{0,4}(?:datum|gepubliceerd|geplaatst|verschenen|publicatie(?:datum)?|verschijningsdatum)[*_]{0,2}
        (?:\ op)?(?:\ ?:)?[*_|\ ]{1,5}(?P<date>[^\n]{4,40})""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_RECEIVED = re.compile(r"\((?:ontvangen|verzonden)\s(?:\(ontvangen\s)?(?P<date>[^()]{4,30})\)")
_WEEKDAY = re.compile(
    r"\b(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag\b|(?:ma|di|wo|do|vr|za|zo)\b\.?)", re.IGNORECASE
)
_BESIDE_DATE = re.compile(
    rf"""[\s,’'-]*(?:(?:[A-ZÀ-Þ][\w-]*|(?i:{_WEEKDAY.pattern}|d\.?d\.|(?:om\ )?\d{{1,2}}[.:]\d\d(?:\ ?u(?:ur)?\b)?)
    |[’'][st])[\s,-]*){{0,3}}""",
    re.VERBOSE,
)
"""What a line that states a date may hold as well: a place, the day of the week, "d.d." or a time of day."""
_ISSUE = re.compile(
    r"\b(?:nieuwsbrief|nieuwsflits|editie|nummer|nr|jaargang|magazine|uitgave|tijdschrift)\b", re.IGNORECASE
)
_BYLINE = re.compile(
    r"""^[*_\ ]{0,4}(?:door|tekst(?:\ en\ (?:beeld|foto['’]?s?|interview))?|auteurs?|auteur\(s\)|geschreven\ door
        |interview(?:\ door)?)[*_]{0,2}(?:\ ?:[*_\ ]{1,5}|\ )
        (?P<names>[^\n|:]{4,300}?(?:\ en[*_\ ]{0,4}\n[^\n|:]{4,100})?)
        (?:\||$|[,.]?\ (?:foto|beeld)[^\n]{0,5}:)""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_SIGNED = 1_500
"""Characters at the start of a work in which a byline stands."""


def date_in_text(name: str, text: str) -> str | None:
    """Return when a document appeared, as its first lines state it.

    The rules, in this order, and how many of their dates were right in 500 real documents of the social domain: a date
    after a label such as "Gepubliceerd op" (11 of 11); "(ontvangen 12 maart 2021)" under parliamentary questions (22 of
    22); the date in a line or a file's name that speaks of an issue (no other was found); a line that is nothing but a
    date, with a place or the like at most (11 of 11).
    """
    start = text[:_START]
    for pattern in (_DATE_LABEL, _RECEIVED):
        match = pattern.search(start)
        date = match and leading_date(match["date"])
        if date:
            return date
    lines = [line.strip() for line in start.split("\n") if line.strip()][:_FIRST_LINES]
    for line in (*lines, re.sub(r"[_]+", " ", name.rsplit(".", 1)[0])):
        if _ISSUE.search(line) and len(line.split()) <= 10 and (date := read_date(line)):
            return date
    return next((date for line in lines if (date := line_date(line))), None)


def leading_date(words: str) -> str | None:
    """Return the date that words begin with, behind the day of the week perhaps."""
    first = next(find_dates(words), None)
    return first.value if first and not re.search(r"\w{4}", _WEEKDAY.sub("", words[: first.start])) else None


def line_date(line: str) -> str | None:
    """Return the date of a line that holds nothing else, but for a place, the day of the week or the time of day."""
    line = line.strip(" *_|>()[]")
    dates = list(find_dates(line)) if len(line) <= 60 else []
    if len(dates) != 1:
        return None
    rest = line[: dates[0].start] + line[dates[0].end :]
    return dates[0].value if _BESIDE_DATE.fullmatch(rest) else None


def byline(text: str, start: int, end: int) -> tuple[str, ...]:
    """Return the authors that a byline names: "Tekst: Roos Bakker", and nothing else in that line."""
    for match in _BYLINE.finditer(text, start, min(end, start + _SIGNED)):
        stated = match["names"].replace("*", "").strip(" _,")
        names = read_names(stated) or read_names(stated.rstrip("."))  # a full stop, or that of "Smit, K."
        if names:
            return names
    return ()
