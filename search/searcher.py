"""From a query to a page of hits, each with its highlights, over whatever generation of the index is current."""

import time
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

from corpus.model import Item, Metadata, Passage
from search.encoder import Encoder
from search.expansion import NO_FORMS, Expansion, Forms, fingerprint
from search.explaining import Match, matches
from search.generation import CURRENT, Generation, current_generation
from search.index import Index
from search.query import MAX_K, clean_query
from search.ranking import MODES, NOTHING, Candidates, LegScore, Mode, Part, rank
from search.store import Filter
from search.view import View, Views

NO_FILTER = Filter()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its rank from 1 and its score; comparable within one list only, higher is better."""

    rank: int
    score: float
    passage: Passage
    metadata: Metadata  # of the document
    item: Item | None  # what is known about the item that it is in
    highlights: tuple[tuple[int, int], ...]  # in passage.text, half-open, ascending
    also_in: tuple[Passage, ...]  # near-identical passages that ranked lower, one for each other document
    legs: tuple[LegScore, ...]
    brevity: float  # what is taken from the sum of the legs' shares because the passage is of a few words
    crowding: float  # what better passages of the same work take from what is left
    matches: tuple[Match, ...]  # the terms that were searched and are there; none unless asked for


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of hits. ``total`` counts what can be paged through, after collapsing; facets count documents in it."""

    query: str  # as it was typed, cleaned
    corrected: str | None  # what was searched instead
    suggestion: str | None  # what may have been meant, and was not searched
    hits: tuple[Hit, ...]
    total: int
    documents: int  # that they are in, those of other pages too
    generation: Generation  # of the index that was searched
    legs: tuple[str, ...]
    expansions: tuple[Expansion, ...]
    facets: Mapping[str, Sequence[tuple[str, int]]]
    took_ms: float
    seconds: Mapping[str, float]  # of it that the encoder and each leg took


