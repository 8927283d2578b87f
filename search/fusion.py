"""From one ranking per leg to one ranking."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import fsum

Ranking = Sequence[tuple[int, float]]
"""``(row, score)``, best first, no row twice."""


def min_max(ranking: Ranking) -> dict[int, float]:
    """Return the scores of a ranking stretched to [0, 1] by row; a ranking whose scores are equal gets 1."""
    if not ranking:
        return {}
    scores = [score for _, score in ranking]
    low, width = min(scores), max(scores) - min(scores)
    return {row: (score - low) / width if width else 1.0 for row, score in ranking}


def convex_combination(rankings: Mapping[str, Ranking], *, weights: Mapping[str, float]) -> list[tuple[int, float]]:
    """Fuse rankings of passage rows by the weighted sum of their min-max normalised scores.

    Args:
        rankings: One ranking per leg.
        weights: The weight of each leg in ``rankings``; they need not sum to 1.

    Returns:
        ``(row, score)`` for every row in any ranking, best first, equal scores in row order. A row that a leg did not
        rank gets 0 from it.

    Raises:
        ValueError: If a weight is negative.

    Source:
        Bruch, Gai & Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 2023, doi:10.1145/3596512.
    """
    if any(weight < 0 for weight in weights.values()):
        raise ValueError(f"weights must not be negative: {dict(weights)}")
    parts: defaultdict[int, list[float]] = defaultdict(list)
    for leg, ranking in rankings.items():
        for row, score in min_max(ranking).items():
            parts[row].append(weights[leg] * score)
    # fsum rounds once, so the order of the legs cannot break a tie.
    return sorted(((row, fsum(part)) for row, part in parts.items()), key=lambda pair: (-pair[1], pair[0]))
