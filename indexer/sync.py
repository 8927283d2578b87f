"""Bring an index in step with files, or with documents that are brought: compare, read, embed, write a generation."""

import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from corpus.collection import Failure, Reading, Source, find_sources, fingerprint, read_bytes
from corpus.model import Document
from corpus.reading.draft import UnreadableFileError
from corpus.sandbox import DEFAULT_LIMITS, Limits
from indexer.chunking import CHUNKING_VERSION, chunk
from indexer.unread import note_unread, read_unread
from indexer.work import HERE, Read, Share, Work
from search.dutch.abbreviations import find_abbreviations
from search.dutch.analyser import terms
from search.encoder import Encoder, EncoderIdentity, Vectors
from search.errors import BroughtDocumentsError
from search.fields import indexed_text, text_digest
from search.generation import CATALOGUE, CURRENT, current_folder
from search.index import Index
from search.pending import PendingVectors
from search.store import Catalogue, Entry
from search.writer import UNREAD, Changes, IndexWriter, storage_errors

Progress = Callable[[str, int, int], None]
"""Told of the stage (``compare``, ``read``, ``embed`` or ``write``), what is done of it and how much there is."""

PATIENCE = 30.0
"""Seconds to wait for another process that is writing: a server that takes a document does so for a moment."""
_BROUGHT = "api-"
"""What the marks begin with of documents that are under no path: they were brought by themselves."""


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
    seen: frozenset[str]  # all that was looked at, or could not be
    is_whole: bool  # whether that is all there is under any path


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
    shares: Mapping[str, Share] = field(default_factory=dict, compare=False)  # of a cluster's workers, by their names


def sync(
    paths: Sequence[Path],
    directory: Path,
    load_encoder: Callable[[EncoderIdentity | None], Encoder],
    *,
    prune: bool = False,
    rebuild: bool = False,
    forget_brought: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = lambda stage, done, total: None,
    work: Work = HERE,
) -> Report:
    """Add new and changed files to the index; with ``prune`` remove what is no longer under the paths.

    Documents that were brought (``deliver``) are under no path: they stay, unless ``forget_brought`` says otherwise.
    A file that cannot be read is reported, and stays in the index as it was; so does all that is gone when a folder
    cannot be read. When nothing changed, nothing is written and no model is loaded.

    Args:
        paths: Files and folders.
        directory: The index; made when missing.
        load_encoder: Returns the encoder, given the identity of the index's own, or None for a new index.
        prune: Remove every document that is not (any more) under these paths.
        rebuild: Start anew with these paths alone, whatever the index holds or however damaged it is.
        forget_brought: Let ``prune`` remove, and ``rebuild`` leave out, what was brought.
        limits: What reading one document may cost.
        progress: Told how far the run is.
        work: Reads and embeds.

    Raises:
        CollectionError: If there is nothing to read.
        BroughtDocumentsError: If a rebuild would lose documents that were brought, and may not.
        SearchError: If the index cannot be read or written, or the model cannot be loaded.
    """
    clock = _Clock()
    with IndexWriter.open(directory, patience=PATIENCE) as writer:
        if rebuild and not forget_brought:
            _require_none_brought(directory)
        with _closing(None if rebuild else writer.current()) as current:
            with clock.stage("compare"):
                plan = _compare(paths, current, prune=prune, forget_brought=forget_brought, progress=progress)
            report = _carry_out(
                plan, current, writer, directory, load_encoder, limits, progress, clock, read=read_bytes, work=work
            )
        if rebuild:
            (directory / UNREAD).unlink(missing_ok=True)
        before = read_unread(directory)
        still = {
            one.doc_id
            for one in before
            if one.doc_id not in plan.seen
            and not _is_under(one.doc_id, paths)
            and (not plan.is_whole or (one.brought and not forget_brought))
        }
        note_unread(directory, report.failed, before, still=still, brought=False)
        return report


def create(directory: Path, load_encoder: Callable[[EncoderIdentity | None], Encoder]) -> Report:
    """Make an index without documents, to be filled by ``deliver``; one that is there stays as it is.

    Raises:
        SearchError: If the index cannot be read or written, or the model cannot be loaded.
    """
    with IndexWriter.open(directory, patience=PATIENCE) as writer:
        return deliver((), (), writer, directory, load_encoder, read=read_bytes)


