"""From a query to hits: all legs, fused, near-identical passages collapsed, each hit with its highlights."""

import re
import time
import unicodedata
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from corpus.model import Item, Metadata, Passage
from search.dutch.analyser import parts, terms
from search.encoder import Encoder
from search.errors import InvalidQueryError
from search.expansion import Expansion, weighted
from search.fusion import Ranking, convex_combination, min_max
from search.index import CURRENT, Index, current_generation
from search.matching import words_of
from search.store import Filter, StoredPassage

Mode = Literal["hybrid", "dense", "lexical"]
MODES: tuple[Mode, ...] = get_args(Mode)
Part = Literal["dense", "lexical", "compound", "abbreviations"]
"""What ranks or helps to rank, and can be left out."""
PARTS: tuple[Part, ...] = get_args(Part)
EXPANSIONS: frozenset[Part] = frozenset({"abbreviations"})
"""The parts that add words to a query."""
NOTHING: frozenset[Part] = frozenset()
WEIGHTS = {"dense": 0.65, "lexical": 0.1, "compound": 0.25}
"""Weight of each leg in the hybrid; found on the development sets, eval/EXPERIMENTS.md."""
DEPTH = 200
"""Candidates per leg. Fixed, so that every page of one result list comes from one ranking."""
MAX_K = 100
MAX_QUERY = 5_000
NO_FILTER = Filter()


@dataclass(frozen=True, slots=True)
class LegScore:
    """How one leg ranked a hit: rank from 1, its own score, and its part of the hit's score. None: not ranked."""

    leg: str
    rank: int | None
    score: float | None
    share: float


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
    matches: tuple[str, ...]  # the query's terms found in the passage or the headings above it


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of hits. ``total`` counts what can be paged through, after collapsing; facets count documents in it."""

    query: str
    hits: tuple[Hit, ...]
    total: int
    legs: tuple[str, ...]
    expansions: tuple[Expansion, ...]
    facets: Mapping[str, Sequence[tuple[str, int]]]
    took_ms: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """Everything that may be shown for a query, as rows of one generation."""

    query: str  # cleaned
    leaders: Sequence[int]  # best first, one of each family of near-identical passages
    followers: Mapping[int, Sequence[int]]  # per leader the others of its family
    scores: Mapping[int, float]
    rankings: Mapping[str, Ranking]  # per leg
    weights: Mapping[str, float]  # of the terms that were searched
    expansions: tuple[Expansion, ...]


class Searcher:
    """Searches the current generation of an index, and follows it when a writer switches.

    Safe to use from several threads; holds no state of a query.
    """

    def __init__(self, directory: Path, index: Index, encoder: Encoder) -> None:
        self._directory = directory
        self._index = index
        self._encoder = encoder
        # Not looked at yet: a writer may have switched since the index was opened.
        self._stamp: tuple[int, int] | None = (0, 0)

    @classmethod
    def open(cls, directory: Path, encoder: Encoder) -> "Searcher":
        """Return a searcher over the current generation.

        Raises:
            SearchError: If there is no index, it is damaged, or another encoder or analyser wrote it.
        """
        index = Index.open(directory)
        index.require_encoder(encoder.identity)
        return cls(directory, index, encoder)

    @property
    def index(self) -> Index:
        """The generation that is current now. Take it once per request: a later call may give another.

        Raises:
            SearchError: If a writer switched to a generation that this searcher cannot use.
        """
        stamp = _stamp(self._directory)
        if stamp != self._stamp and current_generation(self._directory).number != self._index.generation.number:
            fresh = Index.open(self._directory)
            fresh.require_encoder(self._encoder.identity)
            # Queries under way keep the old one; it closes when the last of them lets go.
            self._index = fresh
        self._stamp = stamp
        return self._index

    def warm_up(self) -> None:
        """Load the weights that the first query would wait for."""
        self._encoder.encode_queries(["opwarmen"])

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        offset: int = 0,
        mode: Mode = "hybrid",
        wanted: Filter = NO_FILTER,
        without: Set[Part] = NOTHING,
    ) -> Hits:
        """Return the best passages for a query.

        Args:
            query: What is searched, in any language; Dutch words match by lemma.
            k: How many hits at most, from 1 to ``MAX_K``.
            offset: How many hits to pass over, from 0.
            mode: Which legs rank.
            wanted: Which documents, and which items in them, may be found.
            without: Parts that are left out of it.

        Raises:
            InvalidQueryError: If the query holds no words, is too long, or holds control characters.
            ValueError: If ``k``, ``offset`` or ``mode`` is out of range.
            SearchError: If the index changed into one that cannot be searched.
        """
        started = time.perf_counter()
        if not 1 <= k <= MAX_K or offset < 0 or mode not in MODES:
            raise ValueError(f"k must be 1-{MAX_K}, offset at least 0, mode one of {MODES}: {k}, {offset}, {mode!r}")
        index = self.index
        ranked = self._rank(index, query, mode, wanted, without)
        page = ranked.leaders[offset : offset + k]
        copies = [copy for row in page for copy in ranked.followers[row]]
        stored = {passage.row: passage for passage in index.catalogue.passages([*page, *copies])}
        legs = _leg_scores(ranked.rankings, page)
        hits = tuple(
            _hit(
                rank,
                ranked.scores[row],
                stored[row],
                [stored[copy].passage for copy in ranked.followers[row]],
                legs[row],
                ranked.weights.keys(),
            )
            for rank, row in enumerate(page, start=offset + 1)
        )
        facets = index.catalogue.facets(ranked.leaders)
        took = (time.perf_counter() - started) * 1000
        return Hits(ranked.query, hits, len(ranked.leaders), tuple(ranked.rankings), ranked.expansions, facets, took)

    def rank(
        self, query: str, *, mode: Mode = "hybrid", wanted: Filter = NO_FILTER, without: Set[Part] = NOTHING
    ) -> Candidates:
        """Return every candidate for a query as rows of the current generation; ``search`` shows pages of it.

        Raises:
            InvalidQueryError: If the query holds no words, is too long, or holds control characters.
            SearchError: If the index changed into one that cannot be searched.
        """
        return self._rank(self.index, query, mode, wanted, without)

    def _rank(self, index: Index, query: str, mode: Mode, wanted: Filter, without: Set[Part]) -> Candidates:
        query = clean_query(query)
        found = terms(query)
        expansions = index.expander.expand(found) if "abbreviations" not in without and mode != "dense" else []
        weights = weighted(found, expansions)
        allowed = index.catalogue.allowed(wanted)
        rankings: dict[str, Ranking] = {}
        if mode != "lexical" and "dense" not in without:
            vector = self._encoder.encode_queries([query])[0]
            rankings["dense"] = index.dense.rank(vector, depth=DEPTH, allowed=allowed.rows if allowed else None)
        works = allowed.works if allowed else None
        if mode != "dense" and "lexical" not in without:
            rankings["lexical"] = index.lexical.rank(weights, depth=DEPTH, works=works)
        if mode != "dense" and "compound" not in without:
            rankings["compound"] = index.lexical.rank(_of_parts(weights), field="parts", depth=DEPTH, works=works)
        fused = convex_combination(rankings, weights=WEIGHTS)
        leaders, followers = _collapse(fused, index.families, index.days)
        return Candidates(query, leaders, followers, dict(fused), rankings, weights, tuple(expansions))


def _of_parts(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of the parts of compounds, and of other terms as they are."""
    found: dict[str, float] = {}
    for term, weight in weights.items():
        for part in parts([term]):
            found[part] = found.get(part, 0.0) + weight
    return found


