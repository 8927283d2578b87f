"""One collection, one temporary index, every configuration measured on the same questions."""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast
from urllib.parse import quote

from corpus.model import Document, Metadata, Passage
from corpus.reading.text import read_text
from corpus.sections import build_sections
from eval.answers import measure_answers
from eval.configuration import Configuration
from eval.evaluation import Evaluation
from eval.measures import per_query
from eval.trec import CollectionFormatError, Query, read_beir_corpus, read_jsonl, read_qrels, read_queries, write_run
from indexer.sync import Progress, embed, entry, sync
from search.answering.answerer import Answerer
from search.encoder import Encoder
from search.expansion import NO_FORMS, Forms
from search.searcher import Searcher
from search.writer import IndexWriter

_DEPTH = 100
"""Documents or snippets ranked per question: as deep as R@100 looks."""

Qrels = dict[str, dict[str, int]]
Run = dict[str, list[tuple[str, float]]]


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
    configurations: Sequence[Configuration],
    thesaurus: Forms = NO_FORMS,
    run_file: Path | None = None,
    progress: Progress = lambda stage, done, total: None,
    kept: Callable[[Path], AbstractContextManager[Path]] = nullcontext,
) -> Evaluation:
    """Measure a collection: a BEIR folder, or questions judged by snippets with the documents that they are from.

    Documents are ranked by their best passage. Snippets are ranked by the first passage that holds them; one that
    holds several gives them one rank each, so that no measure exceeds 1. What a hit shows as near-identical
    (``also_in``) counts right after it.

    Args:
        collection: Folder with ``queries.jsonl``, and ``corpus.jsonl`` and ``qrels.tsv`` unless judged by snippets.
        load_encoder: Returns what embeds; called when the files of the collection are known to be there.
        documents: Files to index, for a collection judged by snippets.
        configurations: What is measured.
        thesaurus: What it adds to the questions.
        run_file: Where the ranking of the first configuration goes, as a TREC run.
        progress: Told how far it is.
        kept: Brings the temporary index to where it is searched, and takes it away again.

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
            index_beir(collection / "corpus.jsonl", directory, encoder, progress)
        else:
            sync([cast(Path, documents)], directory, lambda own: encoder, progress=progress)
        with kept(directory) as searched:
            searcher = Searcher.open(searched, encoder, thesaurus=thesaurus)
            runs = _runs(searcher, asked, configurations, name_shown, progress)
            catalogue = searcher.index.catalogue
            answers = measure_answers(collection / "queries.jsonl", Answerer(searcher), catalogue, progress)
            searcher.index.close()
    if run_file is not None:
        name, first = next(iter(runs.items()))
        safe = {query: [(quote(doc, safe="/#:+@"), score) for doc, score in run] for query, run in first.items()}
        write_run(run_file, safe, tag=f"bronwijzer-{name}")
    scores = {name: per_query(run, qrels) for name, run in runs.items()}
    known = {query.query_id: query for query in queries}
    judged = next(iter(scores.values()))
    return Evaluation(
        collection=collection.resolve().name,
        encoder=encoder.identity,
        questions={query_id: known.get(query_id, Query(query_id, "", "")) for query_id in judged},
        scores=scores,
        answers=answers,
    )


def _runs(
    searcher: Searcher,
    queries: Sequence[Query],
    configurations: Sequence[Configuration],
    name_shown: Callable[[str, Passage], Sequence[str]],
    progress: Progress,
) -> dict[str, Run]:
    runs: dict[str, Run] = {configuration.name: {} for configuration in configurations}
    for done, query in enumerate(queries):
        progress("search", done, len(queries))
        for configuration in configurations:
            names = _names(_shown(searcher, query.text, configuration), partial(name_shown, query.query_id))
            ranking = [(name, 1 / rank) for rank, name in enumerate(names, start=1)]
            runs[configuration.name][query.query_id] = ranking
    progress("search", len(queries), len(queries))
    return runs


def _names(passages: Iterable[Passage], name_shown: Callable[[Passage], Sequence[str]]) -> list[str]:
    """Return the names that passages show, each at its first place, to ``_DEPTH`` or just beyond.

    A passage that shows nothing takes a place too, under its own id.
    """
    names: dict[str, None] = {}
    for passage in passages:
        for name in name_shown(passage) or [f"passage:{passage.passage_id}"]:
            names.setdefault(name)
        if len(names) >= _DEPTH:
            break
    return list(names)


def _shown(searcher: Searcher, query: str, configuration: Configuration) -> Iterator[Passage]:
    """Yield every passage that a reader of the result list comes by, in order."""
    candidates = searcher.rank(query, mode=configuration.mode, without=configuration.without)
    rows = [row for leader in candidates.leaders for row in (leader, *candidates.followers[leader])]
    for stored in searcher.index.catalogue.passages(rows):
        yield stored.passage


def index_beir(corpus: Path, directory: Path, encoder: Encoder, progress: Progress) -> None:
    """Write an index of the documents of a ``corpus.jsonl``.

    Raises:
        CollectionFormatError: If the file is not in its format.
        SearchError: If the index cannot be made.
    """
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
