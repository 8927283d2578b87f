"""A query that asks for the newest: which words say so, and the leg that ranks by date."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from corpus.kinds import read_kind
from search.dutch.analyser import terms
from search.fusion import Ranking

_ASKED = re.compile(
    r"""\b(?:
      (?:aller)?(?:nieuwste|recentste|actueelste) | meest[ ](?:recente?|actuele) | newest | latest | most[ ]recent
    | (?:aller)?laatste(?=[ ]onderzoek\w*\b)
    | (?:(?:aller)?laatste|recente?)(?=[ ](?:nieuws\w*|news\w*|bericht(?:en)?|editie|nummer|uitgave|versie|stand|cijfers
        |rapport\w*|publicaties?|artikel\w*|verslag|jaarverslag|update|ontwikkelingen|columns?|interviews?|blogs?
        |project(?:en)?)\b)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD = re.compile(r"\w+(?:-\w+)*")
_NEAR = 0.6
"""Part of the best score that a passage needs to be about what is asked; only such passages are ranked by date."""
_NEWS = frozenset({"news", "newsletter"})
_BRING = {"news": _NEWS, "bericht": _NEWS, "berichten": _NEWS}
"""Kinds of works that bring what a kind or a word asks for, where that is not one kind."""


@dataclass(frozen=True, slots=True)
class Newest:
    """A query for the newest.

    Attributes:
        rest: The query without the words that ask for it ("nieuwste", "laatste" in "laatste nieuws").
        kinds: The kinds of works that the rest names, of those that the collection has.
        of_kinds: Whether the rest names kinds alone, or nothing at all.
    """

    rest: str
    kinds: frozenset[str]
    of_kinds: bool


def asks_newest(query: str, *, kinds: Set[str]) -> Newest | None:
    """Return what a query asks the newest of, None if it does not.

    Args:
        query: The query.
        kinds: Those of the works of the collection, in small letters.
    """
    rest, found = _ASKED.subn(" ", query)
    if not found:
        return None
    meant = {word: _kinds_of(word) & kinds for word in _WORD.findall(rest)}
    others = " ".join(word for word, named in meant.items() if not named)
    return Newest(rest, frozenset().union(*meant.values()), not terms(others))


def _kinds_of(word: str) -> frozenset[str]:
    kind = read_kind(word).lower()
    return _BRING.get(kind, frozenset({kind}))


def by_date(fused: Ranking, days: Mapping[int, str]) -> list[tuple[int, float]]:
    """Return the rows that are about what is asked, newest first, equal dates in row order; scored by day number.

    Args:
        fused: Rows as the other legs rank them together.
        days: The day of each row as an ISO date; a row without a date is not there, and is not ranked.
    """
    least = _NEAR * fused[0][1] if fused else 0.0
    return numbered([(row, days[row]) for row, score in fused if score >= least and row in days])


def numbered(dated: Sequence[tuple[int, str]]) -> list[tuple[int, float]]:
    """Return rows with the number of their day, given as an ISO date: newest first, equal dates in row order."""
    scored = [(row, float(date.fromisoformat(day).toordinal())) for row, day in dated]
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))
