"""Evaluations whose scores are written down."""

from collections.abc import Mapping

from eval.evaluation import Evaluation
from eval.trec import Query
from tests.fakes import FakeEncoder


def evaluation(
    scores: Mapping[str, Mapping[str, float]], kinds: Mapping[str, str] | None = None, *, collection: str = "klein"
) -> Evaluation:
    """Return an evaluation with these nDCG@10 by configuration and question; every other measure is 1."""
    query_ids = list(next(iter(scores.values())))
    return Evaluation(
        collection=collection,
        encoder=FakeEncoder().identity,
        questions={
            query_id: Query(query_id, f"vraag {query_id}", (kinds or {}).get(query_id, "")) for query_id in query_ids
        },
        scores={
            name: {
                query_id: {"nDCG@10": score, "R@10": 1.0, "R@100": 1.0, "RR@10": 1.0} for query_id, score in of.items()
            }
            for name, of in scores.items()
        },
    )