def deliver(
    documents: Sequence[Source],
    removed: Collection[str],
    writer: IndexWriter,
    directory: Path,
    load_encoder: Callable[[EncoderIdentity | None], Encoder],
    *,
    read: Read,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress = lambda stage, done, total: None,
) -> Report:
    """Put documents in the index, each in the place of the one with its ``doc_id``, and take others out.

    Of what is taken out nothing stays, in no generation. What is removed and is not there is passed over; when nothing
    changes nothing is written, and without a new document no model is loaded.

    Args:
        documents: With different ``doc_id``s; of ``path`` only the name counts.
        removed: Other ``doc_id``s.
        writer: Of the directory.
        directory: The index.
        load_encoder: As that of ``sync``.
        read: Returns the contents of a document; an ``UnreadableFileError`` refuses it.
        limits: What reading one document may cost.
        progress: Told how far the run is.

    Raises:
        SearchError: If the index cannot be read or written, or the model cannot be loaded.
    """
    clock = _Clock()
    with storage_errors(directory), _closing(writer.current()) as current:
        known = {} if current is None else current.catalogue.fingerprints()
        with clock.stage("compare"):
            marks, failures = _marks(documents, read, progress, brought=True)
        plan = Plan(
            added=tuple(name for name in marks if name not in known),
            updated=tuple(name for name, mark in marks.items() if name in known and known[name] != mark),
            moved=(),
            removed=tuple(name for name in removed if name in known),
            unchanged=sum(known.get(name) == mark for name, mark in marks.items()),
            failed=tuple(failures),
            changed=_changed(documents, marks, known),
            seen=frozenset(source.doc_id for source in documents),
            is_whole=False,
        )
        report = _carry_out(
            plan, current, writer, directory, load_encoder, limits, progress, clock, read=read, brought=True
        )
        if removed:
            writer.purge(removed)
        before = read_unread(directory)
        still = {one.doc_id for one in before} - plan.seen - {*removed}
        note_unread(directory, report.failed, before, still=still, brought=True)
        return report


def _carry_out(
    plan: Plan,
    current: Index | None,
    writer: IndexWriter,
    directory: Path,
    load_encoder: Callable[[EncoderIdentity | None], Encoder],
    limits: Limits,
    progress: Progress,
    clock: "_Clock",
    *,
    read: Read,
    work: Work = HERE,
    brought: bool = False,
) -> Report:
    """Read, embed and write what a plan says, and report it."""
    readings, failures = _read(plan.changed, read, work, limits, progress, clock, brought=brought)
    failed = {failure.doc_id for failure in failures}
    # A file that turned out unreadable under its new name stays in the index under the old one.
    moved = tuple(pair for pair in plan.moved if pair[1] not in failed)
    gone = (*plan.removed, *(old for old, _ in moved))
    with clock.stage("chunk"):
        entries = [entry(reading.document, mark) for reading, mark in readings]
    embedded = 0
    counts = {} if current is None else current.counts
    if current is None or entries:
        encoder = load_encoder(None if current is None else current.generation.encoder)
        if current is not None:
            current.require_encoder(encoder.identity)
        with clock.stage("embed"):
            changes, embedded = embed(entries, gone, current, encoder, directory, progress, work)
        identity = encoder.identity
    else:
        identity = current.generation.encoder
        changes = Changes((), (), np.empty((0, identity.dimension), np.float32), gone)
    if current is None or entries or gone:
        with clock.stage("write"):
            progress("write", 0, 1)
            base = None if current is None else current.catalogue
            counts = writer.write(base, changes, identity, derived=current).counts
            progress("write", 1, 1)
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
        shares=work.shares,
    )


def plan(
    paths: Sequence[Path],
    directory: Path,
    *,
    without: Collection[Path] = (),
    prune: bool = False,
    rebuild: bool = False,
    forget_brought: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> Plan:
    """Return what ``sync`` with the same arguments would do. Nothing is written, not even a new directory.

    ``without`` names folders under the paths that will be gone by then.

    Raises:
        CollectionError: If there is nothing to read.
        BroughtDocumentsError: If a rebuild would lose documents that were brought, and may not.
        SearchError: If the index cannot be read.
    """
    if rebuild and not forget_brought:
        _require_none_brought(directory)
    with _closing(None if rebuild or not (directory / CURRENT).exists() else Index.open(directory)) as current:
        return _compare(paths, current, without=without, prune=prune, forget_brought=forget_brought, progress=progress)


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
    forget_brought: bool,
    progress: Progress,
) -> Plan:
    """Return what is new, changed, moved and gone. Only with ``prune`` are these paths known to be the whole."""
    found, failures = find_sources(paths, without=without)
    # Of a folder that cannot be read nobody knows what is gone.
    is_whole = prune and not any(Path(failure.doc_id).is_dir() for failure in failures)
    known = {} if current is None else current.catalogue.fingerprints()
    marks, unread = _marks(found, read_bytes, progress)
    failures += unread
    present = {source.doc_id for source in found}
    if not forget_brought:
        present |= {name for name, mark in known.items() if _is_brought(mark)}
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
        changed=_changed(found, marks, known),
        seen=frozenset({source.doc_id for source in found} | {failure.doc_id for failure in failures}),
        is_whole=is_whole,
    )


