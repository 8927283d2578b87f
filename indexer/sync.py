"""Bring an index in step with files: compare, read what changed, embed what is new, write one generation."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from corpus.collection import Failure, Reading, Source, find_sources, fingerprint, read_bytes
from corpus.model import Document
from corpus.reading.draft import UnreadableFileError
from corpus.sandbox import DEFAULT_LIMITS, Limits, read_all
from indexer.chunking import CHUNKING_VERSION, chunk
from search.dutch.abbreviations import find_abbreviations
from search.dutch.analyser import terms
from search.encoder import Encoder, EncoderIdentity, Vectors
from search.fields import indexed_text, text_digest
from search.generation import CURRENT
from search.index import Index
from search.pending import PendingVectors
from search.store import Entry
from search.writer import Changes, IndexWriter

Progress = Callable[[str, int, int], None]
"""Told of the stage (``compare``, ``read``, ``embed`` or ``write``), what is done of it and how much there is."""

BATCH = 64
"""Passages embedded between two commits of the pending vectors."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What becomes of documents. Names are ``doc_id``s."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]  # from, to
    removed: tuple[str, ...]
    unchanged: int
    failed: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Plan(Steps):
    """What a run will do, found by comparing contents. No file has been parsed for it."""

    changed: tuple[Source, ...]  # what has to be read: the added, the updated and the moved


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a document that was read, in Dutch, that its owner should know."""

    doc_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Report(Steps):
    """What a run did. Counts are of documents, unless they say otherwise."""

    notes: tuple[Note, ...]
    pages: int  # read by this run, of formats that have pages
    scans: Mapping[str, tuple[int, ...]]  # pages that are pictures of text and could not be read, by document
    embedded: int  # passages embedded by this run
    documents: int  # in the index, after the run
    passages: int  # in the index, after the run
    near_duplicates: int  # passages in the index that are nearly another one again
    seconds: Mapping[str, float] = field(compare=False)  # per stage


def sync(
    paths: Sequence[Path],
    directory: Path,
    load_encoder: Callable[[EncoderIdentity | None], Encoder],
    *,
    prune: bool = False,
    rebuild: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = lambda stage, done, total: None,
) -> Report:
    """Add new and changed files to the index; with ``prune`` remove what is no longer under the paths.

    A file that cannot be read is reported, and stays in the index as it was; so does all that is gone when a folder
    cannot be read. When nothing changed, nothing is written and no model is loaded.

    Args:
        paths: Files and folders.
        directory: The index; made when missing.
        load_encoder: Returns the encoder, given the identity of the index's own, or None for a new index.
        prune: Remove every document that is not (any more) under these paths.
        rebuild: Start anew with these paths alone, whatever the index holds or however damaged it is.
        limits: What reading one document may cost.
        progress: Told how far the run is.

    Raises:
        CollectionError: If there is nothing to read.
        SearchError: If the index cannot be read or written, or the model cannot be loaded.
    """
    clock = _Clock()
    with IndexWriter.open(directory) as writer:
        current = None if rebuild else writer.current()
        try:
            with clock.stage("compare"):
                plan = _compare(paths, current, prune=prune, progress=progress)
            readings, failures = _read(plan.changed, limits, progress, clock)
            failed = {failure.doc_id for failure in failures}
            # A file that turned out unreadable under its new name stays in the index under the old one.
            moved = tuple(pair for pair in plan.moved if pair[1] not in failed)
            gone = (*plan.removed, *(old for old, _ in moved))
            with clock.stage("chunk"):
                entries = [entry(reading.document, mark) for reading, mark in readings]
            embedded = 0
            counts = {} if current is None else current.counts
            if current is None or entries or gone:
                encoder = load_encoder(None if current is None else current.generation.encoder)
                if current is not None:
                    current.require_encoder(encoder.identity)
                with clock.stage("embed"):
                    changes, embedded = embed(entries, gone, current, encoder, directory, progress)
                with clock.stage("write"):
                    progress("write", 0, 1)
                    base = None if current is None else current.catalogue
                    counts = writer.write(base, changes, encoder.identity, derived=current).counts
                    progress("write", 1, 1)
        finally:
            if current is not None:
                current.close()
    drafts = {reading.document.doc_id: reading.draft for reading, _ in readings}
    return Report(
        added=tuple(name for name in plan.added if name not in failed),
        updated=tuple(name for name in plan.updated if name not in failed),
        moved=moved,
        removed=plan.removed,
        unchanged=plan.unchanged,
        failed=(*plan.failed, *failures),
        notes=tuple(Note(name, note) for name, draft in drafts.items() for note in draft.notes),
        pages=sum(draft.pages or 0 for draft in drafts.values()),
        scans={name: draft.scans for name, draft in drafts.items() if draft.scans},
        embedded=embedded,
        documents=counts["documents"],
        passages=counts["passages"],
        near_duplicates=counts["near_duplicates"],
        seconds=clock.seconds,
    )


def plan(
    paths: Sequence[Path],
    directory: Path,
    *,
    without: Collection[Path] = (),
    prune: bool = False,
    rebuild: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> Plan:
    """Return what ``sync`` with the same arguments would do. Nothing is written, not even a new directory.

    ``without`` names folders under the paths that will be gone by then.

    Raises:
        CollectionError: If there is nothing to read.
        SearchError: If the index cannot be read.
    """
    current = None if rebuild or not (directory / CURRENT).exists() else Index.open(directory)
    try:
        return _compare(paths, current, without=without, prune=prune, progress=progress)
    finally:
        if current is not None:
            current.close()


def entry(document: Document, fingerprint: str) -> Entry:
    """Return a document with its abbreviations, its passages, their terms and the keys of their vectors."""
    passages = chunk(document)
    texts = [indexed_text(passage) for passage in passages]
    return Entry(
        document,
        fingerprint,
        list(find_abbreviations(document.text)),
        passages,
        [terms(text) for text in texts],
        [text_digest(text) for text in texts],
    )


def _compare(
    paths: Sequence[Path],
    current: Index | None,
    *,
    without: Collection[Path] = (),
    prune: bool,
    progress: Progress,
) -> Plan:
    """Return what is new, changed, moved and gone. Only with ``prune`` are these paths known to be the whole."""
    found, failures = find_sources(paths, without=without)
    # Of a folder that cannot be read nobody knows what is gone.
    is_whole = prune and not any(Path(failure.doc_id).is_dir() for failure in failures)
    known = {} if current is None else current.catalogue.fingerprints()
    marks: dict[str, str] = {}
    for done, source in enumerate(found):
        progress("compare", done, len(found))
        try:
            marks[source.doc_id] = _mark(source, read_bytes(source))
        except UnreadableFileError as error:
            failures.append(Failure(source.doc_id, str(error)))
    progress("compare", len(found), len(found))
    present = {source.doc_id for source in found}
    gone = {known[name]: name for name in sorted(known, reverse=True) if name not in present} if is_whole else {}
    added = [name for name in marks if name not in known]
    moved = [(gone.pop(marks[name]), name) for name in added if marks[name] in gone]
    arrived = {new for _, new in moved}
    return Plan(
        added=tuple(name for name in added if name not in arrived),
        updated=tuple(name for name, mark in marks.items() if name in known and known[name] != mark),
        moved=tuple(moved),
        removed=tuple(sorted(set(known) - present - {old for old, _ in moved})) if is_whole else (),
        unchanged=sum(known.get(name) == mark for name, mark in marks.items()),
        failed=tuple(failures),
        changed=tuple(
            source for source in found if source.doc_id in marks and known.get(source.doc_id) != marks[source.doc_id]
        ),
    )


def _mark(source: Source, raw: bytes) -> str:
    """Return what changes when the passages of a document may."""
    return f"{CHUNKING_VERSION}-{fingerprint(source, raw)}"


def _read(
    sources: Sequence[Source], limits: Limits, progress: Progress, clock: "_Clock"
) -> tuple[list[tuple[Reading, str]], list[Failure]]:
    """Return the documents with their marks, and the files that could not be read."""
    readings: list[tuple[Reading, str]] = []
    failures: list[Failure] = []

    def files() -> Iterator[tuple[Source, bytes]]:
        for source in sources:
            try:
                yield source, read_bytes(source)
            except UnreadableFileError as error:  # it was there a moment ago
                failures.append(Failure(source.doc_id, str(error)))

    with clock.stage("read"):
        outcomes = read_all(files(), processes=len(sources), limits=limits) if sources else ()
        for done, (source, raw, outcome) in enumerate(outcomes):
            progress("read", done, len(sources))
            if isinstance(outcome, Reading):
                readings.append((outcome, _mark(source, raw)))
            else:
                failures.append(Failure(source.doc_id, str(outcome)))
        progress("read", len(sources), len(sources))
    # They come as they are ready; what is written must not depend on that.
    readings.sort(key=lambda pair: pair[0].document.doc_id)
    failures.sort(key=lambda failure: failure.doc_id)
    return readings, failures


class _Clock:
    """Adds up the seconds that each stage takes."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(("compare", "read", "chunk", "embed", "write"), 0.0)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - started


def embed(
    entries: Sequence[Entry],
    gone: Sequence[str],
    current: Index | None,
    encoder: Encoder,
    directory: Path,
    progress: Progress,
) -> tuple[Changes, int]:
    """Return the changes with a vector for every text that the index has none for, and how many were made now."""
    texts = {
        digest: indexed_text(passage)
        for item in entries
        for passage, digest in zip(item.passages, item.digests, strict=True)
    }
    for digest in current.catalogue.known_digests(texts) if current is not None else ():
        del texts[digest]
    pending = PendingVectors(directory, encoder.identity)
    try:
        vectors = pending.get(list(texts))
        missing = [digest for digest in texts if digest not in vectors]
        for start in range(0, len(missing), BATCH):
            progress("embed", start, len(missing))
            batch = missing[start : start + BATCH]
            made = encoder.encode_passages([texts[digest] for digest in batch])
            pending.add(batch, made)
            vectors.update(zip(batch, made, strict=True))
        progress("embed", len(missing), len(missing))
    finally:
        pending.close()
    matrix: Vectors = np.empty((len(vectors), encoder.identity.dimension), np.float32)
    for row, vector in enumerate(vectors.values()):
        matrix[row] = vector
    return Changes(entries, list(vectors), matrix, gone), len(missing)
