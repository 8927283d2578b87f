"""One collection, one temporary index, every mode measured on the same questions."""

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import quote

from corpus.model import Document, Metadata, Passage
from corpus.reading.text import read_text
from corpus.sections import build_sections
from eval.measures import mean_measures, per_query
from eval.trec import CollectionFormatError, Query, read_beir_corpus, read_jsonl, read_qrels, read_queries, write_run
from indexer.sync import Progress, embed, entry, sync
from search.encoder import Encoder
from search.ranking import Mode
from search.searcher import Searcher
from search.writer import IndexWriter

_DEPTH = 100
"""Documents or snippets ranked per question: as deep as R@100 looks."""

Qrels = dict[str, dict[str, int]]
Run = dict[str, list[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Means per mode, and the scores per question that they are the means of."""

    collection: str
    queries: int  # questions with something relevant: those that the means run over
    modes: Mapping[str, Mapping[str, float]]
    per_query: Mapping[str, Mapping[str, Mapping[str, float]]]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A judged piece of a document: a passage that holds it is relevant."""

    name: str
    doc_id: str
    words: str


def evaluate(
    collection: Path,
    load_encoder: Callable[[], Encoder],
    *,
    documents: Path | None,
    modes: Sequence[Mode],
    run_file: Path | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Evaluation:
    """Measure a collection: a BEIR folder, or questions judged by snippets with the documents that they are from.

    Documents are ranked by their best passage. Snippets are ranked by the first passage that holds them; one that
    holds several gives them one rank each, so that no measure exceeds 1. What a hit shows as near-identical
    (``also_in``) counts right after it.

    Args:
        collection: Folder with ``queries.jsonl``, and ``corpus.jsonl`` and ``qrels.tsv`` unless judged by snippets.
        load_encoder: Returns what embeds; called when the files of the collection are known to be there.
        documents: Files to index, for a collection judged by snippets.
        modes: What is measured.
        run_file: Where the ranking of the first mode goes, as a TREC run.
        progress: Told how far it is.

    Raises:
        CollectionFormatError: If a file is missing or not in its format.
        SearchError: If the temporary index cannot be made.
    """
    _require(collection / "queries.jsonl")
    is_beir = (collection / "corpus.jsonl").exists()
    if is_beir:
        _require(collection / "qrels.tsv")
        queries, qrels = read_queries(collection / "queries.jsonl"), read_qrels(collection / "qrels.tsv")
        name_shown: Callable[[str, Passage], Sequence[str]] = lambda query_id, passage: [passage.doc_id]  # noqa: E731 - one of two
    elif documents is None:
        raise CollectionFormatError(
            f"{collection} wordt beoordeeld op fragmenten. Geef met --documents de map met de documenten."
        )
    else:
        queries, qrels, snippets = _read_snippets(collection / "queries.jsonl")
        name_shown = lambda query_id, passage: _held(snippets.get(query_id, ()), passage)  # noqa: E731 - one of two
    asked = [query for query in queries if any(grade > 0 for grade in qrels.get(query.query_id, {}).values())]
    if not asked:
        raise CollectionFormatError(
            f"{collection} heeft geen enkele vraag met een relevant oordeel. Controleer of de namen van de vragen en "
            "die in de oordelen gelijk zijn."
        )
    encoder = load_encoder()
    with tempfile.TemporaryDirectory(prefix="bronwijzer-eval-") as folder:
        directory = Path(folder, "index")
        if is_beir:
            _index_beir(collection / "corpus.jsonl", directory, encoder, progress)
        else:
            sync([cast(Path, documents)], directory, lambda own: encoder, progress=progress)
        searcher = Searcher.open(directory, encoder)
        runs = {mode: _run(searcher, asked, mode, name_shown, progress) for mode in modes}
        searcher.index.close()
    if run_file is not None:
        safe = {
            query: [(quote(doc, safe="/#:+@"), score) for doc, score in run] for query, run in runs[modes[0]].items()
        }
        write_run(run_file, safe, tag=f"bronwijzer-{modes[0]}")
    scores: dict[str, Mapping[str, Mapping[str, float]]] = {mode: per_query(run, qrels) for mode, run in runs.items()}
    return Evaluation(
        collection=collection.resolve().name,
        queries=len(scores[modes[0]]),
        modes={mode: mean_measures(run, qrels) for mode, run in runs.items()},
        per_query=scores,
    )


def _run(
    searcher: Searcher,
    queries: Sequence[Query],
    mode: Mode,
    name_shown: Callable[[str, Passage], Sequence[str]],
    progress: Progress,
) -> Run:
    """Return for each question the names that its passages show, each at its first place.

    A passage that shows nothing takes a place too, under its own id.
    """
    run: Run = {}
    for done, query in enumerate(queries):
        progress("search", done, len(queries))
        names: dict[str, None] = {}
        for passage in _shown(searcher, query.text, mode):
            for name in name_shown(query.query_id, passage) or [f"passage:{passage.passage_id}"]:
                names.setdefault(name)
            if len(names) >= _DEPTH:
                break
        run[query.query_id] = [(name, 1 / rank) for rank, name in enumerate(names, start=1)]
    progress("search", len(queries), len(queries))
    return run


def _shown(searcher: Searcher, query: str, mode: Mode) -> Iterator[Passage]:
    """Yield every passage that a reader of the result list comes by, in order."""
    candidates = searcher.rank(query, mode=mode)
    rows = [row for leader in candidates.leaders for row in (leader, *candidates.followers[leader])]
    for stored in searcher.index.catalogue.passages(rows):
        yield stored.passage


def _index_beir(corpus: Path, directory: Path, encoder: Encoder, progress: Progress) -> None:
    entries = []
    for source in read_beir_corpus(corpus):
        draft = read_text(source.text.encode("utf-8", "replace"))
        metadata = Metadata(source.title, None, None, (), None, None, None)
        sections = build_sections(draft.text, draft.blocks, kind=None)
        entries.append(entry(Document(source.doc_id, metadata, draft.text, sections), fingerprint=""))
    with IndexWriter.open(directory) as writer:
        changes, _ = embed(entries, (), None, encoder, directory, progress)
        writer.write(None, changes, encoder.identity)


def _read_snippets(path: Path) -> tuple[list[Query], Qrels, dict[str, list[Snippet]]]:
    """Return the questions, the grades of their snippets by name, and the snippets of each question."""
    queries, qrels, snippets = read_queries(path), {}, {}
    for record in read_jsonl(path):
        query_id = record["_id"]
        judged = record.get("relevant", [])
        try:
            qrels[query_id] = {f"{one['document']}#{number}": int(one["grade"]) for number, one in enumerate(judged)}
            snippets[query_id] = [
                Snippet(f"{one['document']}#{number}", one["document"], _comparable(one["snippet"]))
                for number, one in enumerate(judged)
            ]
        except (KeyError, TypeError, ValueError) as error:
            raise CollectionFormatError(
                f"{path}: vraag {query_id} heeft geen geldige oordelen. Elk oordeel heeft document, snippet en grade."
            ) from error
    return queries, qrels, snippets


def _held(snippets: Sequence[Snippet], passage: Passage) -> list[str]:
    words = _comparable(passage.text)
    return [snippet.name for snippet in snippets if snippet.doc_id == passage.doc_id and snippet.words in words]


def _comparable(text: str) -> str:
    """Return text in lower case, with straight quotes and single spaces: as snippets are compared."""
    straight = text.translate({ord(char): "'" for char in "‘’‚‛`´"} | {ord(char): '"' for char in "“”„‟«»"})
    return re.sub(r"\s+", " ", straight).strip().lower()


def _require(path: Path) -> None:
    if not path.is_file():
        raise CollectionFormatError(
            f"{path} ontbreekt. Een collectie heeft queries.jsonl, "
            "en daarnaast corpus.jsonl en qrels.tsv of oordelen op fragmenten."
        )
