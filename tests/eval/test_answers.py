"""The measures of answers, worked out by hand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.answers import (
    Gold,
    Outcome,
    ask_all,
    calibration_error,
    exact_match,
    is_right,
    measure,
    measure_answers,
    read_golds,
    token_f1,
)
from eval.trec import CollectionFormatError
from search.answering.answerer import Answerer
from search.searcher import Searcher
from tests.conftest import IndexOf
from tests.fakes import FakeEncoder

FILES = {"a.txt": "Roos Verzonnen, projectleider van de tuin, komt elke week."}
QUERIES = (
    '{"_id": "1", "text": "Wie is de projectleider van de tuin?", "answers": ["roos verzonnen"],'
    ' "relevant": [{"document": "a.txt", "snippet": "x", "grade": 2}]}\n'
    '{"_id": "2", "text": "Wie is de projectleider van de tuin dan?", "answers": ["Piet Bedacht"]}\n'
    '{"_id": "3", "text": "Wanneer is de Wijk GGD in Almelo gestopt?", "answers": []}\n'
    '{"_id": "4", "text": "Wat kost de sleutel van Almelo?", "answers": ["3 euro"]}\n'
    '{"_id": "5", "text": "?", "answers": []}\n'
    '{"_id": "6", "text": "zonder antwoorden"}\n'
)


def gold(*answers: str, needs_all: bool = False) -> Gold:
    return Gold("q", "Wie?", answers, needs_all, frozenset())


@pytest.fixture
def searcher(index_of: IndexOf) -> Searcher:
    return Searcher.open(index_of(FILES), FakeEncoder())


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    path = tmp_path / "queries.jsonl"
    path.write_text(QUERIES, "utf-8")
    return path


def test_every_measure_of_a_few_questions(searcher: Searcher, queries: Path) -> None:
    stages: list[tuple[str, int, int]] = []
    answerer = Answerer(searcher, threshold=0.0)
    found = measure_answers(
        queries, answerer, searcher.index.catalogue, lambda stage, done, total: stages.append((stage, done, total))
    )
    assert stages == [("answer", done, 5) for done in range(1, 6)]
    assert (found["answerable"], found["unanswerable"]) == (3, 2)
    assert (found["correct"], found["wrong"], found["abstained"]) == (1 / 3, 1 / 3, 1 / 3)
    assert (found["refusalPrecision"], found["refusalRecall"]) == (2 / 3, 1.0)
    assert (found["verbatim"], found["citedDocument"], found["exactMatch"]) == (1.0, 1.0, 1 / 3)
    assert found["tokenF1"] == pytest.approx(1 / 3)
    assert {"calibrationError", "p50Ms", "p95Ms"} < set(found)


def test_questions_without_answers_are_not_measured(searcher: Searcher, tmp_path: Path) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_text('{"_id": "1", "text": "tuin"}\n', "utf-8")
    assert measure_answers(path, Answerer(searcher), searcher.index.catalogue, lambda *stage: None) == {}


def test_what_has_nothing_to_run_over_is_left_out(searcher: Searcher) -> None:
    assert set(measure([Outcome(gold(), None, 0)])) == {
        "answerable",
        "unanswerable",
        "refusalPrecision",
        "refusalRecall",
    }
    (answered,) = ask_all(
        Answerer(searcher, threshold=0.0),
        [Gold("q", "Wie is de projectleider van de tuin?", ("Roos",), False, frozenset())],
        searcher.index.catalogue,
    )
    assert {"refusalPrecision", "refusalRecall", "citedDocument", "p50Ms"}.isdisjoint(measure([answered]))


@pytest.mark.parametrize("answers", ['"Roos"', "[3]", '[" "]'])
def test_answers_that_are_no_list_of_texts_are_refused(tmp_path: Path, answers: str) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_text(f'{{"_id": "7", "text": "Wie?", "answers": {answers}}}\n', "utf-8")
    with pytest.raises(CollectionFormatError, match="vraag 7 heeft antwoorden"):
        read_golds(path)


def test_an_answer_is_right_when_it_holds_one_accepted_answer_or_all_when_all_are_needed() -> None:
    assert is_right("In ‘maart’  en mei.", gold("'maart'", "juni"))
    assert not is_right("In maart en mei.", gold("maart", "juni", needs_all=True))
    assert is_right("In maart en juni.", gold("maart", "juni", needs_all=True))
    assert not is_right("In maart.", gold())


def test_a_long_accepted_answer_need_only_share_half_of_its_words() -> None:
    long = "een twee drie vier vijf zes"
    assert is_right("een twee drie", gold(long))  # F1 = 2 * 3 / 9
    assert not is_right("een", gold(long))  # F1 = 2 * 1 / 7
    assert not is_right("een twee", gold("een twee drie"))


def test_token_f1_and_exact_match_by_hand() -> None:
    assert token_f1("de rode bus", "rode bus nu") == pytest.approx(2 * 2 / 6)
    assert token_f1("niets", "alles") == 0.0
    assert exact_match("De Linde!", "de linde") == 1.0
    assert exact_match("De Linde", "de eik") == 0.0


def test_the_calibration_error_is_the_mean_distance_by_the_size_of_the_bins() -> None:
    # One bin of two at .9 of which one is right, one of one at .2 that is wrong.
    assert calibration_error([(0.9, True), (0.9, False), (0.2, False)]) == pytest.approx(2 / 3 * 0.4 + 1 / 3 * 0.2)
    assert calibration_error([(1.0, True)]) == 0.0


@given(st.text(max_size=30), st.text(max_size=30))
def test_token_f1_lies_between_0_and_1_and_knows_no_order(one: str, other: str) -> None:
    assert 0.0 <= token_f1(one, other) <= 1.0
    assert token_f1(one, other) == token_f1(other, one)
