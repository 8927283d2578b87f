"""Which words brought a passage, and what each of them counted for."""

import pytest

from search.searcher import Hit, Searcher
from tests.conftest import IndexOf
from tests.fakes import FakeEncoder

FILES = {
    "a.txt": "Het jongerenwerk in de wijk helpt bij schulden.",
    "b.txt": "Werk voor jongeren staat centraal.",
    "c.txt": "Het Centrum voor Jeugd en Gezin (CJG) helpt ouders.",
    "d.txt": "De tuin is groen.",
}


@pytest.fixture
def searcher(index_of: IndexOf) -> Searcher:
    return Searcher.open(index_of(FILES), FakeEncoder())


def _matches(hit: Hit) -> set[tuple[str, str, tuple[str, ...], str | None]]:
    return {(match.term, match.how, match.words, match.added) for match in hit.matches}


def test_a_match_tells_the_words_and_how_they_match(searcher: Searcher) -> None:
    hits = {hit.passage.doc_id: hit for hit in searcher.search("jongerenwerk schulden", explain=True).hits}
    assert _matches(hits["a.txt"]) == {
        ("jongerenwerk", "word", ("jongerenwerk",), None),
        ("schuld", "word", ("schulden",), None),
    }
    assert _matches(hits["b.txt"]) == {("jongerenwerk", "parts", ("Werk", "jongeren"), None)}
    hits = {hit.passage.doc_id: hit for hit in searcher.search("jongeren", explain=True).hits}
    assert _matches(hits["a.txt"]) == {("jong", "part", ("jongerenwerk",), None)}


def test_a_term_that_was_added_names_what_brought_it(searcher: Searcher) -> None:
    hit = searcher.search("cjg", explain=True).hits[0]
    added = "Centrum voor Jeugd en Gezin"
    assert _matches(hit) == {
        ("cjg", "word", ("CJG",), None),
        ("centrum", "word", ("Centrum",), added),
        ("jeugd", "word", ("Jeugd",), added),
        ("gezin", "word", ("Gezin",), added),
    }


def test_a_part_of_a_compound_that_counted_is_told_where_the_other_parts_are_missing(searcher: Searcher) -> None:
    hits = {hit.passage.doc_id: hit for hit in searcher.search("schuldhulp wijkwerk", explain=True).hits}
    assert _matches(hits["a.txt"]) == {
        ("schuldhulp", "some", ("schulden",), None),
        ("wijkwerk", "parts", ("wijk",), None),
    }
    assert _matches(hits["d.txt"]) == set()


@pytest.mark.parametrize("query", ["jongerenwerk schulden", "cjg helpt jongeren", "werk werk", "schuldhulp wijkwerk"])
def test_the_shares_of_the_words_are_the_shares_of_the_legs_of_words(searcher: Searcher, query: str) -> None:
    for hit in searcher.search(query, explain=True).hits:
        by_words = sum(leg.share for leg in hit.legs if leg.leg != "dense")
        assert sum(match.share for match in hit.matches) == pytest.approx(by_words)
        assert sum(leg.share for leg in hit.legs) - hit.brevity - hit.crowding == pytest.approx(hit.score)
        assert [match.share for match in hit.matches] == sorted((match.share for match in hit.matches), reverse=True)


@pytest.mark.parametrize("query", ["jongerenwerk schulden", "cjg helpt jongeren", "schuldhulp wijkwerk"])
def test_where_no_passage_of_the_same_work_is_better_nothing_is_taken_off(searcher: Searcher, query: str) -> None:
    assert {hit.crowding for hit in searcher.search(query).hits} == {0.0}


def test_only_the_legs_that_ran_explain(searcher: Searcher) -> None:
    [hit] = searcher.search("schulden", mode="dense", k=1, explain=True).hits
    assert [(match.term, match.share) for match in hit.matches] == [("schuld", 0.0)]
    [hit] = searcher.search("schulden", without={"lexical"}, k=1, explain=True).hits
    assert [leg.leg for leg in hit.legs] == ["dense", "compound"]


def test_nothing_is_explained_unless_it_is_asked(searcher: Searcher) -> None:
    assert [hit.matches for hit in searcher.search("schulden").hits] == [()] * 4
