"""nDCG, recall and reciprocal rank, as trec_eval computes them."""

from collections.abc import Mapping, Sequence
from math import fsum, log2
from statistics import fmean

from eval.trec import Qrels, Run, best_first

MEASURES = ("nDCG@10", "R@10", "R@100", "RR@10")
MAIN = MEASURES[0]
"""The one that slices, differences per question and ablations are told in."""
Scores = Mapping[str, Mapping[str, float]]
"""Query_id -> measure -> score."""


def ndcg(ranking: Sequence[str], relevance: Mapping[str, int], *, k: int = 10) -> float:
    """Return the normalised discounted cumulative gain of the first ``k`` documents, from 0 to 1.

    The gain is the grade itself, the discount ``log2(rank + 1)``; the ideal ranking is cut at ``k`` too.

    Args:
        ranking: Doc_ids, best first, no repeats.
        relevance: The grade per judged document; unjudged documents and grades below 0 count as 0.
        k: Number of documents looked at.

    Returns:
        0 where no document is relevant.

    Raises:
        ValueError: If ``k`` is below 1 or ``ranking`` repeats a document.

    Source:
        Järvelin & Kekäläinen, TOIS 2002, doi:10.1145/582415.582418.
    """
    top = _top(ranking, k)
    ideal = _dcg(sorted(_relevant(relevance).values(), reverse=True)[:k])
    return _dcg([max(relevance.get(doc_id, 0), 0) for doc_id in top]) / ideal if ideal else 0.0


def recall(ranking: Sequence[str], relevance: Mapping[str, int], *, k: int) -> float:
    """Return the share of the relevant documents, those with a grade above 0, that is among the first ``k``.

    Args:
        ranking: Doc_ids, best first, no repeats.
        relevance: The grade per judged document.
        k: Number of documents looked at.

    Returns:
        0 where no document is relevant.

    Raises:
        ValueError: If ``k`` is below 1 or ``ranking`` repeats a document.
    """
    found = _relevant(relevance)
    return len(found.keys() & set(_top(ranking, k))) / len(found) if found else 0.0


def reciprocal_rank(ranking: Sequence[str], relevance: Mapping[str, int], *, k: int = 10) -> float:
    """Return 1 / the rank of the first relevant document, and 0 where none is among the first ``k``.

    Args:
        ranking: Doc_ids, best first, no repeats.
        relevance: The grade per judged document; relevant is a grade above 0.
        k: Number of documents looked at.

    Raises:
        ValueError: If ``k`` is below 1 or ``ranking`` repeats a document.
    """
    ranks = (rank for rank, doc_id in enumerate(_top(ranking, k), start=1) if relevance.get(doc_id, 0) > 0)
    return 1 / next(ranks, float("inf"))


def per_query(run: Run, qrels: Qrels) -> dict[str, dict[str, float]]:
    """Return nDCG@10, R@10, R@100 and RR@10 of each query with a relevant document, in the order of ``qrels``.

    A query missing from the run scores 0; one missing from the qrels is left out. Equal scores rank in id order.

    Raises:
        ValueError: If the run repeats a document within a query, or has a score that is infinite or not a number.
    """
    scores = {}
    for query_id, relevance in qrels.items():
        if _relevant(relevance):
            ranking = [doc_id for doc_id, _ in best_first(run.get(query_id, ()))]
            scores[query_id] = {
                "nDCG@10": ndcg(ranking, relevance, k=10),
                "R@10": recall(ranking, relevance, k=10),
                "R@100": recall(ranking, relevance, k=100),
                "RR@10": reciprocal_rank(ranking, relevance, k=10),
            }
    return scores


def mean_measures(scores: Scores) -> dict[str, float]:
    """Return the means of scores per query, by measure.

    Raises:
        ValueError: If there are no queries.
    """
    if not scores:
        raise ValueError("no query in the qrels has a relevant document, so there is no mean")
    return {measure: fmean(score[measure] for score in scores.values()) for measure in MEASURES}


def _relevant(relevance: Mapping[str, int]) -> dict[str, int]:
    return {doc_id: grade for doc_id, grade in relevance.items() if grade > 0}


def _top(ranking: Sequence[str], k: int) -> Sequence[str]:
    if k < 1:
        raise ValueError(f"k must be at least 1: {k}")
    # A document counted twice would lift nDCG above 1, quietly.
    if len(set(ranking)) < len(ranking):
        raise ValueError("a ranking must not repeat a document")
    return ranking[:k]


def _dcg(grades: Sequence[int]) -> float:
    return fsum(grade / log2(rank + 1) for rank, grade in enumerate(grades, start=1))
