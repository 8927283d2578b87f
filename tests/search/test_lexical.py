import json
import time
from collections import Counter
from collections.abc import Sequence
from math import log
from pathlib import Path

import bm25s
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.errors import UnreadableIndexError
from search.lexical import LexicalEntry, LexicalIndex

# tantivy keeps a length in one byte, which is exact up to 40 terms.
_TERMS = st.sampled_from(["armoede", "schuld", "jeugd", "wijk", "zorg", "é", "1.800", "zzp'er"])
_PASSAGES = st.lists(st.lists(_TERMS, min_size=1, max_size=40), min_size=1, max_size=12)


def _index(directory: Path, passages: Sequence[Sequence[str]]) -> LexicalIndex:
    """Return an index whose rows are 10, 11, ..., two passages a document."""
    entries = (LexicalEntry(10 + n, n // 2, terms, terms, " ".join(terms)) for n, terms in enumerate(passages))
    return LexicalIndex.build(directory, entries)


@settings(max_examples=25)
@given(passages=_PASSAGES, query=st.lists(_TERMS, min_size=1, max_size=6))
def test_scores_are_those_of_bm25s(
    tmp_path_factory: pytest.TempPathFactory, passages: list[list[str]], query: list[str]
) -> None:
    reference = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    reference.index([*passages, []], show_progress=False)
    index = _index(tmp_path_factory.mktemp("lexical"), [*passages, []])

    ranked = index.rank(Counter(query), depth=100)

    # bm25s leaves out the constant k1 + 1, as Lucene does since version 8; tantivy has it, as the paper.
    scores = reference.get_scores(query) * 2.2
    expected = {10 + place: float(score) for place, score in enumerate(scores) if score > 0}
    assert dict(ranked) == pytest.approx(expected, rel=1e-5)
    assert ranked == sorted(ranked, key=lambda pair: (-pair[1], pair[0]))


def test_the_score_of_one_term_is_bm25_by_hand(tmp_path: Path) -> None:
    index = _index(tmp_path, [["wijk", "zorg", "zorg"], ["wijk"]])

    idf = log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    tf = 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2))
    [(row, score)] = index.rank(Counter(["zorg"]), depth=5)
    assert row == 10
    assert score == pytest.approx(idf * tf, rel=1e-6)


@settings(max_examples=25)
@given(
    passages=st.lists(st.tuples(st.lists(_TERMS, min_size=7, max_size=7), st.booleans()), min_size=1, max_size=12),
    query=st.lists(_TERMS, min_size=1, max_size=6),
)
def test_what_groups_may_read_ranks_and_counts_as_if_nothing_else_were_there(
    tmp_path_factory: pytest.TempPathFactory, passages: list[tuple[list[str], bool]], query: list[str]
) -> None:
    entries = [
        LexicalEntry(row, row, terms, terms, " ".join(terms), [] if is_open else ["dicht"])
        for row, (terms, is_open) in enumerate(passages)
    ]
    whole = LexicalIndex.build(tmp_path_factory.mktemp("whole"), entries)
    alone = LexicalIndex.build(tmp_path_factory.mktemp("alone"), [one for one in entries if not one.groups])
    seen = whole.readable_by(frozenset({"*", "ander"}))

    assert dict(seen.rank(Counter(query), depth=100)) == pytest.approx(
        dict(alone.rank(Counter(query), depth=100)), abs=1e-3
    )
    assert dict(seen.rank(Counter(query), depth=100)) == dict(seen.rank(Counter(query), depth=100))
    assert (len(seen), seen.vocabulary()) == (len(alone), alone.vocabulary())
    assert seen.frequencies(query) == alone.frequencies(query)
    assert [seen.frequency(term) for term in query] == [alone.frequency(term) for term in query]
    assert seen.has_all(query, field="terms") == alone.has_all(query, field="terms")
    assert seen.count_phrase(query) == alone.count_phrase(query)
    assert len(whole.readable_by(frozenset({"dicht"}))) == len(whole) == len(entries)


