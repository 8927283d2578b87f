"""The index, for reading: catalogue, dense and lexical index of one generation, opened as one."""

import sqlite3
from collections.abc import Iterable
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from search.dense import DenseIndex
from search.dutch.analyser import ANALYSER_VERSION
from search.dutch.spelling import Speller
from search.encoder import EncoderIdentity
from search.engines.publication import ENGINE, Publication, is_left_out, published
from search.errors import UnreadableIndexError
from search.generation import (
    CATALOGUE,
    CENTRE,
    DENSE,
    LEXICAL,
    SUGGESTIONS,
    Generation,
    checksum,
    current_folder,
    current_generation,
    damaged,
)
from search.lexical import LexicalIndex
from search.store import Catalogue, Filter
from search.suggestions import Readable, SuggestionIndex
from search.wording import CollectionWording

if TYPE_CHECKING:
    from search.engines.legs import EngineDense

AT_ONCE = 100_000
"""Passages from which the legs rank at the same time."""
_FILTERS = 16
"""Filters of which is remembered what they let through."""


class Index:
    """One generation, open for reading. Safe to use from several threads."""

    def __init__(self, directory: Path, generation: Generation, *, is_here: bool = False) -> None:
        """Open a generation; ``is_here`` takes its vectors from the directory even where an engine ranks them."""
        folder = directory / generation.folder
        publication = None if is_here else published(folder)
        self.directory = directory
        self.folder = folder
        self.generation = generation
        try:
            # A damaged file makes tantivy panic, past every except, and faiss ask for any amount of memory; so none
            # gets that far. SQLite looks after itself.
            for name, written in generation.files.items():
                if name == CATALOGUE or (publication is not None and is_left_out(name)):
                    continue
                if checksum(folder / name) != written:
                    raise UnreadableIndexError(f"{name} is veranderd sinds het schrijven")
            self.catalogue = Catalogue.open(folder / CATALOGUE)
            # What one kind of reader may see is the same at every call.
            self.allowed = lru_cache(maxsize=_FILTERS)(self.catalogue.allowed)
            self.counts = self.catalogue.counts()
            self._works = self.catalogue.works()
            self.brief = self.catalogue.brief()
            self.families_for = lru_cache(maxsize=_FILTERS)(self.catalogue.families)
            self.families = self.families_for(None)
            self.days = self.catalogue.days()
            self.kinds = self.catalogue.kinds()
            self.groups = self.catalogue.groups()
            self.abbreviations = self.catalogue.abbreviations()
            self.dense, self.lexical = _legs(directory, folder, publication)
            self.suggestions = SuggestionIndex.load(folder / SUGGESTIONS)
            self.speller = Speller(CollectionWording(self.catalogue, self.lexical))
        except (OSError, sqlite3.DatabaseError, UnreadableIndexError) as error:
            raise damaged(directory, str(error)) from error
        self.ranks_apart = publication is not None or len(self.dense) >= AT_ONCE
        """Whether the legs rank at the same time; in a small index they are done before another thread has begun."""
        passages = self.counts["passages"]
        sizes = {"catalogus": self.counts == generation.counts, "vectoren": len(self.dense) == passages}
        sizes |= {"woorden": len(self.lexical) == passages}
        sizes |= {"lengte van de vectoren": self.dense.dimension == generation.encoder.dimension}
        wrong = [name for name, is_right in sizes.items() if not is_right]
        if wrong:
            raise damaged(directory, f"aantallen kloppen niet ({', '.join(wrong)})")
        self.suggestible = lru_cache(maxsize=_FILTERS)(partial(_suggestible, self.catalogue, self.suggestions))

    @classmethod
    def open(cls, directory: Path, *, is_here: bool = False) -> "Index":
        """Return the current generation.

        Args:
            directory: The index.
            is_here: Whether its vectors are taken from the directory even where an engine ranks them.

        Raises:
            IndexMissingError: If there is no index in the directory.
            UnreadableIndexError: If it is damaged, or of another format or analyser.
            EngineError: If the engine that ranks its passages does not answer.
        """
        while True:
            generation = current_generation(directory)
            try:
                require_analyser(directory, generation)
                return cls(directory, generation, is_here=is_here)
            except UnreadableIndexError:
                # A writer may have removed it between our reading its name and opening it; then there is a newer one.
                is_last = current_generation(directory).number == generation.number
                if is_last and (is_here or not _has_gone_on(directory)):
                    raise

    def works_of(self, rows: Iterable[int]) -> dict[int, int]:
        """Return for each row the number of the work, a document or an item in it, that its passage is in."""
        chosen = list(rows)
        return dict(zip(chosen, self._works[chosen].tolist(), strict=True))

    def close(self) -> None:
        """Let go of the files."""
        self.catalogue.close()
        self.suggestions.close()

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


def _has_gone_on(directory: Path) -> bool:
    """Return whether the engine of an index had another generation than the directory, which has it now.

    Of two generations the engine keeps the passages; who follows too late for that finds some of theirs gone.
    """
    if not (directory / ENGINE).exists():
        return False
    from search.engines.publishing import engine_of, follow

    before, engine = current_folder(directory), engine_of(directory)
    if engine is not None:
        follow(directory, engine)
    return current_folder(directory) != before


def _legs(
    directory: Path, folder: Path, publication: Publication | None
) -> "tuple[DenseIndex | EngineDense, LexicalIndex]":
    """Return what ranks the passages of a generation: what lies in its folder, or the engine that it is in."""
    if publication is None:
        return DenseIndex.load(folder / DENSE), LexicalIndex.load(folder / LEXICAL)
    from search.engines.legs import EngineDense, EngineLexical  # their client takes half a second
    from search.engines.publishing import engine_of

    engine = engine_of(directory)
    if engine is None:
        raise UnreadableIndexError("er staat niet bij welke zoekmachine de passages heeft")
    dense = EngineDense(engine, publication, np.load(folder / DENSE / CENTRE))
    if "lexical" not in publication.legs:
        return dense, LexicalIndex.load(folder / LEXICAL)
    return dense, EngineLexical(folder / LEXICAL, engine, publication)


def _suggestible(catalogue: Catalogue, suggestions: SuggestionIndex, wanted: Filter) -> Readable | None:
    """Return what a filter lets through of the suggestions, or None when it lets everything through."""
    found = catalogue.allowed(wanted)
    return None if found is None else suggestions.readable(found)


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
