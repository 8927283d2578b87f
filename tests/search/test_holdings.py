from search.holdings import UNSTATED, Holdings

DOCUMENTS = [
    (4, "article", "Saxion", "2026"),
    (2, "article", None, "2025"),
    (7, "report", "saxion", "2025"),
    (1, None, None, None),
]


def test_the_counts_of_a_field_add_up_to_all_documents() -> None:
    assert Holdings(DOCUMENTS).counts == {
        "kind": [("article", 2), (UNSTATED, 1), ("report", 1)],
        "publisher": [(UNSTATED, 2), ("Saxion", 2)],
        "year": [("2025", 2), (UNSTATED, 1), ("2026", 1)],
    }


def test_a_page_of_documents_that_state_something_is_found() -> None:
    holdings = Holdings(DOCUMENTS)
    assert holdings.find({}, k=2, offset=1) == (4, [2, 7])
    assert holdings.find({"kind": "article", "year": "2026"}, k=9, offset=0) == (1, [4])
    assert holdings.find({"publisher": UNSTATED}, k=9, offset=0) == (2, [2, 1])
    assert holdings.find({}, k=9, offset=9) == (4, [])


def test_an_empty_collection_holds_nothing() -> None:
    assert Holdings([]).find({}, k=9, offset=0) == (0, [])
