"""The field's files: what is read, what is refused with which words, and what other tools read back."""

from collections.abc import Callable
from pathlib import Path

import ir_measures
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.trec import (
    BeirDocument,
    CollectionFormatError,
    Query,
    best_first,
    read_beir_corpus,
    read_jsonl,
    read_qrels,
    read_queries,
    write_run,
)

HEADER = "query-id\tcorpus-id\tscore\n"


@pytest.fixture
def make(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def make_file(content: str | bytes) -> Path:
        path = tmp_path / "bestand"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make_file


Make = Callable[[str | bytes], Path]


def test_only_a_newline_ends_a_line_of_jsonl(make: Make) -> None:
    texts = ["een\u2028twee", "drie\u2029vier", "vijf\x85zes"]
    path = make("\n".join(f'{{"text": "{text}"}}' for text in texts))
    assert [{"text": text} for text in texts] == list(read_jsonl(path))


def test_jsonl_may_have_a_byte_order_mark_carriage_returns_and_blank_lines(make: Make) -> None:
    path = make(b'\xef\xbb\xbf{"a": 1}\r\n\r\n  \n{"b": [2]}\n\n')
    assert list(read_jsonl(path)) == [{"a": 1}, {"b": [2]}]


def test_an_empty_file_has_no_objects(make: Make) -> None:
    assert list(read_jsonl(make(""))) == []


def test_objects_before_the_bad_line_are_still_read(make: Make) -> None:
    objects = read_jsonl(make('{"a": 1}\n{"a": \n'))
    assert next(objects) == {"a": 1}
    with pytest.raises(CollectionFormatError):
        next(objects)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (b'{"a": ', "dit is geen geldige JSON. Herstel de regel of haal het bestand opnieuw op."),
        (b"[" * 100_000, "dit is geen geldige JSON. Herstel de regel of haal het bestand opnieuw op."),
        (b'{"a": 1} {"b": 2}', "dit is geen geldige JSON. Herstel de regel of haal het bestand opnieuw op."),
        (b'["a"]', 'dit is geen JSON-object. Schrijf elke regel als {"_id": …}.'),
        (b'{"a": "caf\xe9"}', "dit is geen UTF-8. Sla het bestand op als UTF-8."),
    ],
)
def test_a_bad_line_of_jsonl_is_named_with_its_file_number_and_remedy(make: Make, bad: bytes, message: str) -> None:
    path = make(b'{"a": 1}\n\n' + bad + b"\n")
    with pytest.raises(CollectionFormatError) as caught:
        list(read_jsonl(path))
    assert str(caught.value) == f"{path}, regel 3: {message}"
    assert isinstance(caught.value, ValueError)


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(read_jsonl(tmp_path / "weg"))


def test_a_corpus_keeps_its_order_and_a_missing_title_is_empty(make: Make) -> None:
    path = make(
        '{"_id": "d2", "title": "Verlof", "text": "Zorgverlof.", "path": "a.md"}\n{"_id": "d1", "text": "Later."}\n'
    )
    assert read_beir_corpus(path) == [BeirDocument("d2", "Verlof", "Zorgverlof."), BeirDocument("d1", "", "Later.")]


def test_queries_keep_their_order_and_kind_and_other_fields_are_ignored(make: Make) -> None:
    path = make(
        '{"_id": "q2", "text": "Wat is verlof?", "kind": "question", "n": 1}\n{"_id": "q1", "text": "verlof"}\n'
    )
    assert read_queries(path) == [Query("q2", "Wat is verlof?", "question"), Query("q1", "verlof", "")]


def test_a_kind_that_is_no_text_is_refused(make: Make) -> None:
    path = make('{"_id": "q1", "text": "verlof", "kind": ["question"]}\n')
    with pytest.raises(CollectionFormatError, match='regel 1: veld "kind" ontbreekt of is geen tekst'):
        read_queries(path)


@pytest.mark.parametrize("read", [read_beir_corpus, read_queries])
@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ('{"text": "b"}', 'veld "_id" ontbreekt of is geen tekst. Vul "_id" in, tussen aanhalingstekens.'),
        ('{"_id": 2, "text": "b"}', 'veld "_id" ontbreekt of is geen tekst. Vul "_id" in, tussen aanhalingstekens.'),
        ('{"_id": "2"}', 'veld "text" ontbreekt of is geen tekst. Vul "text" in, tussen aanhalingstekens.'),
        ('{"_id": "", "text": "b"}', 'veld "_id" is leeg. Vul een "_id" in dat nog niet voorkomt.'),
        ('{"_id": "1", "text": "b"}', '"_id" 1 komt al eerder voor. Geef elke regel een eigen "_id".'),
    ],
)
def test_a_document_or_query_without_its_own_id_and_text_is_refused(
    make: Make, read: Callable[[Path], object], bad: str, message: str
) -> None:
    path = make(f'{{"_id": "1", "text": "a"}}\n{bad}\n')
    with pytest.raises(CollectionFormatError) as caught:
        read(path)
    assert str(caught.value) == f"{path}, regel 2: {message}"


def test_a_title_that_is_no_text_is_refused(make: Make) -> None:
    with pytest.raises(CollectionFormatError, match='regel 1: veld "title"'):
        read_beir_corpus(make('{"_id": "1", "title": null, "text": "a"}'))


def test_qrels_hold_the_relevance_per_query_and_document(make: Make) -> None:
    path = make(f"\ufeff{HEADER}q1\td 1\t2\nq2\td1\t0\n\nq1\td2\t-1".replace("\n", "\r\n"))
    assert read_qrels(path) == {"q1": {"d 1": 2, "d2": -1}, "q2": {"d1": 0}}


