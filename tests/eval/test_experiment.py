"""One collection, one index, every configuration: the numbers are those that one works out by hand."""

import json
from collections.abc import Mapping, Sequence
from math import log2
from pathlib import Path
from typing import Any

import ir_measures
import pytest
from ir_measures import RR, R, nDCG

from eval.configuration import Configuration
from eval.evaluation import Evaluation
from eval.experiment import evaluate
from eval.trec import CollectionFormatError, Query
from search.expansion import NO_FORMS, forms_of_concepts
from search.ranking import MODES
from search.thesaurus import Concept
from tests.fakes import FakeEncoder

# Every query holds one word of each document that it should find, and the words have no lemma in common.
DOCUMENTS = {
    "d/1": "coach coach coach voor een jongere",
    "d 2": "coach en verpleegkundige samen aan huis",
    "d3": "geldloket bij schulden en betalingsachterstand",
    "d4": "groenten en bloemen in de buurttuin",
}
LEXICAL = Configuration("lexical")
EVERY_MODE = [Configuration(mode) for mode in MODES]
QUERIES = {"q1": "coach", "q2": "geldloket", "q3": "zeppelin", "q4": "buurttuin"}
QRELS = {
    "q1": {"d/1": 1, "d 2": 2},  # found in the order d/1, d 2
    "q2": {"d3": 1, "d4": 1},  # only d3 is found
    "q3": {"d4": 1},  # nothing is found
    "q4": {"d4": 0},  # nothing is relevant: not in the mean
}


def write_lines(path: Path, records: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "klein"
    documents = [{"_id": doc_id, "title": "", "text": text} for doc_id, text in DOCUMENTS.items()]
    write_lines(folder / "corpus.jsonl", documents)
    write_lines(folder / "queries.jsonl", [{"_id": query_id, "text": text} for query_id, text in QUERIES.items()])
    rows = [f"{query}\t{doc}\t{grade}\n" for query, judged in QRELS.items() for doc, grade in judged.items()]
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(rows), "utf-8")
    return folder


def measured(collection: Path, **options: Any) -> Evaluation:  # noqa: ANN401 - as evaluate
    return evaluate(collection, FakeEncoder, **{"documents": None, "configurations": [LEXICAL], **options})


def test_a_beir_folder_gives_the_numbers_worked_out_by_hand(beir: Path) -> None:
    found = measured(beir)
    ideal = 2 / log2(2) + 1 / log2(3)
    expected: dict[str, dict[str, float]] = {
        "q1": {"nDCG@10": (1 / log2(2) + 2 / log2(3)) / ideal, "R@10": 1, "R@100": 1, "RR@10": 1},
        "q2": {"nDCG@10": 1 / (1 + 1 / log2(3)), "R@10": 1 / 2, "R@100": 1 / 2, "RR@10": 1},
        "q3": {"nDCG@10": 0, "R@10": 0, "R@100": 0, "RR@10": 0},
    }
    assert (found.collection, len(found.questions)) == ("klein", 3)
    assert set(found.scores["lexical"]) == set(expected)
    for query, measures in expected.items():
        assert found.scores["lexical"][query] == pytest.approx(measures), query
    for name in ("nDCG@10", "R@10", "R@100", "RR@10"):
        assert found.means("lexical")[name] == pytest.approx(sum(one[name] for one in expected.values()) / 3)


def test_a_thesaurus_adds_to_the_questions(beir: Path) -> None:
    forms = forms_of_concepts([Concept((QUERIES["q3"], "groenten"), ())])
    found = [measured(beir, thesaurus=added).scores["lexical"]["q3"]["RR@10"] for added in (NO_FORMS, forms)]
    assert found == [0, 1]


def test_every_mode_is_measured_on_the_same_questions(beir: Path) -> None:
    found = measured(beir, configurations=EVERY_MODE)
    assert set(found.scores) == {"hybrid", "dense", "lexical"}
    assert all(set(scores) == {"q1", "q2", "q3"} for scores in found.scores.values())
    assert found.means("dense")["R@100"] == 1  # four documents: all are candidates


def test_what_a_configuration_leaves_out_does_not_rank(beir: Path) -> None:
    whole, without = Configuration("hybrid"), Configuration("hybrid", frozenset({"dense"}))
    found = measured(beir, configurations=[whole, without, LEXICAL])
    assert list(found.scores) == ["hybrid", "hybrid-dense", "lexical"]
    assert found.scores["hybrid-dense"] == found.scores["lexical"] != found.scores["hybrid"]


