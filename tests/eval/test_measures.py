"""The measures, against numbers worked out by hand, against ir_measures, and by their properties."""

from collections.abc import Callable
from math import log2

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, R, nDCG

from eval.measures import mean_measures, ndcg, per_query, recall, reciprocal_rank
from eval.trec import best_first

DOC_IDS = [f"d{number}" for number in range(15)]
ORACLE = {"nDCG@10": nDCG @ 10, "R@10": R @ 10, "R@100": R @ 100, "RR@10": RR @ 10}

rankings = st.lists(st.sampled_from(DOC_IDS), unique=True)
relevances = st.dictionaries(st.sampled_from(DOC_IDS), st.integers(0, 2))
cutoffs = st.integers(1, 20)
# Few different scores, so that most rankings have ties.
scored = st.lists(
    st.tuples(st.sampled_from(DOC_IDS), st.sampled_from([-1.5, 0.0, 0.25, 2.0])), unique_by=lambda item: item[0]
)
query_ids = st.sampled_from(["q1", "q2", "q3", "q4"])
runs = st.dictionaries(query_ids, scored)
qrels_of_any_grade = st.dictionaries(query_ids, relevances)


def test_ndcg_discounts_each_grade_by_the_log_of_its_rank() -> None:
    relevance = {"a": 2, "b": 1, "c": 1}
    ideal = 2 / log2(2) + 1 / log2(3) + 1 / log2(4)
    assert ndcg(["b", "x", "a"], relevance) == pytest.approx((1 / log2(2) + 2 / log2(4)) / ideal, rel=1e-12)


def test_ndcg_of_one_relevant_document_at_rank_2_is_its_discount() -> None:
    assert ndcg(["x", "a"], {"a": 1}) == 1 / log2(3)


def test_ndcg_cuts_the_ideal_ranking_at_k_too() -> None:
    assert ndcg(["a", "x"], {"a": 1, "b": 1, "c": 1}, k=1) == 1.0
    assert ndcg(["a", "x"], {"a": 1, "b": 1, "c": 1}, k=2) == pytest.approx(1 / (1 + 1 / log2(3)), rel=1e-12)


def test_ndcg_looks_at_10_documents_by_default() -> None:
    fillers = [f"x{number}" for number in range(10)]
    assert ndcg([*fillers[:9], "a"], {"a": 1}) == 1 / log2(11)
    assert ndcg([*fillers, "a"], {"a": 1}) == 0.0


def test_ndcg_counts_a_negative_grade_as_zero() -> None:
    assert ndcg(["spam", "a"], {"spam": -2, "a": 1}) == 1 / log2(3)


def test_recall_is_the_share_of_relevant_documents_among_the_first_k() -> None:
    relevance = {"a": 1, "b": 2, "c": 1, "not": 0, "spam": -2}
    assert recall(["a", "not", "b"], relevance, k=2) == 1 / 3
    assert recall(["a", "not", "b"], relevance, k=3) == 2 / 3


def test_recall_divides_by_all_relevant_documents_even_beyond_k() -> None:
    assert recall(["a"], {"a": 1, "b": 1, "c": 1, "d": 1}, k=1) == 1 / 4


def test_reciprocal_rank_is_that_of_the_first_relevant_document() -> None:
    assert reciprocal_rank(["not", "spam", "b", "a"], {"a": 2, "b": 1, "not": 0, "spam": -2}) == 1 / 3


def test_reciprocal_rank_sees_rank_10_and_not_rank_11() -> None:
    fillers = [f"x{number}" for number in range(10)]
    assert reciprocal_rank([*fillers[:9], "a"], {"a": 1}) == 1 / 10
    assert reciprocal_rank([*fillers, "a"], {"a": 1}) == 0.0


@pytest.mark.parametrize(("ranking", "relevance"), [([], {"a": 1}), (["a"], {}), (["a"], {"a": 0}), ([], {})])
def test_every_measure_is_0_without_a_hit_or_a_relevant_document(ranking: list[str], relevance: dict[str, int]) -> None:
    assert ndcg(ranking, relevance) == 0.0
    assert recall(ranking, relevance, k=10) == 0.0
    assert reciprocal_rank(ranking, relevance) == 0.0


