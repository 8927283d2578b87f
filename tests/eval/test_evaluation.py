"""Means, slices and differences of scores that are written down."""

import pytest

from eval.evaluation import difference
from eval.uncertainty import interval, randomisation_p
from tests.measured import evaluation

NDCG = {
    "hybrid": {"q1": 1.0, "q2": 0.5, "q3": 0.0, "q4": 0.75},
    "dense": {"q1": 0.5, "q2": 0.75, "q3": 0.0, "q4": 0.0},
}
KINDS = {"q1": "typo", "q2": "topic", "q3": "typo", "q4": ""}


def test_a_mean_is_over_all_questions() -> None:
    assert evaluation(NDCG).means("hybrid")["nDCG@10"] == (1.0 + 0.5 + 0.0 + 0.75) / 4
    assert evaluation(NDCG).interval("hybrid", "nDCG@10") == interval([1.0, 0.5, 0.0, 0.75])


def test_each_kind_of_question_has_a_slice() -> None:
    slices = evaluation(NDCG, KINDS).slices()
    assert {kind: list(part.questions) for kind, part in slices.items()} == {
        "": ["q4"],
        "topic": ["q2"],
        "typo": ["q1", "q3"],
    }
    assert slices["typo"].means("hybrid")["nDCG@10"] == (1.0 + 0.0) / 2
    assert slices["typo"].means("dense")["nDCG@10"] == (0.5 + 0.0) / 2
    assert slices["topic"].interval("dense", "nDCG@10") is None


def test_questions_without_kinds_are_one_slice() -> None:
    assert evaluation(NDCG).slices() == {"": evaluation(NDCG)}


def test_a_difference_counts_the_questions_that_each_of_two_wins() -> None:
    found = difference(evaluation(NDCG), "hybrid", "dense", "nDCG@10")
    assert list(found.per_query.items()) == [("q4", 0.75), ("q1", 0.5), ("q3", 0.0), ("q2", -0.25)]
    assert found.mean == pytest.approx((0.75 + 0.5 + 0.0 - 0.25) / 4)
    assert (found.wins, found.losses, found.ties) == (2, 1, 1)
    # 1.0 is the sum, as far as the signs +++ and ++- reach, and both the other way round: 4 of 8.
    assert found.p == pytest.approx(4 / 8) == randomisation_p([0.75, 0.5, 0.0, -0.25])
    assert found.interval == interval([0.5, -0.25, 0.0, 0.75])


def test_a_difference_is_the_opposite_from_the_other_side() -> None:
    one = difference(evaluation(NDCG), "hybrid", "dense", "nDCG@10")
    other = difference(evaluation(NDCG), "dense", "hybrid", "nDCG@10")
    assert [other.mean, other.p] == pytest.approx([-one.mean, one.p])
    assert (other.wins, other.losses, other.ties) == (one.losses, one.wins, one.ties)


def test_a_difference_is_by_the_measure_that_is_asked_for() -> None:
    found = difference(evaluation(NDCG), "hybrid", "dense", "R@100")
    assert found.per_query == {"q1": 0.0, "q2": 0.0, "q3": 0.0, "q4": 0.0}
    assert (found.mean, found.p, found.ties) == (0.0, 1.0, 4)
