"""The index, for reading: generations of catalogue, dense and lexical index, opened as one. ``writer`` makes them.

A directory holds generations ``g000001`` and up, each complete and never changed, and ``CURRENT``, which names one.
A write makes the next generation beside the others and then replaces ``CURRENT``; whatever kills it, the last good
generation stays. The generation before the current one is kept for rollback.
"""

import json
import sqlite3
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from xxhash import xxh3_128

from search.dense import DenseIndex
from search.dutch.analyser import ANALYSER_VERSION
from search.dutch.spelling import Speller
from search.encoder import EncoderIdentity
from search.errors import IndexMissingError, UnreadableIndexError
from search.lexical import LexicalIndex
from search.store import Catalogue
from search.wording import CollectionWording

FORMAT = 2
CURRENT = "CURRENT"
DESCRIPTION = "generation.json"
CATALOGUE, DENSE, LEXICAL = "catalogue.sqlite", "dense", "lexical"


@dataclass(frozen=True, slots=True)
class Generation:
    """What a generation says of itself: what build and search must agree on, and what its files must be."""

    format: int
    number: int
    created: str
    encoder: EncoderIdentity
    analyser: str
    counts: dict[str, int]
    files: dict[str, dict[str, int | str]]  # name -> size and XXH3
    recall: float = 1.0  # part of the hundred best vectors that the dense index finds, measured when it was made anew

    @property
    def folder(self) -> str:
        """Name of its folder."""
        return f"g{self.number:06d}"

    def to_json(self) -> str:
        """Return the description as it is written: sealed, so that a change in it shows."""
        raw = asdict(self)
        return json.dumps({**raw, "seal": _seal(raw)}, indent=1, ensure_ascii=False)


class Index:
    """One generation, open for reading. Safe to use from several threads."""

    def __init__(self, directory: Path, generation: Generation) -> None:
        folder = directory / generation.folder
        self.directory = directory
        self.folder = folder
        self.generation = generation
        try:
            # A damaged file makes tantivy panic, past every except, and faiss ask for any amount of memory; so none
            # gets that far. SQLite looks after itself.
            for name, written in generation.files.items():
                if name != CATALOGUE and checksum(folder / name) != written:
                    raise UnreadableIndexError(f"{name} is veranderd sinds het schrijven")
            self.catalogue = Catalogue.open(folder / CATALOGUE)
            self.counts = self.catalogue.counts()
            self.families = self.catalogue.families()
            self.days = self.catalogue.days()
            self.kinds = self.catalogue.kinds()
            self.abbreviations = self.catalogue.abbreviations()
            self.dense = DenseIndex.load(folder / DENSE)
            self.lexical = LexicalIndex.load(folder / LEXICAL)
            self.speller = Speller(CollectionWording(self.catalogue, self.lexical))
        except (OSError, sqlite3.DatabaseError, UnreadableIndexError) as error:
            raise damaged(directory, str(error)) from error
        passages = self.counts["passages"]
        sizes = {"catalogus": self.counts == generation.counts, "vectoren": len(self.dense) == passages}
        sizes |= {"woorden": len(self.lexical) == passages}
        sizes |= {"lengte van de vectoren": self.dense.dimension == generation.encoder.dimension}
        wrong = [name for name, is_right in sizes.items() if not is_right]
        if wrong:
            raise damaged(directory, f"aantallen kloppen niet ({', '.join(wrong)})")

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
    folder = _pointer(directory)
    while True:
        try:
            return read_generation(directory, folder)
        except UnreadableIndexError:
            # A writer may have removed it between our reading its name and opening it; then there is a newer one.
            newer = _pointer(directory)
            if newer == folder:
                raise
            folder = newer


def current_folder(directory: Path) -> str:
    """Return the folder that is current, or "" when that is not known."""
    try:
        return _pointer(directory)
    except (IndexMissingError, UnreadableIndexError):
        return ""


def _pointer(directory: Path) -> str:
    try:
        return (directory / CURRENT).read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        if generation_folders(directory):
            raise damaged(directory, f"{CURRENT} ontbreekt") from None
        raise IndexMissingError(
            f"Er is geen index in {directory}. Maak er een met `bronwijzer index MAP --index {directory}`."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise damaged(directory, f"{CURRENT} is niet te lezen") from error


def read_generation(directory: Path, folder: str) -> Generation:
    """Return the description of one generation.

    Raises:
        UnreadableIndexError: If it is damaged, or of another format.
    """
    if not (folder.startswith("g") and folder[1:].isdecimal()):
        raise damaged(directory, f"{CURRENT} noemt geen generatie")
    try:
        raw: dict[str, Any] = json.loads((directory / folder / DESCRIPTION).read_text("utf-8"))
        if raw["format"] != FORMAT:
            raise UnreadableIndexError(
                f"De index in {directory} heeft indeling {raw['format']}; dit programma leest indeling {FORMAT}. "
                f"Maak hem opnieuw met `bronwijzer index MAP --index {directory} --rebuild`."
            )
        if raw.pop("seal") != _seal(raw):
            raise ValueError("changed since it was written")
        return Generation(**{**raw, "encoder": EncoderIdentity(**raw["encoder"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise damaged(directory, f"{folder}/{DESCRIPTION} is niet te lezen") from error


def generation_folders(directory: Path) -> list[Path]:
    """Return the folders of all generations, oldest first."""
    return sorted(path for path in directory.glob("g*") if path.name[1:].isdecimal() and path.is_dir())


def _seal(raw: dict[str, Any]) -> str:
    return sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest()


def checksum(path: Path) -> dict[str, int | str]:
    """Return the size and XXH3 of a file, as a generation describes it: against damage, which it finds at once."""
    with path.open("rb") as file:
        digest = file_digest(file, xxh3_128)
        return {"size": path.stat().st_size, "xxh3": digest.hexdigest()}


def damaged(directory: Path, what: str) -> UnreadableIndexError:
    """Return the error for an index that is not as it was written; it tells what to do."""
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