class Searcher:
    """Searches the current generation of an index, and follows it when a writer switches.

    Safe to use from several threads; holds no state of a query.
    """

    def __init__(self, directory: Path, index: Index, encoder: Encoder, thesaurus: Forms = NO_FORMS) -> None:
        self._directory = directory
        self._encoder = encoder
        self._thesaurus = thesaurus
        self._views = Views(index, thesaurus)
        self._switching = Lock()
        # Not looked at yet: a writer may have switched since the index was opened.
        self._stamp: tuple[int, int] | None = (0, 0)

    @classmethod
    def open(cls, directory: Path, encoder: Encoder, *, thesaurus: Forms = NO_FORMS) -> "Searcher":
        """Return a searcher over the current generation.

        Args:
            directory: The index.
            encoder: The one that wrote it.
            thesaurus: What queries may be searched by beside their own words, and the abbreviations of the documents.

        Raises:
            SearchError: If there is no index, it is damaged, or another encoder or analyser wrote it.
        """
        index = Index.open(directory)
        index.require_encoder(encoder.identity)
        return cls(directory, index, encoder, thesaurus)

    @property
    def index(self) -> Index:
        """The generation that is current now. Take it once per request: a later call may give another.

        Raises:
            SearchError: If a writer switched to a generation that this searcher cannot use.
        """
        return self._current().index

    def view(self, groups: frozenset[str] | None) -> View:
        """Return the generation that is current now as these groups may read it; None may read everything.

        Raises:
            SearchError: If a writer switched to a generation that this searcher cannot use.
        """
        return self._current().of(groups)

    def _current(self) -> Views:
        if _stamp(self._directory) != self._stamp:
            with self._switching:  # one query opens the new generation, and those that come meanwhile wait for it
                stamp = _stamp(self._directory)
                if stamp != self._stamp:
                    self._go_on()
                    self._stamp = stamp
        return self._views

    def _go_on(self) -> None:
        """Open the current generation, if it is another one."""
        if current_generation(self._directory) != self._views.index.generation:
            fresh = Index.open(self._directory)
            fresh.require_encoder(self._encoder.identity)
            # Queries under way keep the old one; it closes when the last of them lets go.
            self._views = Views(fresh, self._thesaurus)

    @property
    def stamp(self) -> str:
        """What changes with the generation and with the thesaurus, for who has to know if an answer still holds."""
        return f"{_stamp(self._directory)} {self._fingerprint}"

    @cached_property
    def _fingerprint(self) -> str:
        return fingerprint(self._thesaurus)

    @property
    def directory(self) -> Path:
        """The directory of the index."""
        return self._directory

    @property
    def encoder(self) -> Encoder:
        """The encoder that wrote the index."""
        return self._encoder

    @property
    def thesaurus(self) -> Forms:
        """What queries are searched by beside their own words, and the abbreviations of the documents."""
        return self._thesaurus

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        offset: int = 0,
        mode: Mode = "hybrid",
        wanted: Filter = NO_FILTER,
        without: Set[Part] = NOTHING,
        explain: bool = False,
    ) -> Hits:
        """Return the best passages for a query.

        Args:
            query: What is searched, in any language; Dutch words match by lemma. Words that the collection does not
                have are mended where that is certain.
            k: How many hits at most, from 1 to ``MAX_K``.
            offset: How many hits to pass over, from 0.
            mode: Which legs rank.
            wanted: Which documents, and which items in them, may be found.
            without: Parts that are left out of it.
            explain: Whether each hit tells which words brought it.

        Raises:
            InvalidQueryError: If the query holds no words, is too long, or holds control characters.
            UnknownKindError: If works of a kind are asked for that nobody knows.
            ValueError: If ``k``, ``offset`` or ``mode`` is out of range.
            SearchError: If the index changed into one that cannot be searched.
        """
        started = time.perf_counter()
        if not 1 <= k <= MAX_K or offset < 0 or mode not in MODES:
            raise ValueError(f"k must be 1-{MAX_K}, offset at least 0, mode one of {MODES}: {k}, {offset}, {mode!r}")
        view = self.view(wanted.groups)
        found = rank(view, self._encoder, clean_query(query), mode=mode, wanted=wanted, without=without)
        page = found.leaders[offset : offset + k]
        copies = [copy for row in page for copy in found.followers[row]]
        stored = {passage.row: passage for passage in view.index.catalogue.passages([*page, *copies])}
        legs, marked = found.legs(page), found.marks(stored[row].passage.text for row in page)
        matched = matches(view.lexical, found, {row: stored[row].passage for row in page}) if explain else {}
        hits = tuple(
            Hit(
                rank=place,
                score=found.scores[row],
                passage=stored[row].passage,
                metadata=stored[row].metadata,
                item=stored[row].item,
                highlights=marks,
                also_in=elsewhere(stored[row].passage, [stored[copy].passage for copy in found.followers[row]]),
                legs=legs[row],
                brevity=found.brevity.get(row, 0.0),
                crowding=_crowding(legs[row], found.brevity.get(row, 0.0), found.scores[row]),
                matches=matched.get(row, ()),
            )
            for place, (row, marks) in enumerate(zip(page, marked, strict=True), start=offset + 1)
        )
        works = set(view.index.works_of(found.leaders).values())
        facets = view.index.catalogue.facets(works)
        took = (time.perf_counter() - started) * 1000
        return Hits(
            query=found.query,
            corrected=found.spelling.corrected,
            suggestion=found.spelling.suggestion,
            hits=hits,
            total=len(found.leaders),
            documents=view.index.catalogue.count_documents(works),
            generation=view.index.generation,
            legs=tuple(found.rankings),
            expansions=found.expansions,
            facets=facets,
            took_ms=took,
            seconds=found.seconds,
        )

    def rank(
        self, query: str, *, mode: Mode = "hybrid", wanted: Filter = NO_FILTER, without: Set[Part] = NOTHING
    ) -> Candidates:
        """Return every candidate for a query as rows of the current generation; ``search`` shows pages of it.

        Raises:
            InvalidQueryError: If the query holds no words, is too long, or holds control characters.
            UnknownKindError: If works of a kind are asked for that nobody knows.
            SearchError: If the index changed into one that cannot be searched.
        """
        view = self.view(wanted.groups)
        return rank(view, self._encoder, clean_query(query), mode=mode, wanted=wanted, without=without)


def _stamp(directory: Path) -> tuple[int, int] | None:
    """Return what changes when a writer switches, None when there is nothing: cheap enough to ask at each query."""
    try:
        status = (directory / CURRENT).stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns


def _crowding(legs: Sequence[LegScore], brevity: float, score: float) -> float:
    # Rounded, for the legs were added in another order.
    return max(0.0, round(sum(leg.share for leg in legs) - brevity - score, 9))


def elsewhere(passage: Passage, copies: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return the best of the copies in each other document."""
    found: dict[str, Passage] = {}
    for copy in copies:
        if copy.doc_id != passage.doc_id:
            found.setdefault(copy.doc_id, copy)
    return tuple(found.values())
