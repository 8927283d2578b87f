"""The index, for writing: one writer at a time makes the next generation and switches to it in one step."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from corpus.refusals import in_dutch
from search.dense import DenseIndex
from search.dutch.analyser import ANALYSER_VERSION, parts
from search.encoder import EncoderIdentity, Vectors
from search.engines.publication import ENGINE, FOLLOWING, OWN, PUBLISHED
from search.errors import IndexLockedError, IndexMissingError, StorageError, UnreadableIndexError
from search.generation import (
    CATALOGUE,
    CURRENT,
    DENSE,
    DESCRIPTION,
    FORMAT,
    LEXICAL,
    SUGGESTIONS,
    Generation,
    changed_files,
    checksum,
    current_folder,
    damaged,
    flush,
    generation_folders,
    read_generation,
    switch,
)
from search.index import Index, require_analyser
from search.lexical import LexicalEntry, LexicalIndex
from search.pending import PENDING
from search.store import Catalogue, Entry, is_damage
from search.suggestions import SuggestionIndex, mentions_of

if TYPE_CHECKING:
    from search.engines.milvus import Milvus

JOBS = "jobs"
"""Folder beside the generations for documents that wait to be put in."""
UNREAD = "unread.json"
"""File beside them that tells what could not be read."""
_STAGING = ".staging"
_LOCK = ".lock"
_MOST_SEGMENTS = 8
_MOST_GONE = 0.01
"""Part of the passages that may go in one write before the lexical index is made anew."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a write does: documents to put in, new vectors that they need, and ids of documents to take out."""

    entries: Sequence[Entry]
    digests: Sequence[bytes]
    vectors: Vectors  # shape (len(digests), dimension); they replace those of the same digest
    removed: Sequence[str]  # of these no word stays in the new generation
    terms: Mapping[int, Sequence[str]] = field(default_factory=dict)  # by row, for passages that stay
    kept: Mapping[int, bytes] = field(default_factory=dict)  # the same for the digests of their vectors


