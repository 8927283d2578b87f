"""What is similar, of texts whose words are counted: equal words lie close together."""

import numpy as np
import pytest

from search.errors import DocumentMissingError, PassageMissingError
from search.index import Index
from search.similar import similar_documents, similar_passages
from search.store import Filter
from tests.conftest import IndexOf

SPOKEN = "mantelzorgers bezoeken elke dinsdag het spreekuur in de bibliotheek, met koffie en een luisterend oor erbij"
DEBTS = "schuldhulpverlening helpt gezinnen met schulden, en een budgetcoach rekent met hen uit wat er overblijft"
LATER = "mantelzorgers vragen het spreekuur om respijtzorg, en de bibliotheek schenkt koffie voor wie wacht"
FILES = {
    "manifest.csv": "file,publisher\nspreekuur.txt,Gemeente\nkopie.txt,Werkplaats\nschulden.txt,Gemeente\n",
    "spreekuur.txt": f"{SPOKEN.capitalize()}.",
    "kopie.txt": f"{SPOKEN.capitalize()}.",
    "schulden.txt": f"{DEBTS.capitalize()}.",
    "later.txt": f"{LATER.capitalize()}.",
    "nog-later.txt": f"{LATER.capitalize()}.",
}


@pytest.fixture
def index(index_of: IndexOf) -> Index:
    return Index.open(index_of(FILES))


def passage_of(index: Index, doc_id: str) -> str:
    return index.catalogue.document(doc_id).passages[0].passage.passage_id


def test_similar_documents_come_nearest_first_and_copies_apart(index: Index) -> None:
    similar = similar_documents(index, "spreekuur.txt")

    first, second = similar.hits
    assert [first.passage.doc_id, *(copy.doc_id for copy in first.also_in)] == ["later.txt", "nog-later.txt"]
    assert (second.passage.doc_id, second.also_in) == ("schulden.txt", ())
    assert (first.rank, second.rank) == (1, 2)
    assert first.score > second.score
    assert [copy.doc_id for copy in similar.also_in] == ["kopie.txt"]


def test_similar_passages_come_nearest_first_and_copies_apart(index: Index) -> None:
    similar = similar_passages(index, passage_of(index, "spreekuur.txt"))

    first, second = similar.hits
    assert [first.passage.doc_id, *(copy.doc_id for copy in first.also_in)] == ["later.txt", "nog-later.txt"]
    assert second.passage.doc_id == "schulden.txt"
    assert [copy.doc_id for copy in similar.also_in] == ["kopie.txt"]


def test_the_score_is_the_cosine_of_the_centred_vectors(index: Index) -> None:
    (row,) = (stored.row for stored in index.catalogue.document("schulden.txt").passages)
    (other,) = (stored.row for stored in index.catalogue.document("later.txt").passages)
    one, two = index.dense.vectors(np.array([row, other]))

    (document,) = [hit for hit in similar_documents(index, "later.txt").hits if hit.passage.doc_id == "schulden.txt"]
    passages = similar_passages(index, passage_of(index, "later.txt")).hits
    (passage,) = [hit for hit in passages if hit.passage.doc_id == "schulden.txt"]
    assert document.score == pytest.approx(float(one @ two), abs=1e-6)
    assert passage.score == pytest.approx(float(one @ two), abs=1e-6)


def test_a_document_is_compared_by_the_middle_of_its_passages(index_of: IndexOf) -> None:
    both = f"# Beide\n\n## Een\n\n{SPOKEN.capitalize()}.\n\n## Twee\n\n{DEBTS.capitalize()}.\n"
    index = Index.open(index_of({**FILES, "beide.md": both}))
    rows = [stored.row for stored in index.catalogue.document("beide.md").passages]
    middle = index.dense.vectors(np.array(rows)).mean(axis=0)
    middle /= np.linalg.norm(middle)
    (other,) = (stored.row for stored in index.catalogue.document("schulden.txt").passages)

    hits = similar_documents(index, "beide.md").hits

    assert len(rows) == 2
    score = {hit.passage.doc_id: hit.score for hit in hits}["schulden.txt"]
    assert score == pytest.approx(float(index.dense.vectors(np.array([other]))[0] @ middle), abs=1e-6)


def test_a_long_document_is_found_by_the_passage_that_is_most_like_it(index_of: IndexOf) -> None:
    both = f"# Beide\n\n## Een\n\n{LATER.capitalize()} nu.\n\n## Twee\n\n{DEBTS.capitalize()}.\n"
    index = Index.open(index_of({"beide.md": both, "spreekuur.txt": FILES["spreekuur.txt"]}))

    (hit,) = similar_documents(index, "spreekuur.txt").hits

    assert hit.passage.locator.heading == ("Beide", "Een")


def test_passages_of_the_same_work_are_left_out(index_of: IndexOf) -> None:
    index = Index.open(index_of({"een.md": f"# Een\n\n{SPOKEN}.\n\n## Later\n\n{LATER}.\n", "ander.txt": f"{DEBTS}."}))

    hits = similar_passages(index, passage_of(index, "een.md")).hits

    assert [hit.passage.doc_id for hit in hits] == ["ander.txt"]


def test_only_what_the_filter_lets_through_is_similar(index: Index) -> None:
    wanted = Filter(publisher="Gemeente")

    for similar in (
        similar_documents(index, "later.txt", wanted=wanted),
        similar_passages(index, passage_of(index, "later.txt"), wanted=wanted),
    ):
        assert [hit.passage.doc_id for hit in similar.hits] == ["spreekuur.txt", "schulden.txt"]
        assert [hit.also_in for hit in similar.hits] == [(), ()]
        assert similar.also_in == ()


def test_no_more_than_k_are_given(index: Index) -> None:
    assert len(similar_documents(index, "spreekuur.txt", k=1).hits) == 1
    assert len(similar_passages(index, passage_of(index, "spreekuur.txt"), k=1).hits) == 1


def test_a_document_without_passages_is_like_nothing(index_of: IndexOf) -> None:
    index = Index.open(index_of({"kort.txt": "Meer info", **FILES}))
    assert index.catalogue.document("kort.txt").passages == ()
    assert similar_documents(index, "kort.txt").hits == ()


def test_what_may_not_be_read_is_missing_like_what_is_not_there(index: Index) -> None:
    readable = Filter(publisher="Gemeente")
    hidden = passage_of(index, "later.txt")

    assert similar_documents(index, "schulden.txt", readable=readable).hits
    assert similar_passages(index, passage_of(index, "schulden.txt"), readable=readable).hits
    for doc_id in ("later.txt", "geen.txt"):
        with pytest.raises(DocumentMissingError):
            similar_documents(index, doc_id, readable=readable)
    for passage_id in (hidden, "geen"):
        with pytest.raises(PassageMissingError):
            similar_passages(index, passage_id, readable=readable)


@pytest.mark.parametrize("k", [0, 101])
def test_a_number_that_is_too_low_or_high_is_refused(index: Index, k: int) -> None:
    with pytest.raises(ValueError, match="k must be"):
        similar_documents(index, "later.txt", k=k)
    with pytest.raises(ValueError, match="k must be"):
        similar_passages(index, passage_of(index, "later.txt"), k=k)
