"""Bring an index in step with files: read what changed, embed what is new, write one generation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.collection import Failure, Source, find_sources, fingerprint, read_bytes, read_document
from corpus.model import Document
from corpus.reading.draft import UnreadableFileError
from indexer.chunking import CHUNKING_VERSION, chunk
from search.dutch.analyser import terms
from search.encoder import Encoder, EncoderIdentity, Vectors
from search.fields import indexed_text, text_digest
from search.index import Index
from search.pending import PendingVectors
from search.store import Entry
from search.writer import Changes, IndexWriter

Progress = Callable[[str, int, int], None]
"""Told of the stage (``read``, ``embed`` or ``write``), what is done of it and how much there is."""

BATCH = 64
"""Passages embedded between two commits of the pending vectors."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. Counts are of documents, unless they say otherwise."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    failed: tuple[Failure, ...]
    passages: int  # in the index, after the run
    embedded: int  # passages embedded by this run
    documents: int  # in the index, after the run


def sync(
    paths: Sequence[Path],
    directory: Path,
    load_encoder: Callable[[EncoderIdentity | None], Encoder],
    *,
    prune: bool = False,
    rebuild: bool = False,
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
        progress: Told how far the run is.

    Raises:
        CollectionError: If there is nothing to read.
        SearchError: If the index cannot be read or written, or the model cannot be loaded.
    """
    found, failures = find_sources(paths)
    # Of a folder that cannot be read nobody knows what is gone.
    unread_folders = [failure for failure in failures if Path(failure.doc_id).is_dir()]
    sources = [source for source in found if _is_text(source.doc_id)]
    failures += [
        Failure(source.doc_id, "de naam van het bestand is geen UTF-8; hernoem het")
        for source in found
        if not _is_text(source.doc_id)
    ]
    with IndexWriter.open(directory) as writer:
        current = None if rebuild else writer.current()
        try:
            known = {} if current is None else current.catalogue.fingerprints()
            entries, unread = _read_changed(sources, known, progress)
            failures += unread
            gone = _gone(known, sources) if prune and not unread_folders else ()
            if current is not None and not entries and not gone:
                return _report(entries, known, gone, failures, sources, current.counts, embedded=0)
            encoder = load_encoder(None if current is None else current.generation.encoder)
            if current is not None:
                current.require_encoder(encoder.identity)
            changes, embedded = embed(entries, gone, current, encoder, directory, progress)
            progress("write", 0, 1)
            base = None if current is None else current.catalogue
            generation = writer.write(base, changes, encoder.identity)
            progress("write", 1, 1)
            return _report(entries, known, gone, failures, sources, generation.counts, embedded=embedded)
        finally:
            if current is not None:
                current.close()


def entry(document: Document, fingerprint: str) -> Entry:
    """Return a document with its passages, their terms and the keys of their vectors."""
    passages = chunk(document)
    texts = [indexed_text(passage) for passage in passages]
    return Entry(document, fingerprint, passages, [terms(text) for text in texts], [text_digest(t) for t in texts])


def _read_changed(
    sources: Sequence[Source], known: dict[str, str], progress: Progress
) -> tuple[list[Entry], list[Failure]]:
    entries, failures = [], []
    for done, source in enumerate(sources):
        progress("read", done, len(sources))
        try:
            raw = read_bytes(source)
            mark = f"{CHUNKING_VERSION}-{fingerprint(source, raw)}"
            if known.get(source.doc_id) != mark:
                entries.append(entry(read_document(source, raw).document, mark))
        except UnreadableFileError as error:
            failures.append(Failure(source.doc_id, str(error)))
    progress("read", len(sources), len(sources))
    return entries, failures


def _is_text(name: str) -> bool:
    """Return whether a name can be written: of a file's name that is no UTF-8, Python makes halves of characters."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _gone(known: dict[str, str], sources: Sequence[Source]) -> tuple[str, ...]:
    present = {source.doc_id for source in sources}
    return tuple(sorted(doc_id for doc_id in known if doc_id not in present))


def embed(
    entries: Sequence[Entry],
    gone: Sequence[str],
    current: Index | None,
    encoder: Encoder,
    directory: Path,
    progress: Progress,
) -> tuple[Changes, int]:
    """Return the changes with a vector for every text that the index has none for, and how many were made now."""
    known = set() if current is None else current.catalogue.known_digests()
    texts = {
        digest: indexed_text(passage)
        for item in entries
        for passage, digest in zip(item.passages, item.digests, strict=True)
        if digest not in known
    }
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


def _report(
    entries: Sequence[Entry],
    known: dict[str, str],
    gone: Sequence[str],
    failures: Sequence[Failure],
    sources: Sequence[Source],
    counts: dict[str, int],
    *,
    embedded: int,
) -> Report:
    changed = [item.document.doc_id for item in entries]
    failed = {failure.doc_id for failure in failures}
    return Report(
        added=tuple(doc_id for doc_id in changed if doc_id not in known),
        updated=tuple(doc_id for doc_id in changed if doc_id in known),
        removed=tuple(gone),
        unchanged=sum(source.doc_id not in failed for source in sources) - len(changed),
        failed=tuple(failures),
        passages=counts["passages"],
        embedded=embedded,
        documents=counts["documents"],
    )