@pytest.mark.parametrize("content", ["", "q1\td1\t1\n", "query-id corpus-id score\n"])
def test_qrels_without_the_header_are_refused(make: Make, content: str) -> None:
    path = make(content)
    with pytest.raises(CollectionFormatError) as caught:
        read_qrels(path)
    assert str(caught.value) == (
        f"{path}, regel 1: de kop ontbreekt. Begin het bestand met query-id, corpus-id en score, met tabs ertussen."
    )


@pytest.mark.parametrize("bad", ["q1\td1", "q1\td1\t1\tx", "q1 d1 1", "q1\td1\t1.5", "q1\td1\t", "\td1\t1", "q1\t\t1"])
def test_a_judgement_is_two_ids_and_a_whole_number(make: Make, bad: str) -> None:
    path = make(f"{HEADER}q0\td0\t1\n{bad}\n")
    with pytest.raises(CollectionFormatError) as caught:
        read_qrels(path)
    assert str(caught.value) == (
        f"{path}, regel 3: dit is geen beoordeling. Schrijf query-id, corpus-id en een geheel getal, met tabs ertussen."
    )


def test_a_pair_is_judged_once(make: Make) -> None:
    path = make(f"{HEADER}q1\td1\t1\nq2\td1\t1\nq1\td1\t0\n")
    with pytest.raises(CollectionFormatError) as caught:
        read_qrels(path)
    assert str(caught.value) == f"{path}, regel 4: q1 met d1 is al beoordeeld. Verwijder een van de twee regels."


def test_the_best_score_is_first_and_equal_scores_are_in_id_order() -> None:
    assert best_first([("b", 1.0), ("c", 2.0), ("a", 1.0)]) == [("c", 2.0), ("a", 1.0), ("b", 1.0)]


@pytest.mark.parametrize("score", [float("nan"), float("inf"), float("-inf")])
def test_a_score_that_is_no_finite_number_has_no_rank(score: float) -> None:
    with pytest.raises(ValueError, match="score of 'b' must be finite"):
        best_first([("a", 1.0), ("b", score)])


def test_a_run_is_written_by_score_then_id_with_ranks_from_1(tmp_path: Path) -> None:
    path = tmp_path / "run.txt"
    write_run(path, {"q2": [("b", 0.5), ("a", 0.5), ("c", 1.25)], "q0": [], "q1": [("é", -3.0)]}, tag="hybride")
    assert path.read_bytes().decode() == (
        "q2 Q0 c 1 1.25 hybride\nq2 Q0 a 2 0.5 hybride\nq2 Q0 b 3 0.5 hybride\nq1 Q0 é 1 -3.0 hybride\n"
    )


def test_a_numpy_score_is_written_as_a_number(tmp_path: Path) -> None:
    path = tmp_path / "run.txt"
    write_run(path, {"q": [("a", np.float64(0.1))]}, tag="t")
    assert path.read_text("utf-8") == "q Q0 a 1 0.1 t\n"


def test_a_run_replaces_the_last_one_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "run.txt"
    path.write_text("oud", "utf-8")
    write_run(path, {"q": [("a", 1.0)]}, tag="t")
    assert path.read_text("utf-8") == "q Q0 a 1 1.0 t\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("query_id", "doc_id", "tag"),
    [("q 1", "a", "t"), ("q", "een map/a.txt", "t"), ("q", "a\u2028b", "t"), ("q", "a", "t\n"), ("q", "", "t")],
)
def test_a_run_with_whitespace_in_a_field_is_refused_and_the_last_one_kept(
    tmp_path: Path, query_id: str, doc_id: str, tag: str
) -> None:
    path = tmp_path / "run.txt"
    path.write_text("oud", "utf-8")
    with pytest.raises(ValueError, match="a TREC run cannot hold an empty field or whitespace"):
        write_run(path, {"q0": [("a", 1.0)], query_id: [(doc_id, 1.0)]}, tag=tag)
    assert path.read_text("utf-8") == "oud"


def test_a_run_that_repeats_a_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="repeat"):
        write_run(tmp_path / "run.txt", {"q": [("a", 1.0), ("a", 0.5)]}, tag="t")
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_cannot_be_put_in_place_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "run.txt"
    path.mkdir()
    with pytest.raises(OSError, match=r"run\.txt"):
        write_run(path, {"q": [("a", 1.0)]}, tag="t")
    assert list(tmp_path.iterdir()) == [path]


@given(
    run=st.dictionaries(
        st.sampled_from(["q1", "q2"]),
        st.lists(
            st.tuples(st.sampled_from("abcdef"), st.floats(allow_nan=False, allow_infinity=False)),
            unique_by=lambda item: item[0],
        ),
    )
)
def test_another_tool_reads_back_the_run_that_was_written(
    tmp_path_factory: pytest.TempPathFactory, run: dict[str, list[tuple[str, float]]]
) -> None:
    path = tmp_path_factory.mktemp("run") / "run.txt"
    write_run(path, run, tag="t")
    expected = [(query_id, *hit) for query_id, hits in run.items() for hit in best_first(hits)]
    with path.open(encoding="utf-8") as file:
        hits = ir_measures.read_trec_run(file)  # type: ignore[no-untyped-call]  # ir_measures annotates only a part
        read = [(hit.query_id, hit.doc_id, hit.score) for hit in hits]
    assert expected == read
