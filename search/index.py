"""The index, for reading: catalogue, dense and lexical index of one generation, opened as one."""

import sqlite3
from collections.abc import Iterable
from functools import lru_cache, partial
from pathlib import Path

from search.dense import DenseIndex
from search.dutch.analyser import ANALYSER_VERSION
from search.dutch.spelling import Speller
from search.encoder import EncoderIdentity
from search.errors import UnreadableIndexError
from search.generation import Generation, checksum, current_generation, damaged
from search.lexical import LexicalIndex
from search.store import Catalogue, Filter
from search.suggestions import Readable, SuggestionIndex
from search.wording import CollectionWording

_FILTERS = 16
"""Filters of which is remembered what they let through."""
CATALOGUE, DENSE, LEXICAL, SUGGESTIONS = "catalogue.sqlite", "dense", "lexical", "suggestions.sqlite"


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
            self.dense = DenseIndex.load(folder / DENSE)
            self.lexical = LexicalIndex.load(folder / LEXICAL)
            self.suggestions = SuggestionIndex.load(folder / SUGGESTIONS)
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
        self.suggestible = lru_cache(maxsize=_FILTERS)(partial(_suggestible, self.catalogue, self.suggestions))

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