class IndexWriter:
    """The one writer of a directory, for as long as ``open`` holds the lock."""

    def __init__(
        self, directory: Path, engine: "Milvus | None" = None, hold: Callable[[], object] = lambda: None
    ) -> None:
        """Take a directory, the engine that keeps its index if one does, and ``hold`` as that of ``open``."""
        self._directory = directory
        self._engine = engine
        self._hold = hold

    @classmethod
    @contextmanager
    def open(
        cls,
        directory: Path,
        *,
        patience: float = 0.0,
        give_up: Callable[[], bool] = lambda: False,
        hold: Callable[[], object] = lambda: None,
    ) -> Iterator["IndexWriter"]:
        """Yield the writer of a directory, which is made when missing.

        Args:
            directory: The index.
            patience: Seconds to wait for another process that is writing it.
            give_up: Asked while waiting whether to wait no longer.
            hold: Called before anything is published; raises when somebody else may have begun to write.

        Raises:
            IndexLockedError: If another process is writing it.
            UnreadableIndexError: If the directory is a file, or full of something else; here or inside the block, if
                the index is damaged.
            StorageError: If it cannot be written, here or inside the block.
            EngineError: If an engine keeps the index and does not answer, here or inside the block.
        """
        with storage_errors(directory):
            if directory.exists() and not _is_ours(directory):
                raise UnreadableIndexError(f"{directory} is geen index en niet leeg. Kies met --index een andere map.")
            directory.mkdir(parents=True, exist_ok=True)
            lock = FileLock(directory / _LOCK, timeout=patience)
            try:
                lock.acquire(cancel_check=give_up)
            except Timeout:
                raise IndexLockedError(
                    f"Een ander proces schrijft de index in {directory}. Wacht tot het klaar is en probeer het opnieuw."
                ) from None
            try:
                yield cls(directory, _engine(directory), hold)
            finally:
                lock.release()

    def current(self) -> Index | None:
        """Return the current generation, open; None when there is none yet.

        Where the pointer is lost, the newest generation is it: each is complete from the moment it has a name.

        Raises:
            UnreadableIndexError: If it is damaged, or of another format or analyser.
        """
        folders = generation_folders(self._directory)
        if folders and not (self._directory / CURRENT).exists():
            switch(self._directory, folders[-1].name)
        return Index.open(self._directory, is_here=True) if (self._directory / CURRENT).exists() else None

    def write(
        self,
        base: Catalogue | None,
        changes: Changes,
        identity: EncoderIdentity,
        *,
        derived: Index | None = None,
    ) -> Generation:
        """Make the next generation from a catalogue and changes, and switch to it.

        Until the switch nothing that is being served changes; after it the one before is kept, older ones go.

        Args:
            base: The catalogue to build upon; None to start empty.
            changes: What to put in and take out.
            identity: The encoder of every vector in it.
            derived: The generation of that catalogue, when its dense and lexical index may be built upon as well:
                a small change to a large index is then a matter of a second.
        """
        staging = self._directory / _STAGING
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            counts, recall = _write_files(staging, base, changes, identity.dimension, derived)
            generation = Generation(
                format=FORMAT,
                number=max(self._numbers(), default=0) + 1,
                created=datetime.now(UTC).isoformat(timespec="seconds"),
                encoder=identity,
                analyser=ANALYSER_VERSION,
                counts=counts,
                files={path.relative_to(staging).as_posix(): _sealed(path) for path in _files(staging)},
                recall=recall,
            )
            description = staging / DESCRIPTION
            description.write_text(generation.to_json(), "utf-8")
            _sealed(description)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        with self._unfollowed():
            os.replace(staging, self._directory / generation.folder)
            previous = current_folder(self._directory)
            if self._engine is not None:
                self._publish(generation, previous, self._engine, is_anew=derived is None)
            switch(self._directory, generation.folder)
            for folder in generation_folders(self._directory):
                if folder.name not in (generation.folder, previous):
                    shutil.rmtree(folder)
        (self._directory / PENDING).unlink(missing_ok=True)
        return generation

    def _unfollowed(self) -> AbstractContextManager[object]:
        """Return what keeps those on this machine who follow the engine from tidying up what is not published yet."""
        return nullcontext() if self._engine is None else FileLock(self._directory / FOLLOWING)

    def _publish(self, generation: Generation, previous: str, engine: "Milvus", *, is_anew: bool) -> None:
        """Put a generation into the engine; what it refuses does not stay here either."""
        from search.engines.publishing import publish

        folder = self._directory / generation.folder
        try:
            self._hold()
            base = self._directory / previous if previous else None
            publication = publish(folder, generation, engine, base=base, is_anew=is_anew)
            (folder / PUBLISHED).write_text(publication.to_json(), "utf-8")
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _numbers(self) -> list[int]:
        """Return the numbers of all generations, of which some may be newer than the current one."""
        numbers = [_number(folder.name) for folder in generation_folders(self._directory)]
        return numbers if self._engine is None else [*numbers, *self._engine.generations()[1]]

    def roll_back(self) -> Generation:
        """Make the generation before the current one the current one, in one step, and return it.

        The next write builds upon it, and takes away the generation that was left.

        Raises:
            IndexMissingError: If there is no generation before the current one.
            UnreadableIndexError: If that one is damaged, or of another format or analyser.
            EngineError: If an engine keeps the index and does not answer.
        """
        if self._engine is not None:
            from search.engines.publishing import bring_before

            bring_before(self._directory, self._engine)
        current = current_folder(self._directory)
        earlier = [folder.name for folder in generation_folders(self._directory) if folder.name < current]
        if not earlier:
            raise IndexMissingError(
                f"Van de index in {self._directory} is er geen vorige versie om naar terug te gaan. Die is er pas als "
                "er een tweede keer iets in komt, en niet meer nadat er iets uit is gehaald. De index blijft zoals hij "
                "is."
            )
        generation = read_generation(self._directory, earlier[-1])
        require_analyser(self._directory, generation)
        if faults := changed_files(self._directory, generation):
            raise UnreadableIndexError(
                f"De vorige versie van de index in {self._directory} is beschadigd: {faults[0]}. "
                "De index blijft zoals hij is."
            )
        with self._unfollowed():
            if self._engine is not None:
                self._hold()
                self._engine.switch(generation.number)
            switch(self._directory, generation.folder)
        return generation

    def purge(self, doc_ids: Collection[str]) -> None:
        """Remove every other generation that holds one of these documents or cannot be read, and what killed runs left.

        Who is still reading such a generation keeps it until they let go; no one else can open it.
        """
        if (self._directory / _STAGING).exists():
            shutil.rmtree(self._directory / _STAGING)
        for name in (PENDING, f"{PENDING}-journal"):
            (self._directory / name).unlink(missing_ok=True)
        with self._unfollowed():
            current = current_folder(self._directory)
            for folder in generation_folders(self._directory):
                if folder.name != current and _may_hold(folder, doc_ids):
                    shutil.rmtree(folder)
        if self._engine is not None:
            from search.engines.publishing import tidy

            tidy(self._engine, {_number(folder.name) for folder in generation_folders(self._directory)})


def _number(folder: str) -> int:
    return int(folder.removeprefix("g"))


def _engine(directory: Path) -> "Milvus | None":
    """Return the engine that keeps the index of a directory, which is brought up to date with it; None without one."""
    if not (directory / ENGINE).exists():
        return None
    from search.engines.publishing import engine_of, follow

    engine = engine_of(directory)
    if engine is not None:
        follow(directory, engine, is_whole=True)
    return engine


def _may_hold(folder: Path, doc_ids: Collection[str]) -> bool:
    """Return whether a generation holds one of the documents, or cannot say so."""
    try:
        catalogue = Catalogue.open(folder / CATALOGUE)
        try:
            return not catalogue.fingerprints().keys().isdisjoint(doc_ids)
        finally:
            catalogue.close()
    except sqlite3.DatabaseError:
        return True


