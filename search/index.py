"""The index, for reading: generations of catalogue, dense and lexical index, opened as one. ``writer`` makes them.

A directory holds generations ``g000001`` and up, each complete and never changed, and ``CURRENT``, which names one.
A write makes the next generation beside the others and then replaces ``CURRENT``; whatever kills it, the last good
generation stays. The generation before the current one is kept for rollback.
"""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.dense import DenseIndex
from search.dutch.analyser import ANALYSER_VERSION
from search.encoder import EncoderIdentity
from search.errors import IndexMissingError, UnreadableIndexError
from search.lexical import LexicalIndex
from search.store import Catalogue

FORMAT = 1
CURRENT = "CURRENT"
DESCRIPTION = "generation.json"
CATALOGUE, DENSE, LEXICAL = "catalogue.sqlite", "dense.faiss", "lexical"


@dataclass(frozen=True, slots=True)
class Generation:
    """What a generation says of itself: what build and search must agree on, and what its files must be."""

    format: int
    number: int
    created: str
    encoder: EncoderIdentity
    analyser: str
    counts: dict[str, int]
    files: dict[str, dict[str, int | str]]  # name -> size and sha256

    @property
    def folder(self) -> str:
        """Name of its folder."""
        return f"g{self.number:06d}"


class Index:
    """One generation, open for reading. Safe to use from several threads."""

    def __init__(self, directory: Path, generation: Generation) -> None:
        folder = directory / generation.folder
        self.directory = directory
        self.generation = generation
        try:
            self.catalogue = Catalogue.open(folder / CATALOGUE)
            self.counts = self.catalogue.counts()
            self.families = self.catalogue.families()
            self.dense = DenseIndex.load(folder / DENSE)
            self.lexical = LexicalIndex.load(folder / LEXICAL)
        except (sqlite3.DatabaseError, UnreadableIndexError) as error:
            raise _damaged(directory, str(error)) from error
        passages = self.counts["passages"]
        sizes = {"catalogus": self.counts == generation.counts, "vectoren": len(self.dense) == passages}
        sizes |= {"woorden": len(self.lexical) == passages}
        sizes |= {"lengte van de vectoren": self.dense.dimension == generation.encoder.dimension}
        wrong = [name for name, is_right in sizes.items() if not is_right]
        if wrong:
            raise _damaged(directory, f"aantallen kloppen niet ({', '.join(wrong)})")

    @classmethod
    def open(cls, directory: Path) -> "Index":
        """Return the current generation.

        Raises:
            IndexMissingError: If there is no index in the directory.
            UnreadableIndexError: If it is damaged, or of another format or analyser.
        """
        while True:
            generation = current_generation(directory)
            try:
                require_analyser(directory, generation)
                return cls(directory, generation)
            except UnreadableIndexError:
                # A writer may have removed it between our reading its name and opening it; then there is a newer one.
                if current_generation(directory).number == generation.number:
                    raise

    def close(self) -> None:
        """Let go of the files."""
        self.catalogue.close()

    def require_encoder(self, identity: EncoderIdentity) -> None:
        """Refuse an encoder that did not write this index.

        Raises:
            UnreadableIndexError: If name, revision, dimension or prompts differ; the message tells what to do.
        """
        own = self.generation.encoder
        if own != identity:
            raise UnreadableIndexError(
                f"De index in {self.directory} is gemaakt met taalmodel {own.name} ({own.revision}), niet met "
                f"{identity.name} ({identity.revision}). Maak de vectoren opnieuw met "
                f"`bronwijzer check --index {self.directory} --repair --encoder {identity.name}`."
            )


def current_generation(directory: Path) -> Generation:
    """Return the description of the current generation.

    Raises:
        IndexMissingError: If there is no index in the directory.
        UnreadableIndexError: If it is damaged, or of another format.
    """
    pointer = directory / CURRENT
    try:
        folder = pointer.read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise IndexMissingError(
            f"Er is geen index in {directory}. Maak er een met `bronwijzer index MAP --index {directory}`."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(directory, f"{CURRENT} is niet te lezen") from error
    return read_generation(directory, folder)


def read_generation(directory: Path, folder: str) -> Generation:
    """Return the description of one generation.

    Raises:
        UnreadableIndexError: If it is damaged, or of another format.
    """
    if not (folder.startswith("g") and folder[1:].isdecimal()):
        raise _damaged(directory, f"{CURRENT} noemt geen generatie")
    try:
        raw: dict[str, Any] = json.loads((directory / folder / DESCRIPTION).read_text("utf-8"))
        if raw["format"] != FORMAT:
            raise UnreadableIndexError(
                f"De index in {directory} heeft indeling {raw['format']}; dit programma leest indeling {FORMAT}. "
                f"Maak hem opnieuw met `bronwijzer index MAP --index {directory} --rebuild`."
            )
        return Generation(**{**raw, "encoder": EncoderIdentity(**raw["encoder"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _damaged(directory, f"{folder}/{DESCRIPTION} is niet te lezen") from error


def _damaged(directory: Path, what: str) -> UnreadableIndexError:
    return UnreadableIndexError(
        f"De index in {directory} is beschadigd: {what}. "
        f"Herstel hem met `bronwijzer check --index {directory} --repair`."
    )


def require_analyser(directory: Path, generation: Generation) -> None:
    """Refuse a generation whose terms another analyser made.

    Raises:
        UnreadableIndexError: If its version differs; the message tells what to do.
    """
    if generation.analyser != ANALYSER_VERSION:
        raise UnreadableIndexError(
            f"De index in {directory} is gemaakt met woordanalyse {generation.analyser}; dit programma gebruikt "
            f"{ANALYSER_VERSION}. Werk hem bij met `bronwijzer check --index {directory} --repair`."
        )