@pytest.mark.parametrize("measure", [ndcg, recall, reciprocal_rank])
def test_every_measure_refuses_a_k_below_1(measure: Callable[..., float]) -> None:
    with pytest.raises(ValueError, match="k must be at least 1: 0"):
        measure(["a"], {"a": 1}, k=0)


@pytest.mark.parametrize("measure", [ndcg, recall, reciprocal_rank])
def test_every_measure_refuses_a_repeated_document(measure: Callable[..., float]) -> None:
    with pytest.raises(ValueError, match="repeat"):
        measure(["a", "a"], {"a": 1}, k=10)


def test_scores_per_query_are_those_of_the_ranking_by_score() -> None:
    run = {"q1": [("x", 0.5), ("a", 0.9)], "q2": [("x", 2.0), ("b", 1.0)]}
    assert per_query(run, {"q1": {"a": 1}, "q2": {"b": 1, "c": 1}}) == {
        "q1": {"nDCG@10": 1.0, "R@10": 1.0, "R@100": 1.0, "RR@10": 1.0},
        "q2": {"nDCG@10": (1 / log2(3)) / (1 + 1 / log2(3)), "R@10": 1 / 2, "R@100": 1 / 2, "RR@10": 1 / 2},
    }


def test_equal_scores_rank_in_id_order_whatever_the_order_of_the_run() -> None:
    for run in ({"q": [("a", 1.0), ("b", 1.0)]}, {"q": [("b", 1.0), ("a", 1.0)]}):
        assert per_query(run, {"q": {"b": 1}})["q"]["RR@10"] == 1 / 2


def test_recall_at_100_counts_what_recall_at_10_does_not_see() -> None:
    run = {"q": [(f"d{number:03}", -number) for number in range(101)]}
    scores = per_query(run, {"q": {"d009": 1, "d010": 1, "d099": 1, "d100": 1}})["q"]
    assert (scores["R@10"], scores["R@100"]) == (1 / 4, 3 / 4)


def test_the_mean_runs_over_the_queries_with_a_relevant_document() -> None:
    run = {"found": [("a", 1.0)], "unjudged": [("a", 1.0)], "none relevant": [("a", 1.0)]}
    qrels = {"found": {"a": 1}, "missing": {"a": 1}, "missing too": {"b": 2}, "none relevant": {"a": 0}, "empty": {}}
    assert list(per_query(run, qrels)) == ["found", "missing", "missing too"]
    assert mean_measures(per_query(run, qrels)) == pytest.approx(
        {"nDCG@10": 1 / 3, "R@10": 1 / 3, "R@100": 1 / 3, "RR@10": 1 / 3}, rel=1e-12
    )


@pytest.mark.parametrize("qrels", [{}, {"q": {}}, {"q": {"a": 0}}])
def test_there_is_no_mean_without_a_relevant_document(qrels: dict[str, dict[str, int]]) -> None:
    with pytest.raises(ValueError, match="no query in the qrels has a relevant document"):
        mean_measures(per_query({"q": [("a", 1.0)]}, qrels))


def test_a_run_that_repeats_a_document_has_no_scores() -> None:
    with pytest.raises(ValueError, match="repeat"):
        per_query({"q": [("a", 1.0), ("a", 0.5)]}, {"q": {"a": 1}})


@given(run=runs, qrels=qrels_of_any_grade)
def test_scores_and_means_equal_those_of_ir_measures(
    run: dict[str, list[tuple[str, float]]], qrels: dict[str, dict[str, int]]
) -> None:
    judged = {query_id: relevance for query_id, relevance in qrels.items() if any(relevance.values())}
    # The providers of ir_measures break ties in opposite ways, so the oracle gets our order as distinct scores.
    untied = {
        query_id: {doc_id: -rank for rank, (doc_id, _) in enumerate(sorted(hits, key=lambda hit: (-hit[1], hit[0])))}
        for query_id, hits in run.items()
    }
    expected: dict[str, dict[str, float]] = {query_id: {} for query_id in judged}
    for name, measure in ORACLE.items():
        for metric in ir_measures.iter_calc([measure], judged, untied):
            expected[metric.query_id][name] = metric.value
    actual = per_query(run, qrels)
    assert expected.keys() == actual.keys()
    for query_id, scores in expected.items():
        assert scores == pytest.approx(actual[query_id], rel=1e-9)
    if judged:
        means = ir_measures.calc_aggregate(list(ORACLE.values()), judged, untied)
        assert {name: means[measure] for name, measure in ORACLE.items()} == pytest.approx(
            mean_measures(actual), rel=1e-9
        )