def _is_under(name: str, paths: Sequence[Path]) -> bool:
    """Return whether a name is that of a folder under the paths, or one of them: these are not named as documents."""
    return any(Path(name).is_relative_to(path) for path in paths)


def _marks(
    sources: Sequence[Source], read: Read, progress: Progress, *, brought: bool = False
) -> tuple[dict[str, str], list[Failure]]:
    """Return the marks of sources by ``doc_id``, and those that cannot be read."""
    marks: dict[str, str] = {}
    failures = []
    for done, source in enumerate(sources):
        progress("compare", done, len(sources))
        try:
            marks[source.doc_id] = _mark(source, read(source), brought=brought)
        except UnreadableFileError as error:
            failures.append(Failure(source.doc_id, str(error)))
    progress("compare", len(sources), len(sources))
    return marks, failures


def _changed(sources: Sequence[Source], marks: Mapping[str, str], known: Mapping[str, str]) -> tuple[Source, ...]:
    """Return the sources that have a mark, and another one than is known."""
    return tuple(one for one in sources if one.doc_id in marks and known.get(one.doc_id) != marks[one.doc_id])


def _mark(source: Source, raw: bytes, *, brought: bool) -> str:
    """Return what changes when the passages of a document may; it tells whether the document was brought."""
    return f"{_BROUGHT if brought else ''}{CHUNKING_VERSION}-{fingerprint(source, raw)}"


def _is_brought(mark: str) -> bool:
    return mark.startswith(_BROUGHT)


def _require_none_brought(directory: Path) -> None:
    """Refuse to lose documents that can be read again from nowhere; of a damaged catalogue nobody knows.

    Raises:
        BroughtDocumentsError: If there are any.
    """
    try:
        catalogue = Catalogue.open(directory / current_folder(directory) / CATALOGUE)
        try:
            count = sum(map(_is_brought, catalogue.fingerprints().values()))
        finally:
            catalogue.close()
    except sqlite3.DatabaseError:
        return
    if count:
        raise BroughtDocumentsError(
            f"In de index in {directory} staan documenten die via de API zijn gebracht en in geen map staan: {count}. "
            "Opnieuw beginnen gooit ze weg. Kies --forget-brought als dat mag, en breng ze daarna opnieuw."
        )


@contextmanager
def _closing(index: Index | None) -> Iterator[Index | None]:
    """Yield an index, and close it."""
    try:
        yield index
    finally:
        if index is not None:
            index.close()


def _read(
    sources: Sequence[Source],
    read: Read,
    work: Work,
    limits: Limits,
    progress: Progress,
    clock: "_Clock",
    *,
    brought: bool,
) -> tuple[list[tuple[Reading, str]], list[Failure]]:
    """Return the documents with their marks, and the files that could not be read."""
    readings: list[tuple[Reading, str]] = []
    failures: list[Failure] = []
    with clock.stage("read"):
        for done, (source, raw, outcome) in enumerate(work.read(sources, read, limits)):
            progress("read", done, len(sources))
            if isinstance(outcome, Reading):
                readings.append((outcome, _mark(source, raw, brought=brought)))
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
    work: Work = HERE,
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
        progress("embed", 0, len(missing))
        done = 0
        for places, made in work.embed([texts[digest] for digest in missing], encoder):
            batch = [missing[place] for place in places]
            pending.add(batch, made)
            vectors.update(zip(batch, made, strict=True))
            done += len(batch)
            progress("embed", done, len(missing))
    finally:
        pending.close()
    matrix: Vectors = np.empty((len(vectors), encoder.identity.dimension), np.float32)
    for row, digest in enumerate(texts):  # in an order of their own, whoever was ready first
        matrix[row] = vectors[digest]
    return Changes(entries, list(texts), matrix, gone), len(missing)
