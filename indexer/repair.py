"""Check an index byte by byte, and make again whatever can be made again."""

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.sync import Progress
from indexer.work import HERE
from search.dutch.analyser import terms
from search.encoder import Encoder, EncoderIdentity, Vectors
from search.errors import IndexMissingError, UnreadableIndexError
from search.fields import indexed_text, text_digest
from search.generation import (
    CATALOGUE,
    Generation,
    changed_files,
    checksum,
    current_folder,
    current_generation,
    generation_folders,
    read_generation,
)
from search.index import Index
from search.store import Catalogue
from search.writer import Changes, IndexWriter


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found. ``faults`` are Dutch sentences; none when everything holds."""

    generation: Generation
    faults: tuple[str, ...]


def check(directory: Path) -> CheckReport:
    """Return whether every count, checksum, offset and vector of the current generation holds.

    Raises:
        SearchError: If there is no index, or it cannot be opened although its files are as they were written; the
            message tells what to do.
    """
    generation = current_generation(directory)
    faults = changed_files(directory, generation)
    try:
        index = Index.open(directory)
    except UnreadableIndexError:
        if not faults:
            raise
        return CheckReport(generation, tuple(faults))
    try:
        faults += index.catalogue.faults()
        faults += [f"passage {passage_id} heeft geen vector" for passage_id in index.catalogue.without_vector()]
        rows, vectors = index.catalogue.all_vectors(generation.encoder.dimension)
        with np.errstate(all="ignore"):  # damaged numbers may be of any size
            wrong = int((~(np.abs(np.linalg.norm(vectors, axis=1) - 1) < 1e-3)).sum())
            is_same = np.allclose(index.dense.vectors(rows), index.dense.centred(vectors), atol=1e-3)  # half precision
        faults += [f"{wrong} vectoren hebben niet de lengte 1"] if wrong else []
        faults += [] if is_same else ["de vectoren wijken af van de catalogus"]
    except (sqlite3.DatabaseError, UnreadableIndexError) as error:
        faults.append(str(error))  # and what would come after it is not known
    finally:
        index.close()
    return CheckReport(generation, tuple(faults))


def repair(
    directory: Path,
    load_encoder: Callable[[EncoderIdentity], Encoder],
    *,
    progress: Progress = lambda stage, done, total: None,
) -> Generation:
    """Make a new generation from the newest sound catalogue: terms, dense and lexical index anew.

    Vectors are made anew where they are damaged, and all of them when the encoder is another one or the catalogue is
    not byte for byte as it was written: what changed in it may be a vector.

    Args:
        directory: The index.
        load_encoder: Returns the encoder to use, given the one that the catalogue was made with.
        progress: Told how far embedding is.

    Raises:
        IndexMissingError: If there is nothing to repair.
        UnreadableIndexError: If no generation has a sound catalogue.
        SearchError: If the index is locked or cannot be written, or the model cannot be loaded.
    """
    if not generation_folders(directory):
        raise IndexMissingError(
            f"Er is geen index in {directory} om te herstellen. Maak er een met `bronwijzer index`."
        )
    with IndexWriter.open(directory) as writer:
        generation, catalogue = _newest_sound(directory)
        try:
            encoder = load_encoder(generation.encoder)
            is_intact = checksum(directory / generation.folder / CATALOGUE) == generation.files[CATALOGUE]
            keep = is_intact and encoder.identity == generation.encoder
            changes = _made_again(catalogue, encoder, progress, keep=keep)
            return writer.write(catalogue, changes, encoder.identity)
        finally:
            catalogue.close()


def _newest_sound(directory: Path) -> tuple[Generation, Catalogue]:
    """Return the catalogue to build upon: the current one when it is sound, else the newest that is."""
    current = current_folder(directory)
    folders = [folder.name for folder in reversed(generation_folders(directory))]
    for folder in sorted(folders, key=lambda name: name != current):
        try:
            generation = read_generation(directory, folder)
            catalogue = Catalogue.open(directory / folder / CATALOGUE)
        except (UnreadableIndexError, sqlite3.DatabaseError):
            continue
        if _is_sound(catalogue):
            return generation, catalogue
        catalogue.close()
    raise UnreadableIndexError(
        f"Geen enkele versie van de index in {directory} is te herstellen. "
        f"Maak hem opnieuw met `bronwijzer index MAP --index {directory} --rebuild`."
    )


def _is_sound(catalogue: Catalogue) -> bool:
    """Return whether all that cannot be made again is there. Vectors can, and so can SQLite's own indexes."""
    try:
        return all(re.match(r"catalogus: .* index \w+$", fault) for fault in catalogue.faults())
    except sqlite3.DatabaseError:
        return False


def _made_again(catalogue: Catalogue, encoder: Encoder, progress: Progress, *, keep: bool) -> Changes:
    """Return the changes that give every passage its terms and a vector of this encoder: a sound one it has, or new."""
    texts = {stored.row: indexed_text(stored.passage) for stored in catalogue.every_passage()}
    digests = {row: text_digest(text) for row, text in texts.items()}
    wanted = {digests[row]: text for row, text in texts.items()}
    sound = catalogue.sound_digests(encoder.identity.dimension) if keep else set()
    missing = [digest for digest in wanted if digest not in sound]
    vectors: Vectors = np.empty((len(missing), encoder.identity.dimension), np.float32)
    progress("embed", 0, len(missing))
    for places, made in HERE.embed([wanted[digest] for digest in missing], encoder):
        vectors[places] = made
        progress("embed", places[-1] + 1, len(missing))
    return Changes(
        entries=(),
        digests=missing,
        vectors=vectors,
        removed=(),
        terms={row: terms(text) for row, text in texts.items()},
        kept=digests,
    )