@given(ranking=rankings, relevance=relevances, k=cutoffs)
def test_every_measure_lies_between_0_and_1(ranking: list[str], relevance: dict[str, int], k: int) -> None:
    assert 0 <= ndcg(ranking, relevance, k=k) <= 1
    assert 0 <= recall(ranking, relevance, k=k) <= 1
    assert 0 <= reciprocal_rank(ranking, relevance, k=k) <= 1


@given(relevance=relevances.filter(lambda relevance: any(relevance.values())), k=cutoffs)
def test_ndcg_of_the_ideal_ranking_is_1(relevance: dict[str, int], k: int) -> None:
    assert ndcg(sorted(relevance, key=lambda doc_id: -relevance[doc_id]), relevance, k=k) == 1.0


@given(ranking=rankings, relevance=relevances, k=cutoffs)
def test_irrelevant_documents_at_the_end_change_nothing(ranking: list[str], relevance: dict[str, int], k: int) -> None:
    longer = [*ranking, "x1", "x2"]
    assert ndcg(longer, relevance, k=k) == ndcg(ranking, relevance, k=k)
    assert recall(longer, relevance, k=k) == recall(ranking, relevance, k=k)
    assert reciprocal_rank(longer, relevance, k=k) == reciprocal_rank(ranking, relevance, k=k)


@given(ranking=rankings, relevance=relevances, k=cutoffs, place=st.integers(0, len(DOC_IDS)))
def test_an_irrelevant_document_anywhere_never_raises_a_measure(
    ranking: list[str], relevance: dict[str, int], k: int, place: int
) -> None:
    longer = [*ranking[:place], "x", *ranking[place:]]
    assert ndcg(longer, relevance, k=k) <= ndcg(ranking, relevance, k=k)
    assert recall(longer, relevance, k=k) <= recall(ranking, relevance, k=k)
    assert reciprocal_rank(longer, relevance, k=k) <= reciprocal_rank(ranking, relevance, k=k)


@given(ranking=rankings.filter(lambda ranking: len(ranking) > 1), relevance=relevances, k=cutoffs, data=st.data())
def test_putting_the_better_of_two_neighbours_first_never_lowers_a_measure(
    ranking: list[str], relevance: dict[str, int], k: int, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(ranking) - 2))
    pair = sorted(ranking[place : place + 2], key=lambda doc_id: -relevance.get(doc_id, 0))
    better = [*ranking[:place], *pair, *ranking[place + 2 :]]
    assert ndcg(better, relevance, k=k) >= ndcg(ranking, relevance, k=k)
    assert recall(better, relevance, k=k) >= recall(ranking, relevance, k=k)
    assert reciprocal_rank(better, relevance, k=k) >= reciprocal_rank(ranking, relevance, k=k)


@given(ranking=rankings, relevance=relevances, k=cutoffs)
def test_looking_further_never_lowers_recall_or_reciprocal_rank(
    ranking: list[str], relevance: dict[str, int], k: int
) -> None:
    assert recall(ranking, relevance, k=k) <= recall(ranking, relevance, k=k + 1)
    assert reciprocal_rank(ranking, relevance, k=k) <= reciprocal_rank(ranking, relevance, k=k + 1)


@given(hits=scored, relevance=relevances, data=st.data())
def test_the_order_of_the_run_moves_no_measure(
    hits: list[tuple[str, float]], relevance: dict[str, int], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(hits))
    assert per_query({"q": best_first(hits)}, {"q": relevance}) == per_query({"q": shuffled}, {"q": relevance})
