"""Questions for the newest: which are, and what ranking by date does."""

from collections.abc import Set

import pytest

from search.recency import Newest, asks_newest, by_date, numbered

KINDS = frozenset({"newsletter", "article", "opinion"})


@pytest.mark.parametrize(
    ("query", "rest"),
    [
        ("nieuwste nieuwsbrief mantelzorg", "nieuwsbrief mantelzorg"),
        ("Het allernieuwste over de Wmo", "Het over de Wmo"),
        ("meest recente cijfers armoede", "cijfers armoede"),
        ("laatste nieuws Wijk GGD", "nieuws Wijk GGD"),
        ("laatste onderzoek naar schulden", "onderzoek naar schulden"),
        ("recente artikelen over eenzaamheid", "artikelen over eenzaamheid"),
        ("recent nieuws uit Deventer", "nieuws uit Deventer"),
        ("latest news on debt", "news on debt"),
    ],
)
def test_a_query_may_ask_for_the_newest_about_something(query: str, rest: str) -> None:
    newest = asks_newest(query, kinds=KINDS)
    assert newest is not None
    assert (" ".join(newest.rest.split()), newest.of_kinds) == (rest, False)


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("nieuwste nieuwsbrief", {"newsletter"}),
        ("Wat is de LAATSTE Nieuwsbrief?", {"newsletter"}),
        ("recente artikelen", {"article"}),
        ("recent nieuws", {"newsletter"}),  # a newsletter brings news too
        ("meest recente berichten", {"newsletter"}),
        ("nieuwste artikelen en nieuwsbrieven", {"article", "newsletter"}),
        ("newest opinion", {"opinion"}),  # a kind of the collection itself
        ("wat is het nieuwste?", set()),
    ],
)
def test_a_query_may_ask_for_the_newest_of_a_kind_alone(query: str, kinds: Set[str]) -> None:
    newest = asks_newest(query, kinds=KINDS)
    assert newest is not None
    assert (newest.kinds, newest.of_kinds) == (kinds, True)


def test_a_kind_that_the_collection_does_not_have_is_a_subject() -> None:
    assert asks_newest("nieuwste wet", kinds=KINDS) == Newest("  wet", frozenset(), of_kinds=False)


@pytest.mark.parametrize(
    "query",
    ["laatste levensfase", "de laatste jaren", "nieuw beleid", "recent onderzoek", "recente schulden", "relatest"],
)
def test_other_queries_do_not_ask_for_the_newest(query: str) -> None:
    assert asks_newest(query, kinds=KINDS) is None


def test_only_what_is_about_the_subject_is_ranked_by_date() -> None:
    fused = [(1, 1.0), (2, 0.8), (3, 0.7), (4, 0.6), (5, 0.59)]
    days = {1: "2024-01-01", 3: "2025-03-01", 4: "2024-01-01", 5: "2026-01-01"}
    # 1 January of the year 1 is day 1; 739252 is 1 January 2025, 59 days before 1 March, 366 after 1 January 2024.
    assert by_date(fused, days) == [(3, 739_252.0 + 59), (1, 739_252.0 - 366), (4, 739_252.0 - 366)]
    assert by_date([], {}) == []


def test_the_newest_have_the_highest_number_and_equal_days_the_order_of_their_rows() -> None:
    # The first day of the year 1 is day 1.
    assert numbered([(3, "0001-01-02"), (7, "0001-01-03"), (2, "0001-01-02")]) == [(7, 3.0), (2, 2.0), (3, 2.0)]
    assert numbered([]) == []
