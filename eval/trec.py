"""The field's files: BEIR collections in, TREC runs out."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

Qrels = Mapping[str, Mapping[str, int]]
"""Query_id -> doc_id -> relevance; 0 and below is judged not relevant."""

Run = Mapping[str, Sequence[tuple[str, float]]]
"""Query_id -> ``(doc_id, score)``, best first, no repeats."""

QRELS_HEADER = ("query-id", "corpus-id", "score")


class CollectionFormatError(ValueError):
    """A file of a collection is not what it should be; the (Dutch) message names file, line and remedy."""

    @classmethod
    def at(cls, path: Path, number: int, fault: str, remedy: str) -> Self:
        """Return the error for a line, from 1; ``fault`` and ``remedy`` have no full stop."""
        return cls(f"{path}, regel {number}: {fault}. {remedy}.")


@dataclass(frozen=True, slots=True)
class BeirDocument:
    """A document of a BEIR collection. ``title`` is empty where the collection has none."""

    doc_id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query of a collection. ``kind`` is empty where the collection tells no kinds of queries apart."""

    query_id: str
    text: str
    kind: str


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    r"""Yield the object on each line of a UTF-8 file.

    Only ``\n`` ends a line (a ``\r`` before it is dropped), so U+2028 inside a string is text. Blank
    lines are skipped, a byte order mark is ignored.

    Raises:
        CollectionFormatError: At the first line that is not a JSON object in UTF-8.
        OSError: If the file cannot be opened or read.
    """
    return (entry for _, entry in _objects(path))


def read_beir_corpus(path: Path) -> list[BeirDocument]:
    """Return the documents of a ``corpus.jsonl``, in the order of the file.

    Each line has ``_id`` and ``text``, and may have ``title``; other fields are ignored.

    Raises:
        CollectionFormatError: If a line is malformed, lacks a field or repeats an ``_id``.
        OSError: If the file cannot be opened or read.
    """
    documents: dict[str, BeirDocument] = {}
    for number, entry in _objects(path):
        doc_id = _new_id(path, number, entry, documents)
        title = _string(path, number, {"title": "", **entry}, "title")
        documents[doc_id] = BeirDocument(doc_id, title, _string(path, number, entry, "text"))
    return list(documents.values())


def read_queries(path: Path) -> list[Query]:
    """Return the queries of a ``queries.jsonl``, in the order of the file.

    Each line has ``_id`` and ``text``, and may have ``kind``; other fields are ignored.

    Raises:
        CollectionFormatError: If a line is malformed, lacks a field or repeats an ``_id``.
        OSError: If the file cannot be opened or read.
    """
    queries: dict[str, Query] = {}
    for number, entry in _objects(path):
        query_id = _new_id(path, number, entry, queries)
        kind = _string(path, number, {"kind": "", **entry}, "kind")
        queries[query_id] = Query(query_id, _string(path, number, entry, "text"), kind)
    return list(queries.values())


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Return the relevance of each judged document per query, from a BEIR ``qrels.tsv``.

    The header is required: readers that skip the first line unseen lose a judgement where it is missing.

    Raises:
        CollectionFormatError: If the header is missing, or a line is malformed or judges a pair again.
        OSError: If the file cannot be opened or read.
    """
    rows = ((number, tuple(line.split("\t"))) for number, line in _lines(path))
    number, header = next(rows, (1, ()))
    if header != QRELS_HEADER:
        raise CollectionFormatError.at(
            path, number, "de kop ontbreekt", "Begin het bestand met query-id, corpus-id en score, met tabs ertussen"
        )
    qrels: dict[str, dict[str, int]] = {}
    for number, row in rows:
        query_id, doc_id, relevance = _judgement(path, number, row)
        judged = qrels.setdefault(query_id, {})
        if doc_id in judged:
            raise CollectionFormatError.at(
                path, number, f"{query_id} met {doc_id} is al beoordeeld", "Verwijder een van de twee regels"
            )
        judged[doc_id] = relevance
    return qrels


def best_first(scored: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return ``(doc_id, score)`` by descending score; equal scores in id order, so that ties cannot move a measure.

    Raises:
        ValueError: If a document occurs twice, or a score is infinite or not a number.
    """
    if len({doc_id for doc_id, _ in scored}) < len(scored):
        raise ValueError("a ranking must not repeat a document")
    for doc_id, score in scored:
        if not math.isfinite(score):
            raise ValueError(f"score of {doc_id!r} must be finite: {score}")
    return sorted(scored, key=lambda item: (-item[1], item[0]))


