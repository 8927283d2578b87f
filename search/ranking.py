"""From a query to every passage that may be shown for it: the legs, fused, near-identical passages as one, spread."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal, get_args

from corpus.kinds import KINDS, kind_name
from search.brevity import lower
from search.diversity import spread
from search.dutch.analyser import parts, terms
from search.dutch.spelling import AS_TYPED, Spelling
from search.encoder import Encoder
from search.errors import UnknownKindError
from search.expansion import SOURCES, Expansion, weighted
from search.fusion import Ranking, convex_combination, min_max
from search.lexical import rarity
from search.matching import Span, words_of
from search.recency import asks_newest, by_date, numbered
from search.store import Filter
from search.view import View

Mode = Literal["hybrid", "dense", "lexical"]
MODES: tuple[Mode, ...] = get_args(Mode)
Part = Literal[
    "dense", "lexical", "compound", "abbreviations", "thesaurus", "spelling", "recency", "brevity", "diversity"
]
"""What ranks or helps to rank, and can be left out."""
PARTS: tuple[Part, ...] = get_args(Part)
EXPANSIONS: frozenset[Part] = frozenset(SOURCES)
"""The parts that add words to a query."""
SPELLING: frozenset[Part] = frozenset({"spelling"})
NOTHING: frozenset[Part] = frozenset()
WEIGHTS = {"dense": 0.65, "lexical": 0.1, "compound": 0.25, "recency": 0.7}
"""Weight of each leg in the hybrid; found on the development sets, eval/EXPERIMENTS.md."""
_KNOWN = 0.7
"""Part of a query's words that the collection must have for the legs of words to count in full."""
_RARE = 0.5
"""Rarity of the rarest of them from which those legs count in full, as part of that of a word in a single passage.

A half: of n passages, the square root of n hold it.
"""
DEPTH = 200
"""Candidates per leg. Fixed, so that every page of one result list comes from one ranking."""

_POOL = ThreadPoolExecutor(12, "leg")
"""Three legs each of the four searches that a server works on at once: those of an engine only wait for it."""


@dataclass(frozen=True, slots=True)
class LegScore:
    """How one leg ranked a passage: rank from 1, its own score, its part of the whole. None: not ranked."""

    leg: str
    rank: int | None
    score: float | None
    share: float


@dataclass(frozen=True, slots=True)
class Candidates:
    """Everything that may be shown for a query, as rows of one generation."""

    query: str  # as it was typed, cleaned
    spelling: Spelling
    leaders: Sequence[int]  # best first, one of each family of near-identical passages
    followers: Mapping[int, Sequence[int]]  # per leader the others of its family
    scores: Mapping[int, float]  # of the leaders
    brevity: Mapping[int, float]  # what was taken off rows of a few words
    rankings: Mapping[str, Ranking]  # per leg
    weights: Mapping[str, float]  # per leg
    terms: Mapping[str, float]  # that were searched, with the weight of each
    expansions: tuple[Expansion, ...]
    works: Sequence[int] | None  # that the filter lets through; None for all that may be read
    seconds: Mapping[str, float] = field(compare=False)  # that the encoder and each leg took

    @property
    def searched(self) -> str:
        """The query that was searched."""
        return self.spelling.corrected or self.query

    @property
    def own(self) -> Set[str]:
        """The terms of the query itself; those that were searched beside them were added."""
        return set(terms(self.searched))

    def marks(self, texts: Iterable[str]) -> list[tuple[Span, ...]]:
        """Return where each text has words of the query; and phrases that were added, as they are and whole.

        A part of such a phrase alone, such as "zorg" of "vervangende zorg" for "respijtzorg", nobody asked for.
        """
        own = self.terms.keys() & self.own
        added = [expansion.form.terms for expansion in self.expansions]
        found = ((words, [words.phrase(phrase) for phrase in added]) for words in map(words_of, texts))
        return [tuple(sorted({*words.find(own), *chain.from_iterable(phrases)})) for words, phrases in found]

    def legs(self, rows: Sequence[int]) -> dict[int, tuple[LegScore, ...]]:
        """Return how every leg that ran ranked these rows."""
        found: dict[int, list[LegScore]] = {row: [] for row in rows}
        for leg, ranking in self.rankings.items():
            shares = self.weights[leg] * min_max(ranking)
            places = {row: place for place, (row, _) in enumerate(ranking) if row in found}
            for row, scores in found.items():
                place = places.get(row)
                scores.append(
                    LegScore(leg, None, None, 0.0)
                    if place is None
                    else LegScore(leg, place + 1, ranking[place][1], float(shares[place]))
                )
        return {row: tuple(scores) for row, scores in found.items()}


