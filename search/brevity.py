"""Passages of a few words: a date, the end of a project, the number of an issue."""

from collections.abc import Set
from operator import itemgetter

from search.fusion import Ranking

FEW = 6
"""A passage of fewer words says little by itself."""
_KEPT = 0.8
"""Part of its score that such a passage keeps."""


def lower(ranking: Ranking, brief: Set[int]) -> tuple[list[tuple[int, float]], dict[int, float]]:
    """Return the rows with the score that is left to them, best first, and what was taken off those of a few words.

    Args:
        ranking: ``(row, score)``, best first; no score below 0. Equal scores keep their order.
        brief: The rows of passages of a few words.
    """
    taken = {row: (1 - _KEPT) * score for row, score in ranking if row in brief}
    left = [(row, score - taken[row]) if row in taken else (row, score) for row, score in ranking]
    return sorted(left, key=itemgetter(1), reverse=True), taken