@settings(max_examples=25)
@given(passages=_PASSAGES, query=st.lists(_TERMS, min_size=1, max_size=6))
def test_what_each_term_adds_makes_the_score(
    tmp_path_factory: pytest.TempPathFactory, passages: list[list[str]], query: list[str]
) -> None:
    index = _index(tmp_path_factory.mktemp("lexical"), passages)
    ranked = dict(index.rank(Counter(query), depth=100))

    explained = index.explain(Counter(query), {*ranked, 99}, depth=100)

    assert {row: sum(shares.values()) for row, shares in explained.items()} == pytest.approx(ranked, rel=1e-5)
    held = {row: {term for term in set(query) if term in passages[row - 10]} for row in ranked}
    assert {row: {term for term, share in shares.items() if share} for row, shares in explained.items()} == held


def test_an_index_that_is_open_makes_no_file_where_it_is_being_taken_away(tmp_path: Path) -> None:
    _index(tmp_path, [["wijk"]])
    index = LexicalIndex.load(tmp_path)
    for path in [path for path in tmp_path.iterdir() if path.name != "meta.json"]:
        path.unlink()
    (tmp_path / "meta.json").write_text("{}", "utf-8")
    time.sleep(1.2)  # tantivy looks twice a second

    assert [path.name for path in tmp_path.iterdir()] == ["meta.json"]
    assert len(index) == 1


def test_terms_are_counted_by_the_passages_that_hold_them(tmp_path: Path) -> None:
    index = _index(tmp_path, [["wijk", "zorg", "wijk"], ["wijk"]])

    assert index.frequencies(["wijk", "zorg", "maan"]) == {"wijk": 2, "zorg": 1, "maan": 0}
    assert index.frequencies(["maan"], field="parts") == {"maan": 0}


def test_parts_are_ranked_apart_from_terms(tmp_path: Path) -> None:
    index = LexicalIndex.build(
        tmp_path,
        [LexicalEntry(1, 1, ["wijkteam"], ["wijk", "team"], ""), LexicalEntry(2, 2, ["wijk"], ["wijk"], "")],
    )

    assert [row for row, _ in index.rank(Counter(["wijk"]), depth=5)] == [2]
    assert [row for row, _ in index.rank(Counter(["wijk"]), depth=5, field="parts")] == [2, 1]  # the shorter first
    assert index.rank(Counter(["wijkteam"]), depth=5, field="parts") == []


def test_a_term_that_stands_twice_counts_twice(tmp_path: Path) -> None:
    index = _index(tmp_path, [["wijk"], ["zorg"], ["jeugd"]])
    [(_, once)] = index.rank(Counter(["wijk"]), depth=5)

    ranked = index.rank(Counter(["wijk", "zorg", "wijk"]), depth=5)
    assert [row for row, _ in ranked] == [10, 11]
    assert [score for _, score in ranked] == pytest.approx([2 * once, once])


@pytest.mark.parametrize("works", [[0], [1], [0, 1], [1, 99], [99]])
def test_a_filter_on_works_leaves_the_scores_as_they_are(tmp_path: Path, works: list[int]) -> None:
    index = _index(tmp_path, [["wijk"], ["wijk", "zorg"], ["zorg"], ["wijk", "wijk", "jeugd"]])
    everything = index.rank(Counter(["wijk", "zorg"]), depth=10)

    ranked = index.rank(Counter(["wijk", "zorg"]), depth=10, works=works)

    assert ranked == [(row, score) for row, score in everything if (row - 10) // 2 in works]


def test_equal_scores_are_in_row_order_and_the_depth_keeps_the_first(tmp_path: Path) -> None:
    index = _index(tmp_path, [["wijk"]] * 5)

    assert [row for row, _ in index.rank(Counter(["wijk"]), depth=3)] == [10, 11, 12]


def test_row_and_document_numbers_may_be_as_large_as_sqlite_gives_them(tmp_path: Path) -> None:
    huge = 2**63 - 1
    index = LexicalIndex.build(
        tmp_path, [LexicalEntry(huge, huge, ["wijk"], [], ""), LexicalEntry(1, 1, ["wijk"], [], "")]
    )

    assert [row for row, _ in index.rank(Counter(["wijk"]), depth=3, works=[huge])] == [huge]


def test_no_terms_no_documents_or_no_passages_give_no_hits(tmp_path: Path) -> None:
    index = _index(tmp_path / "full", [["wijk"]])
    empty = _index(tmp_path / "empty", [])

    assert index.rank(Counter([]), depth=5) == []
    assert index.rank(Counter(["wijk"]), depth=5, works=[]) == []
    assert index.rank(Counter(["onbekend"]), depth=5) == []
    assert (len(empty), empty.rank(Counter(["wijk"]), depth=5)) == (0, [])


def test_a_loaded_index_ranks_as_the_built_one(tmp_path: Path) -> None:
    built = _index(tmp_path, [["wijk"], ["wijk", "zorg"], []])

    loaded = LexicalIndex.load(tmp_path)

    assert (len(built), len(loaded)) == (3, 3)
    assert loaded.rank(Counter(["wijk", "zorg"]), depth=5) == built.rank(Counter(["wijk", "zorg"]), depth=5)


def test_a_missing_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableIndexError, match="weg kan niet worden gelezen"):
        LexicalIndex.load(tmp_path / "weg")