def test_the_index_is_made_once_for_all_configurations(beir: Path) -> None:
    encoder = FakeEncoder()
    evaluate(beir, lambda: encoder, documents=None, configurations=EVERY_MODE)
    assert encoder.embedded == len(DOCUMENTS)


def test_what_embedded_is_told(beir: Path) -> None:
    assert measured(beir).encoder == FakeEncoder().identity


def test_the_questions_are_those_with_something_relevant(beir: Path) -> None:
    write_lines(
        beir / "queries.jsonl", [{"_id": "q1", "text": "coach", "kind": "word"}, {"_id": "q2", "text": "loket"}]
    )
    assert measured(beir).questions == {
        "q1": Query("q1", "coach", "word"),
        "q2": Query("q2", "loket", ""),
        "q3": Query("q3", "", ""),  # judged, and not there
    }


def test_progress_is_told_up_to_the_end(beir: Path) -> None:
    told: list[tuple[str, int, int]] = []
    measured(beir, progress=lambda *step: told.append(step))
    assert [step for step in told if step[0] == "search"] == [("search", done, 3) for done in range(4)]
    assert ("embed", 4, 4) in told


def test_the_run_is_one_that_other_tools_score_the_same(beir: Path, tmp_path: Path) -> None:
    path = tmp_path / "run.txt"
    found = measured(beir, configurations=[Configuration("hybrid"), LEXICAL], run_file=path)
    lines = path.read_text("utf-8").splitlines()
    assert lines[0] == "q1 Q0 d/1 1 1.0 bronwijzer-hybrid"
    assert lines[1] == "q1 Q0 d%202 2 0.5 bronwijzer-hybrid"  # the format has no quotes
    qrels = [
        ir_measures.Qrel(query, doc.replace(" ", "%20"), grade)
        for query, judged in QRELS.items()
        for doc, grade in judged.items()
        if query != "q4"
    ]
    run = list(ir_measures.read_trec_run(str(path)))  # type: ignore[no-untyped-call]  # ir_measures annotates only a part
    theirs = ir_measures.calc_aggregate([nDCG @ 10, R @ 10, R @ 100, RR @ 10], qrels, run)
    assert {str(measure): value for measure, value in theirs.items()} == pytest.approx(found.means("hybrid"))


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "wijk.txt").write_text("De Wijk-GGD komt ‘thuis’.\nDat helpt  mensen met verward gedrag.", "utf-8")
    (folder / "jeugd.txt").write_text("Elke jongere krijgt een coach van de gemeente.", "utf-8")
    (folder / "tuin.txt").write_text("In de buurttuin groeien groenten en bloemen.", "utf-8")
    return folder


@pytest.fixture
def snippets(tmp_path: Path) -> Path:
    judged: list[dict[str, Any]] = [
        {  # both snippets are in the one passage of wijk.txt, in another spelling
            "_id": "s1",
            "text": "verward gedrag",
            "relevant": [
                {"document": "wijk.txt", "snippet": "komt 'thuis'", "grade": 2},
                {"document": "wijk.txt", "snippet": "helpt mensen MET verward", "grade": 1},
            ],
        },
        {  # the first passage shows nothing relevant, the second does
            "_id": "s2",
            "text": "buurttuin buurttuin groenten coach",
            "relevant": [{"document": "jeugd.txt", "snippet": "krijgt een coach", "grade": 1}],
        },
        {"_id": "s3", "text": "bloemen", "relevant": [{"document": "wijk.txt", "snippet": "bloemen", "grade": 1}]},
        {"_id": "s4", "text": "zonder oordeel"},
    ]
    write_lines(tmp_path / "fragmenten" / "queries.jsonl", judged)
    return tmp_path / "fragmenten"


