"""Questions for the newest: which are, and what ranking by date does."""

import pytest

from search.recency import asks_newest, by_date


@pytest.mark.parametrize(
    ("query", "subject"),
    [
        ("nieuwste nieuwsbrief mantelzorg", "nieuwsbrief mantelzorg"),
        ("Het allernieuwste over de Wmo", "Het over de Wmo"),
        ("meest recente cijfers armoede", "cijfers armoede"),
        ("laatste nieuws Wijk GGD", "nieuws Wijk GGD"),
        ("latest news on debt", "news on debt"),
    ],
)
def test_a_query_may_ask_for_the_newest(query: str, subject: str) -> None:
    assert " ".join((asks_newest(query) or "").split()) == subject


@pytest.mark.parametrize(
    "query", ["laatste levensfase", "de laatste jaren", "nieuw beleid", "recent onderzoek", "relatest"]
)
def test_other_queries_do_not_ask_for_the_newest(query: str) -> None:
    assert asks_newest(query) is None


def test_only_what_is_about_the_subject_is_ranked_by_date() -> None:
    fused = [(1, 1.0), (2, 0.8), (3, 0.7), (4, 0.6), (5, 0.59)]
    days = {1: "2024-01-01", 2: "", 3: "2025-03-01", 4: "2024-01-01", 5: "2026-01-01"}
    # 1 January of the year 1 is day 1; 739252 is 1 January 2025, 59 days before 1 March, 366 after 1 January 2024.
    assert by_date(fused, days) == [(3, 739_252.0 + 59), (1, 739_252.0 - 366), (4, 739_252.0 - 366)]
    assert by_date([], {}) == []