@pytest.mark.parametrize("change", ["meta", "segment", "version"])
def test_a_damaged_directory_is_refused(tmp_path: Path, change: str) -> None:
    _index(tmp_path, [["wijk"]])
    meta = tmp_path / "meta.json"
    if change == "meta":
        meta.write_text("{", "utf-8")
    elif change == "segment":
        next(tmp_path.glob("*.term")).unlink()
    else:
        raw = json.loads(meta.read_text("utf-8"))
        raw["index_settings"] = {"docstore_compression": "of a later version"}
        meta.write_text(json.dumps(raw), "utf-8")

    with pytest.raises(UnreadableIndexError, match="kan niet worden gelezen"):
        LexicalIndex.load(tmp_path)


def test_a_directory_that_cannot_be_written_raises_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("not an index", "utf-8")

    with pytest.raises(OSError, match="tantivy"):
        _index(tmp_path, [["wijk"]])


def _worded(directory: Path, *texts: str) -> LexicalIndex:
    """Return an index of texts with their words as terms, each a work of its own, from 1."""
    entries = [LexicalEntry(n, n, text.split(), text.lower().split(), text) for n, text in enumerate(texts, start=1)]
    return LexicalIndex.build(directory, entries)


def test_passages_are_counted_that_hold_all_of_the_parts(tmp_path: Path) -> None:
    index = _worded(tmp_path, "wijk zorg", "zorg wijk zorg", "wijk")

    assert index.count(["wijk", "zorg"], field="parts") == 2
    assert index.count(["zorg", "zorg"], field="parts") == 2
    assert index.count(["jeugd", "zorg"], field="parts") == 0


@pytest.mark.parametrize(
    ("words", "held"),
    [(["wijk", "zorg"], True), (["jeugd"], True), (["jeugd", "wijk"], False), (["wijk", "weg"], False)],
)
def test_words_are_held_when_one_passage_has_them_all(tmp_path: Path, words: list[str], held: bool) -> None:
    assert _worded(tmp_path, "wijk zorg", "jeugd").has_all(words, field="parts") is held


def test_a_phrase_is_words_next_to_each_other_in_order(tmp_path: Path) -> None:
    index = _worded(tmp_path, "De sociale basis.", "Basis, sociale", "sociale en brede basis", "Sociale-basis")

    assert index.count_phrase(["sociale", "basis"]) == 2
    assert index.count_phrase(["basis", "sociale"]) == 1
    assert index.count_phrase(["basis"]) == 4
    assert index.count_phrase(["zwembad"]) == 0


def test_the_vocabulary_is_the_words_in_lower_case_with_their_passages(tmp_path: Path) -> None:
    index = _worded(tmp_path, "De Wijk, de wijk!", "cafe\u0301 de")

    assert index.vocabulary() == [("de", 2), ("café", 1), ("wijk", 1)]


def test_words_of_what_was_taken_out_are_not_in_the_vocabulary(tmp_path: Path) -> None:
    _worded(tmp_path, "wijk", "wijk geheim")
    index = LexicalIndex.update(tmp_path, [LexicalEntry(3, 3, [], [], "nieuw")], removed=[2])

    assert index.vocabulary() == [("nieuw", 1), ("wijk", 1)]
    assert index.count(["geheim"], field="words") == 0


def test_how_many_passages_hold_a_word_counts_parts_of_compounds_too(tmp_path: Path) -> None:
    entries = [
        LexicalEntry(1, 1, ["wijkteam"], ["wijk", "team"], "wijkteam"),
        LexicalEntry(2, 1, ["wijk"], ["wijk"], "wijk"),
    ]
    index = LexicalIndex.build(tmp_path / "lexical", entries)

    assert [index.frequency(term) for term in ("wijk", "wijkteam", "team", "weg")] == [2, 1, 1, 0]