def write_run(path: Path, run: Run, *, tag: str) -> None:
    """Write a TREC run: ``query_id Q0 doc_id rank score tag``, queries in the order of ``run``, ranks from 1.

    The file appears whole or not at all. Scores are written in full, but trec_eval reads them in single precision,
    ignores the rank and puts equal scores in descending id order, so it can differ from our measures on ties.

    Args:
        path: The file to write or replace; its folder must exist.
        run: Documents of equal score are ranked in id order, whatever their order here.
        tag: The name of the system.

    Raises:
        ValueError: If an id or the tag is empty or contains whitespace, for the format has no quotes; or as
            ``best_first``.
        OSError: If the file cannot be written.
    """
    lines = []
    for query_id, scored in run.items():
        for rank, (doc_id, score) in enumerate(best_first(scored), start=1):
            for field in (query_id, doc_id, tag):
                if field.split() != [field]:
                    raise ValueError(f"a TREC run cannot hold an empty field or whitespace: {field!r}")
            lines.append(f"{query_id} Q0 {doc_id} {rank} {score} {tag}\n")
    staging = path.with_name(f"{path.name}.{uuid4().hex}.tmp")
    try:
        staging.write_text("".join(lines), "utf-8", newline="\n")
        staging.replace(path)
    finally:
        staging.unlink(missing_ok=True)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, without their end, each with its number from 1."""
    with path.open("rb") as file:  # binary: only there does \n alone end a line and has bad UTF-8 a line number
        for number, raw in enumerate(file, start=1):
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise CollectionFormatError.at(
                    path, number, "dit is geen UTF-8", "Sla het bestand op als UTF-8"
                ) from error
            if line.strip():
                yield number, line.removesuffix("\n").removesuffix("\r")


def _objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in _lines(path):
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:  # the second: brackets nested a thousand deep
            raise CollectionFormatError.at(
                path, number, "dit is geen geldige JSON", "Herstel de regel of haal het bestand opnieuw op"
            ) from error
        if not isinstance(entry, dict):
            raise CollectionFormatError.at(path, number, "dit is geen JSON-object", 'Schrijf elke regel als {"_id": …}')
        yield number, entry


def _string(path: Path, number: int, entry: Mapping[str, object], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str):
        raise CollectionFormatError.at(
            path, number, f'veld "{name}" ontbreekt of is geen tekst', f'Vul "{name}" in, tussen aanhalingstekens'
        )
    return value


def _new_id(path: Path, number: int, entry: Mapping[str, object], seen: Mapping[str, object]) -> str:
    name = _string(path, number, entry, "_id")
    if not name:
        raise CollectionFormatError.at(path, number, 'veld "_id" is leeg', 'Vul een "_id" in dat nog niet voorkomt')
    if name in seen:
        raise CollectionFormatError.at(
            path, number, f'"_id" {name} komt al eerder voor', 'Geef elke regel een eigen "_id"'
        )
    return name


def _judgement(path: Path, number: int, row: Sequence[str]) -> tuple[str, str, int]:
    try:
        query_id, doc_id, relevance = row
        if query_id and doc_id:
            return query_id, doc_id, int(relevance)
    except ValueError:  # not three fields, or no whole number: the error below tells both
        pass
    raise CollectionFormatError.at(
        path, number, "dit is geen beoordeling", "Schrijf query-id, corpus-id en een geheel getal, met tabs ertussen"
    )
