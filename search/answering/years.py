"""Which years a text is about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_YEAR = re.compile(
    r"(?:\b(?P<compared>dan|tegenover|vergeleken met|ten opzichte van)(?:\ in)?(?:\ het\ jaar)?\s+"
    r"|\b(?P<since>sinds|vanaf|na|tot|voor|voordat)(?:\ (?:begin|eind|medio|het\ jaar|\w+))?\s+)?"
    r"(?<![\d.,-])(?P<first>(?:19|20)\d\d)(?:\s?[-–/]\s?(?P<last>(?:19|20)?\d\d)(?!\d|-))?(?![\d.,]\d|\d)"
    r"|\b(?P<relative>dit|vorig|afgelopen|volgend|komend)e?\s+(?:kalender|school)?jaar\b",
    re.IGNORECASE,
)
_AWAY = {"dit": 0, "vorig": -1, "afgelopen": -1, "volgend": 1, "komend": 1}


@dataclass(frozen=True, slots=True)
class Years:
    """``told``: when what is said was so, in order. ``since``: from when or until when, which leaves other years."""

    told: tuple[int, ...]
    since: tuple[int, ...]


@lru_cache(maxsize=4_000)
def years_of(text: str, written: str | None) -> Years:
    """Return the years in a text; "vorig jaar" is told by when it was written, a year it only compares with is not."""
    told: list[int] = []
    since: list[int] = []
    for match in _YEAR.finditer(text):
        if match["relative"]:
            told += [int(written[:4]) + _AWAY[match["relative"].lower()]] if written else []
        elif match["since"]:
            since += _range(match)
        elif not match["compared"]:
            told += _range(match)
    return Years(tuple(told), tuple(since))


def _range(match: re.Match[str]) -> Iterator[int]:
    """Yield the years from the first to the last of a match: "2024-26"; of a date such as "2024-02" only its own."""
    first, last = match["first"], match["last"] or match["first"]
    yield from range(int(first), max(int(first), int(first[: 4 - len(last)] + last)) + 1)
