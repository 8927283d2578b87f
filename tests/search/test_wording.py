"""How a collection words things: the index says the same as counting by hand."""

from collections.abc import Callable, Sequence

import pytest

from search.dutch.spelling import Wording
from search.searcher import Searcher
from search.wording import CollectionWording
from tests.conftest import IndexOf
from tests.fakes import FakeEncoder, FakeWording

TEXTS = (
    "De sociale basis van Deventer is breed.",
    "Mantelzorg, zegt Deventer, hoort bij de basis.",
    "Jongerenwerk is sociale arbeid in Deventer. Schrijf naar info@deventer.nl of zie www.deventer.nl.",
)
MakeWording = Callable[[Sequence[str]], Wording]


@pytest.fixture(params=["index", "fake"])
def make_wording(request: pytest.FixtureRequest, index_of: IndexOf) -> MakeWording:
    """Return a function that makes the wording of texts."""

    def from_index(texts: Sequence[str]) -> Wording:
        # Titles count too; a digit in a title is no word of the texts.
        files = {f"{number}.txt": text for number, text in enumerate(texts)}
        manifest = "file,title\n" + "".join(f"{name},0\n" for name in files)
        index = Searcher.open(index_of({**files, "manifest.csv": manifest}), FakeEncoder()).index
        return CollectionWording(index.catalogue, index.lexical)

    return from_index if request.param == "index" else FakeWording


def test_words_are_counted_by_passage(make_wording: MakeWording) -> None:
    vocabulary = dict(make_wording(TEXTS[:2]).vocabulary())

    assert (vocabulary["deventer"], vocabulary["basis"], vocabulary["sociale"]) == (2, 2, 1)
    assert "Deventer" not in vocabulary


def test_passages_are_counted_by_the_parts_of_their_compounds(make_wording: MakeWording) -> None:
    wording = make_wording(TEXTS)

    assert wording.count(["werk"]) == 1
    assert wording.count(["sociaal", "deventer"]) == 2
    assert wording.count(["sociaal", "mantel"]) == 0


def test_phrases_are_counted_by_passage(make_wording: MakeWording) -> None:
    wording = make_wording(TEXTS)

    assert wording.count_phrase(["sociale", "basis"]) == 1
    assert wording.count_phrase(["basis", "sociale"]) == 0
    assert wording.count_phrase(["sociale"]) == 2


def test_a_name_is_written_with_a_capital_only(make_wording: MakeWording) -> None:
    wording = make_wording(TEXTS[:2])

    assert wording.is_name("deventer")
    assert not wording.is_name("basis")


def test_an_address_makes_a_name_no_word(index_of: IndexOf) -> None:
    index = Searcher.open(index_of({"a.txt": TEXTS[2]}), FakeEncoder()).index

    assert CollectionWording(index.catalogue, index.lexical).is_name("deventer")