def clean_query(query: str) -> str:
    """Return a query in NFC with single spaces.

    Raises:
        InvalidQueryError: If it holds no letter or digit, is too long, or holds characters that are no text.
    """
    if len(query) > MAX_QUERY:
        raise InvalidQueryError(f"De zoekvraag is te lang ({len(query)} tekens). Gebruik hoogstens {MAX_QUERY} tekens.")
    spaced = " ".join(query.split())
    strange = next((char for char in spaced if unicodedata.category(char) in ("Cc", "Cs")), None)
    if strange is not None:
        raise InvalidQueryError(
            f"De zoekvraag bevat een teken dat geen tekst is (U+{ord(strange):04X}). Haal het weg en zoek opnieuw."
        )
    if not re.search(r"[^\W_]", spaced):
        raise InvalidQueryError("De zoekvraag is leeg. Typ een of meer woorden.")
    return unicodedata.normalize("NFC", spaced)


def _stamp(directory: Path) -> tuple[int, int] | None:
    """Return what changes when a writer switches, None when there is nothing: cheap enough to ask at each query."""
    try:
        status = (directory / CURRENT).stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns


def _collapse(
    fused: Ranking, families: Mapping[int, int], days: Mapping[int, str]
) -> tuple[list[int], dict[int, list[int]]]:
    """Return the newest row of each family, by score, and for each the others of its family, best first.

    Of rows of the same day the best is taken; a text without a date is older than any.
    """
    members: dict[int, list[int]] = {}
    for row, _ in fused:
        members.setdefault(families.get(row, row), []).append(row)
    followers: dict[int, list[int]] = {}
    for rows in members.values():
        newest = max(rows, key=lambda row: days.get(row, "")) if len(rows) > 1 else rows[0]
        followers[newest] = [row for row in rows if row != newest]
    return [row for row, _ in fused if row in followers], followers


def _leg_scores(rankings: Mapping[str, Ranking], rows: Sequence[int]) -> dict[int, tuple[LegScore, ...]]:
    found: dict[int, dict[str, LegScore]] = {
        row: {leg: LegScore(leg, None, None, 0.0) for leg in rankings} for row in rows
    }
    for leg, ranking in rankings.items():
        shares = (WEIGHTS[leg] * min_max(ranking)).tolist()
        for rank, ((row, score), share) in enumerate(zip(ranking, shares, strict=True), start=1):
            if row in found:
                found[row][leg] = LegScore(leg, rank, score, share)
    return {row: tuple(scores.values()) for row, scores in found.items()}


def _hit(
    rank: int,
    score: float,
    stored: StoredPassage,
    copies: Sequence[Passage],
    legs: tuple[LegScore, ...],
    query_terms: Set[str],
) -> Hit:
    passage = stored.passage
    words = words_of(passage.text)
    above = words_of("\n".join((passage.title, passage.item or "", *passage.locator.heading)))
    matches = tuple(sorted(term for term in query_terms if words.holds(term) or above.holds(term)))
    elsewhere: dict[str, Passage] = {}
    for copy in copies:
        if copy.doc_id != passage.doc_id:
            elsewhere.setdefault(copy.doc_id, copy)
    also_in = tuple(elsewhere.values())
    return Hit(rank, score, passage, stored.metadata, stored.item, words.find(query_terms), also_in, legs, matches)
