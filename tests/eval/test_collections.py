"""The project's own collections: what they call relevant is there to be found."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from corpus.collection import find_sources, read_bytes, read_document
from eval.experiment import _comparable
from eval.trec import read_jsonl, read_queries
from indexer.chunking import chunk
from tests.corpus.test_samples import SAMPLES

COLLECTIONS = sorted(Path(__file__).parents[2].glob("eval/collections/*/queries.jsonl"))
WITHOUT_ANSWER = {"unanswerable", "near-miss"}
WITH_ANSWER = {"topic", "abbreviation", "compound", "paraphrase", "typo", "english", "project", "question", "newest"}
every_collection = pytest.mark.parametrize("path", COLLECTIONS, ids=lambda path: path.parent.name)


@pytest.fixture(scope="module")
def passages() -> dict[str, list[str]]:
    """Return for each sample the text of its passages, as snippets are compared."""
    sources, _ = find_sources([SAMPLES])
    documents = [read_document(source, read_bytes(source)).document for source in sources]
    return {document.doc_id: [_comparable(passage.text) for passage in chunk(document)] for document in documents}


def judged(path: Path) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the judgements of a collection, each with the id of its question."""
    return [(record["_id"], judgement) for record in read_jsonl(path) for judgement in record["relevant"]]


def repeated(values: Sequence[str]) -> set[str]:
    return {value for value in values if values.count(value) > 1}


@every_collection
def test_every_snippet_stands_whole_in_a_passage_of_its_document(path: Path, passages: dict[str, list[str]]) -> None:
    missing = [
        (query_id, one["document"], one["snippet"])
        for query_id, one in judged(path)
        if not any(_comparable(one["snippet"]) in text for text in passages.get(one["document"], ()))
    ]
    assert missing == []


@every_collection
def test_every_grade_is_one_or_two(path: Path) -> None:
    assert {one["grade"] for _, one in judged(path)} <= {1, 2}


@every_collection
def test_no_id_and_no_question_stands_twice_in_a_collection(path: Path) -> None:
    assert repeated([record["_id"] for record in read_jsonl(path)]) == set()
    assert repeated([query.text.lower() for query in read_queries(path)]) == set()


@every_collection
def test_every_kind_is_known_and_only_a_question_without_an_answer_has_nothing_relevant(path: Path) -> None:
    records = list(read_jsonl(path))
    assert {record["kind"] for record in records} <= WITH_ANSWER | WITHOUT_ANSWER
    assert {record["kind"] for record in records if not record["relevant"]} <= WITHOUT_ANSWER


def test_every_sample_is_relevant_to_some_search(passages: dict[str, list[str]]) -> None:
    (path,) = [path for path in COLLECTIONS if path.parent.name == "samples-search"]
    assert {one["document"] for _, one in judged(path)} == set(passages)