def test_snippets_are_ranked_by_the_first_passage_that_holds_them(snippets: Path, documents: Path) -> None:
    found = measured(snippets, documents=documents)
    assert len(found.questions) == 3
    scores = found.scores["lexical"]
    # A passage that holds two snippets gives them a rank each, and no measure exceeds 1.
    assert scores["s1"] == pytest.approx({"nDCG@10": 1, "R@10": 1, "R@100": 1, "RR@10": 1})
    assert scores["s2"] == pytest.approx({"nDCG@10": 1 / log2(3), "R@10": 1, "R@100": 1, "RR@10": 1 / 2})
    assert scores["s3"] == pytest.approx({"nDCG@10": 0, "R@10": 0, "R@100": 0, "RR@10": 0})


def test_no_deeper_is_looked_than_a_hundred(tmp_path: Path) -> None:
    folder = tmp_path / "groot"
    texts = [f"tuin nummer{number} alles{number} anders{number}" for number in range(150)]
    write_lines(
        folder / "corpus.jsonl", [{"_id": f"d{n:03}", "title": "", "text": text} for n, text in enumerate(texts)]
    )
    write_lines(folder / "queries.jsonl", [{"_id": "q", "text": "tuin"}])
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq\td000\t1\n", "utf-8")
    measured(folder, run_file=tmp_path / "run.txt")
    assert len((tmp_path / "run.txt").read_text("utf-8").splitlines()) == 100


def test_a_copy_under_a_hit_counts_right_after_it(tmp_path: Path) -> None:
    notice = " ".join(f"woord{number}" for number in range(40))
    texts = {"a": f"spreekuur spreekuur {notice}", "b": f"spreekuur {notice}", "c": "spreekuur in de buurttuin"}
    folder = tmp_path / "dubbel"
    write_lines(folder / "corpus.jsonl", [{"_id": name, "title": "", "text": text} for name, text in texts.items()])
    write_lines(folder / "queries.jsonl", [{"_id": "q", "text": "spreekuur buurttuin"}])
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq\tb\t1\n", "utf-8")
    found = measured(folder)
    assert found.scores["lexical"]["q"]["RR@10"] == pytest.approx(1 / 3)  # c, a, b


@pytest.mark.parametrize("name", ["queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named_before_a_model_is_loaded(beir: Path, name: str) -> None:
    (beir / name).unlink()
    with pytest.raises(CollectionFormatError) as error:
        evaluate(beir, lambda: pytest.fail("the files are looked at first"), documents=None, configurations=EVERY_MODE)
    assert str(error.value) == (
        f"{beir / name} ontbreekt. Een collectie heeft queries.jsonl, "
        "en daarnaast corpus.jsonl en qrels.tsv of oordelen op fragmenten."
    )


def test_snippets_without_documents_ask_for_them(snippets: Path) -> None:
    with pytest.raises(CollectionFormatError) as error:
        evaluate(
            snippets, lambda: pytest.fail("the files are looked at first"), documents=None, configurations=EVERY_MODE
        )
    assert str(error.value) == (
        f"{snippets} wordt beoordeeld op fragmenten. Geef met --documents de map met de documenten."
    )


@pytest.mark.parametrize(
    "judgement",
    [{"document": "wijk.txt", "grade": 1}, {"document": "a", "snippet": "b", "grade": "x"}, "wijk.txt", None],
)
def test_a_judgement_that_is_none_is_named(snippets: Path, documents: Path, judgement: object) -> None:
    write_lines(snippets / "queries.jsonl", [{"_id": "s9", "text": "wijk", "relevant": [judgement]}])
    with pytest.raises(CollectionFormatError) as error:
        measured(snippets, documents=documents)
    assert str(error.value) == (
        f"{snippets / 'queries.jsonl'}: vraag s9 heeft geen geldige oordelen. "
        "Elk oordeel heeft document, snippet en grade."
    )


def test_a_collection_without_a_relevant_document_has_no_measures(beir: Path) -> None:
    (beir / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td3\t0\n", "utf-8")
    with pytest.raises(CollectionFormatError, match=r"heeft geen enkele vraag met een relevant oordeel\. Controleer"):
        evaluate(beir, lambda: pytest.fail("the files are looked at first"), documents=None, configurations=EVERY_MODE)


def test_a_judged_question_that_is_not_there_counts_as_missed(beir: Path) -> None:
    with (beir / "qrels.tsv").open("a", encoding="utf-8") as file:
        file.write("q5\td3\t1\n")
    found = measured(beir)
    assert len(found.questions) == 4
    assert found.means("lexical")["RR@10"] == pytest.approx((1 + 1 + 0 + 0) / 4)
