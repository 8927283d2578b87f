"""A query that asks for the newest: which words say so, and the leg that ranks by date."""

import re
from collections.abc import Mapping
from datetime import date

from search.fusion import Ranking

_ASKED = re.compile(
    r"""\b(?:
      (?:aller)?(?:nieuwste|recentste|actueelste) | meest[ ](?:recente?|actuele) | newest | latest | most[ ]recent
    | (?:aller)?laatste(?=[ ](?:nieuws\w*|berichten|editie|nummer|uitgave|versie|stand|cijfers|rapport\w*|publicaties?
        |artikel\w*|onderzoek\w*|verslag|jaarverslag|update|ontwikkelingen)\b)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NEAR = 0.6
"""Part of the best score that a passage needs to be about what is asked; only such passages are ranked by date."""


def asks_newest(query: str) -> str | None:
    """Return the query without the words that ask for the newest ("nieuwste", "laatste nieuws"); None if none do."""
    rest, found = _ASKED.subn(" ", query)
    return rest if found else None


def by_date(fused: Ranking, days: Mapping[int, str]) -> list[tuple[int, float]]:
    """Return the rows that are about what is asked, newest first, equal dates in row order; scored by day number.

    Args:
        fused: Rows as the other legs rank them together.
        days: The day of each row as an ISO date; a row without a date is not ranked.
    """
    least = _NEAR * fused[0][1] if fused else 0.0
    days_of = {row: days.get(row) for row, score in fused if score >= least}
    dated = [(row, float(date.fromisoformat(day).toordinal())) for row, day in days_of.items() if day]
    return sorted(dated, key=lambda pair: (-pair[1], pair[0]))