def _write_files(
    folder: Path, base: Catalogue | None, changes: Changes, dimension: int, derived: Index | None
) -> tuple[dict[str, int], float]:
    """Write catalogue, dense and lexical index into an empty folder and return the counts and the recall of dense."""
    path = folder / CATALOGUE
    if base is None:
        catalogue = Catalogue.create(path)
    else:
        base.copy_to(path)
        catalogue = Catalogue.edit(path)
    try:
        if derived is None:
            catalogue.reindex()  # of a catalogue that is being repaired nobody knows what is damaged
            catalogue.find_abbreviations()  # as this version finds them
        catalogue.remove(changes.removed)
        catalogue.set_terms(changes.terms)
        catalogue.add_vectors(changes.digests, changes.vectors)
        catalogue.set_digests(changes.kept)
        for entry in changes.entries:
            catalogue.replace(entry)
        catalogue.drop_unused_vectors()
        catalogue.find_families()
        if base is None or derived is None:
            dense = _dense_index(catalogue, dimension)
            LexicalIndex.build(folder / LEXICAL, _lexical_entries(catalogue))
            SuggestionIndex.build(folder / SUGGESTIONS, mentions_of(catalogue.wordings()))
        else:
            dense = _update_derived(folder, base, catalogue, derived, changes)
        dense.save(folder / DENSE)
        counts = catalogue.counts()
        catalogue.finish(rewrite=bool(changes.removed))
    finally:
        catalogue.close()
    return counts, dense.recall


def _update_derived(
    folder: Path, base: Catalogue, catalogue: Catalogue, derived: Index, changes: Changes
) -> DenseIndex:
    """Write what is derived as that of ``derived`` with the difference between two catalogues; return the dense."""
    newest = base.newest_row()
    works, rows = catalogue.removed()
    before = derived.dense
    if not isinstance(before, DenseIndex):
        raise TypeError("who writes opens the generation before with its vectors")
    dimension = before.dimension
    # What its owner took out must not live on as words. A lexical index in many parts, or with much that is gone, ranks
    # otherwise than one made anew, and the centre of the vectors moves as passages come and go.
    is_worn = (
        derived.lexical.segments >= _MOST_SEGMENTS
        or len(rows) > _MOST_GONE * len(before)
        or not before.suits(catalogue.counts()["passages"])
    )
    if is_worn:
        dense = _dense_index(catalogue, dimension)
    else:
        dense = before.updated(*catalogue.all_vectors(dimension, after=newest), removed=rows)
    if changes.removed or is_worn:
        LexicalIndex.build(folder / LEXICAL, _lexical_entries(catalogue))
    else:
        shutil.copytree(derived.folder / LEXICAL, folder / LEXICAL, ignore=shutil.ignore_patterns("*.lock"))
        fresh = _lexical_entries(catalogue, after=newest)
        LexicalIndex.update(folder / LEXICAL, fresh, removed=works.tolist())
    shutil.copyfile(derived.folder / SUGGESTIONS, folder / SUGGESTIONS)
    added = mentions_of(catalogue.wordings(after=newest))
    SuggestionIndex.update(folder / SUGGESTIONS, added, removed=works.tolist())
    return dense


def _dense_index(catalogue: Catalogue, dimension: int) -> DenseIndex:
    """Return an index of all vectors, of whose scores nothing can be worked out that not everybody may read."""
    return DenseIndex.build(*catalogue.all_vectors(dimension), central=catalogue.open_rows())


def _lexical_entries(catalogue: Catalogue, *, after: int = 0) -> Iterator[LexicalEntry]:
    return (
        LexicalEntry(row, work, terms, parts(terms), text, groups)
        for row, work, terms, text, groups in catalogue.all_terms(after=after)
    )


def _is_ours(directory: Path) -> bool:
    """Return whether a directory holds an index, the beginning of one, or nothing."""
    if not directory.is_dir():
        return False
    own = {
        CURRENT,
        f"{CURRENT}.new",
        _STAGING,
        _LOCK,
        PENDING,
        f"{PENDING}-journal",
        JOBS,
        UNREAD,
        f"{UNREAD}.new",
        *OWN,
    }
    names = {path.name for path in directory.iterdir()}
    return CURRENT in names or all(name in own or name.startswith("g0") for name in names)


def _files(folder: Path) -> list[Path]:
    # tantivy's lock files are empty and come and go.
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")


def _sealed(path: Path) -> dict[str, int | str]:
    """Flush a file to the disk and return its checksum."""
    flush(path)
    return checksum(path)


@contextmanager
def storage_errors(directory: Path) -> Iterator[None]:
    """Turn what the disk refuses into one clear error. Nothing inside reads documents."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            raise damaged(directory, str(error)) from error
        if not isinstance(error, sqlite3.OperationalError):
            raise
        raise _refused(directory, str(error)) from error
    except OSError as error:
        raise _refused(directory, in_dutch(error)) from error


def _refused(directory: Path, reason: str) -> StorageError:
    return StorageError(
        f"De index in {directory} kan niet worden geschreven ({reason}). Maak ruimte of controleer de rechten en "
        "probeer het opnieuw; de vorige versie van de index is onveranderd."
    )
