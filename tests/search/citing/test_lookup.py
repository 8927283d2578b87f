"""Passages are found by their ids, and only by who may read them."""

from collections.abc import Iterator

import pytest

from search.citing.lookup import find_passages
from search.errors import PassageMissingError
from search.index import Index
from search.searcher import NO_FILTER
from search.store import Filter
from tests.conftest import IndexOf

FILES = {
    "manifest.csv": "file,title,kind\na.txt,Koffie,article\nb.txt,Thee,news\n",
    "a.txt": "Elke dinsdag is er koffie in de bibliotheek.",
    "b.txt": "Elke donderdag is er thee in het buurthuis.",
}


@pytest.fixture
def index(index_of: IndexOf) -> Iterator[Index]:
    index = Index.open(index_of(FILES))
    yield index
    index.close()


@pytest.fixture
def ids(index: Index) -> list[str]:
    return [stored.passage.passage_id for stored in index.catalogue.every_passage()]


def test_passages_come_in_the_order_in_which_they_are_asked(index: Index, ids: list[str]) -> None:
    coffee, tea = ids
    found = find_passages(index, [tea, coffee, tea], wanted=NO_FILTER)
    assert [stored.metadata.title for stored in found] == ["Thee", "Koffie", "Thee"]


def test_what_may_not_be_read_is_missing_like_what_is_not_there(index: Index, ids: list[str]) -> None:
    coffee, tea = ids
    (found,) = find_passages(index, [coffee], wanted=Filter(kind="article"))
    assert found.metadata.title == "Koffie"
    for wanted, name in ((Filter(kind="article"), tea), (NO_FILTER, "weg")):
        with pytest.raises(PassageMissingError) as caught:
            find_passages(index, [coffee, name], wanted=wanted)
        assert str(caught.value) == f"Niet in de index: {name}. Zoek opnieuw: het document kan vernieuwd zijn."