def rank(
    view: View,
    encoder: Encoder,
    query: str,
    *,
    mode: Mode,
    wanted: Filter,
    without: Set[Part],
) -> Candidates:
    """Return every candidate for a query.

    Args:
        view: What is searched: of an index, what the filter's groups may read.
        encoder: The one that wrote it.
        query: What is searched for, cleaned.
        mode: Which legs rank.
        wanted: Which documents, and which items in them, may be found.
        without: Parts that are left out.

    Raises:
        UnknownKindError: If works of a kind are asked for that nobody knows.
    """
    index, lexical = view.index, view.lexical
    _require_kind(wanted.kind, view.kinds)
    allowed = view.allowed(wanted)
    works = allowed.works if allowed else None
    found_in = allowed or view.readable
    spelling = AS_TYPED if "spelling" in without else view.speller.mend(query)
    searched = spelling.corrected or query
    newest = asks_newest(searched, kinds=view.kinds) if "recency" not in without else None
    found = terms(newest.rest if newest else searched) or terms(searched)
    dated = found_in.works if found_in else None
    listed = index.catalogue.newest(newest.kinds, works=dated, depth=DEPTH) if newest and newest.of_kinds else []
    offered = view.expander.expand(found, sources=SOURCES - without) if mode != "dense" and not listed else []
    # What no passage says only finds words of it that are about something else.
    expansions = [one for one in offered if lexical.has_all(parts(one.form.terms), field="parts")]
    weighed = weighted(found, expansions)
    split = of_parts(weighed)
    legs: dict[str, Callable[[], Ranking]] = {}
    weights = dict(WEIGHTS)
    seconds: dict[str, float] = {}
    if listed:
        legs["recency"] = lambda: numbered(listed)
    if mode != "lexical" and "dense" not in without and not listed:
        started = time.perf_counter()
        vector, rows = encoder.encode_queries([searched])[0], found_in.rows if found_in else None
        seconds["encoder"] = time.perf_counter() - started
        legs["dense"] = lambda: index.dense.rank(vector, depth=DEPTH, allowed=rows)
        told = telling(split, lexical.frequencies(split, field="parts"), len(lexical))
        weights |= {leg: told * WEIGHTS[leg] for leg in ("lexical", "compound")}
    if mode != "dense" and "lexical" not in without and not listed:
        legs["lexical"] = lambda: lexical.rank(weighed, depth=DEPTH, works=works)
    if mode != "dense" and "compound" not in without and not listed:
        legs["compound"] = lambda: lexical.rank(split, field="parts", depth=DEPTH, works=works)
    timed = run(legs, at_once=index.ranks_apart)
    rankings = {leg: ranking for leg, (ranking, _) in timed.items()}
    seconds |= {leg: taken for leg, (_, taken) in timed.items()}
    fused = convex_combination(rankings, weights=weights)
    if newest and not listed:
        rankings["recency"] = by_date(fused, index.catalogue.first_days(row for row, _ in fused))
        fused = convex_combination(rankings, weights=weights)
    brevity: dict[int, float] = {}
    if "brevity" not in without:
        fused, brevity = lower(fused, index.brief)
    leaders, followers = _collapse(fused, view.families, index.days)
    if "diversity" not in without:
        leaders = spread(leaders, index.works_of(row for row, _ in leaders))
    return Candidates(
        query,
        spelling,
        [row for row, _ in leaders],
        followers,
        dict(leaders),
        brevity,
        rankings,
        weights,
        weighed,
        tuple(expansions),
        works,
        seconds,
    )


def _require_kind(kind: str | None, own: Set[str]) -> None:
    if kind is not None and kind.lower() not in own | KINDS:
        names = ", ".join(sorted(kind_name(code) for code in own or KINDS))
        raise UnknownKindError(f"De soort “{kind}” bestaat niet. Kies een van deze soorten: {names}.")


def telling(weights: Mapping[str, float], held: Mapping[str, int], passages: int) -> float:
    """Return from 0 to 1 how much the words of a query tell of what is meant.

    Less when many of them are nowhere: of a question in another language only names and chance are found by their
    letters. And less when each of them is in very many passages: their order is then chance.

    Args:
        weights: Of the words.
        held: How many passages hold each.
        passages: How many there are.
    """
    known = {term: weight for term, weight in weights.items() if held[term]}
    if not known or not passages:  # a word that was taken out of late may still be counted
        return 0.0
    rarest = max(weight * rarity(min(held[term], passages), passages) for term, weight in known.items())
    part = sum(known.values()) / sum(weights.values())
    return min(1.0, part / _KNOWN) * min(1.0, rarest / (_RARE * rarity(1, passages)))


def run(legs: Mapping[str, Callable[[], Ranking]], *, at_once: bool) -> dict[str, tuple[Ranking, float]]:
    """Return the ranking of each leg and the seconds that it took, in their order.

    They may run at the same time: faiss, tantivy and an engine let other threads of Python go on.
    """
    through = _POOL.map if at_once else map
    return dict(zip(legs, through(_timed, legs.values()), strict=True))


def _timed(leg: Callable[[], Ranking]) -> tuple[Ranking, float]:
    started = time.perf_counter()
    return leg(), time.perf_counter() - started


def of_parts(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weights of the parts of compounds, and of other terms as they are."""
    found: dict[str, float] = {}
    for term, weight in weights.items():
        for part in parts([term]):
            found[part] = found.get(part, 0.0) + weight
    return found


def _collapse(
    fused: Ranking, families: Mapping[int, int], days: Mapping[int, str]
) -> tuple[Ranking, dict[int, list[int]]]:
    """Return the newest row of each family with its score, and for each the others of its family, best first.

    Of rows of the same day the best is taken; a text without a date is older than any.
    """
    members: dict[int, list[int]] = {}
    for row, _ in fused:
        members.setdefault(families.get(row, row), []).append(row)
    followers: dict[int, list[int]] = {}
    for rows in members.values():
        if len(rows) == 1:
            followers[rows[0]] = []
        else:
            newest = max(rows, key=lambda row: days.get(row, ""))
            followers[newest] = [row for row in rows if row != newest]
    return [(row, score) for row, score in fused if row in followers], followers
