"""When a document appeared and who wrote a work, as its first lines state it."""

import re
from collections.abc import Iterator

from corpus.describing.dates import find_dates, read_date
from corpus.describing.people import read_names

_START = 3_000
"""Characters at the start of a document in which it says when it appeared, and who wrote it."""
_FIRST_LINES = 12
_LABEL = r"[*_>|\ ]{0,4}(?:%s)[*_]{0,2}(?:\ op)?(?:\ ?:)?[*_|\ ]{1,5}(?P<date>.{4,40})"
_PUBLISHED = re.compile(
    _LABEL % "gepubliceerd|geplaatst|verschenen|publicatie(?:datum)?|verschijningsdatum", re.IGNORECASE
)
_DATED = re.compile(_LABEL % "datum", re.IGNORECASE)
_GATHERING = re.compile(
    r"(?:^|\|)[*_> ]{0,4}(?:locatie|plaats|adres|zaal|waar|tijd(?:stip|en)?|aanvang|aanmelden)[*_]{0,2} ?[:|]",
    re.IGNORECASE | re.MULTILINE,
)
_BESIDE = 2
"""So many lines above and below a "Datum:" tell what it is the date of: with a place or a time it is a gathering's."""
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
ISSUE = re.compile(
    r"\b(?:nieuwsbrief|nieuwsflits|editie|nummer|nr|jaargang|magazine|uitgave|tijdschrift)\b", re.IGNORECASE
)
"""A line that speaks of an issue, not of one of the works in it."""
_BYLINE = re.compile(
    r"""^[*_\ ]{0,4}(?:door|tekst(?:\ en\ (?:beeld|foto['’]?s?|interview))?|auteurs?|auteur\(s\)|geschreven\ door
        |interview(?:\ door)?)[*_]{0,2}(?:\ ?:[*_\ ]{1,5}|\ )
        (?P<names>[^\n|:]{4,300}?(?:\ en[*_\ ]{0,4}\n[^\n|:]{4,100})?)
        (?:\||$|[,.]?\ (?:foto|beeld)[^\n]{0,5}:)""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_SIGNED = 1_500
"""Characters at the start of a work in which a byline stands."""


def date_in_text(name: str, text: str, *, kind: str | None) -> str | None:
    """Return when a document appeared, as its first lines state it.

    The rules, in this order, and how many of their dates were right in 500 real documents of the social domain: a date
    after a label such as "Gepubliceerd op" (11 of 11); "(ontvangen 12 maart 2021)" under parliamentary questions (22 of
    22); the date in a line or a file's name that speaks of an issue (no other was found); a line that is nothing but a
    date, with a place or the like at most (11 of 11). Labels that state several dates speak of several things. The day
    of an event is not the day on which its announcement appeared: beside a place or a time, "Datum:" says nothing.

    Args:
        name: The file's name.
        text: The document's text.
        kind: Its kind, as a code; any other date in an event is the event's own.
    """
    start = text[:_START]
    lines = [line.strip() for line in start.split("\n") if line.strip()]
    received = _RECEIVED.search(start)
    if date := _only(_labelled(_PUBLISHED, lines)) or (received and leading_date(received["date"])):
        return date
    if kind == "event":
        return None
    apart = [line for index, line in enumerate(lines) if not _is_gathering(lines, index)]
    if date := _only(_labelled(_DATED, apart)):
        return date
    lines = lines[:_FIRST_LINES]
    for line in (*lines, re.sub(r"[_]+", " ", name.rsplit(".", 1)[0])):
        if ISSUE.search(line) and len(line.split()) <= 10 and (date := read_date(line)):
            return date
    return next((date for line in lines if not _DATED.match(line) and (date := line_date(line))), None)


def _labelled(label: re.Pattern[str], lines: list[str]) -> set[str]:
    """Return the dates that stand behind a label."""
    stated = (leading_date(match["date"]) for line in lines if (match := label.match(line)))
    return {date for date in stated if date}


def _only(dates: set[str]) -> str | None:
    return next(iter(dates)) if len(dates) == 1 else None


def _is_gathering(lines: list[str], index: int) -> bool:
    """Return whether the lines around one tell where or when people come together."""
    return bool(_GATHERING.search("\n".join(lines[max(index - _BESIDE, 0) : index + _BESIDE + 1])))


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
    """Return the authors that the first byline of a work names; it stands near its start."""
    return next(bylines(text, start, min(end, start + _SIGNED)), ())


def bylines(text: str, start: int, end: int) -> Iterator[tuple[str, ...]]:
    """Yield the authors that each byline names: "Tekst: Roos Bakker", and nothing else in that line."""
    for match in _BYLINE.finditer(text, start, end):
        stated = match["names"].replace("*", "").strip(" _,")
        names = read_names(stated) or read_names(stated.rstrip("."))  # a full stop, or that of "Smit, K."
        if names:
            yield names
