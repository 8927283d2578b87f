import pytest

from search.errors import DocumentMissingError
from search.index import Index
from search.reading import list_documents, read_document
from search.store import Filter
from tests.conftest import IndexOf

FILES = {
    "manifest.csv": "file,publisher,date\na.txt,Movisie,2024\nb.txt,Gemeente,2023-05\n",
    "a.txt": "De wijk heeft een buurthuis.",
    "b.txt": "De gemeente betaalt de coach.",
    "c.txt": "Niemand weet wanneer dit is geschreven.",
}


def test_only_what_the_filter_lets_through_is_listed(index_of: IndexOf) -> None:
    index = Index.open(index_of(FILES))

    total, documents = list_documents(index, k=10, order="date", wanted=Filter(first="2023"))

    assert (total, [document.doc_id for document in documents]) == (2, ["a.txt", "b.txt"])


@pytest.mark.parametrize(("k", "offset"), [(0, 0), (101, 0), (1, -1)])
def test_a_page_that_cannot_be_is_refused(index_of: IndexOf, k: int, offset: int) -> None:
    with pytest.raises(ValueError, match="k must be"):
        list_documents(Index.open(index_of(FILES)), k=k, offset=offset)


def test_what_may_not_be_read_is_missing_like_what_is_not_there(index_of: IndexOf) -> None:
    index, wanted = Index.open(index_of(FILES)), Filter(publisher="Movisie")

    assert read_document(index, "a.txt", wanted=wanted).text == FILES["a.txt"]
    with pytest.raises(DocumentMissingError) as hidden:
        read_document(index, "b.txt", wanted=wanted)
    with pytest.raises(DocumentMissingError) as absent:
        read_document(index, "x.txt", wanted=wanted)
    assert str(hidden.value) == str(absent.value)
    assert read_document(index, "b.txt").text == FILES["b.txt"]
