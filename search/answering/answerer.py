"""From a question to an answer of quotations, or to the honest statement that the documents do not answer it."""

import time
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from corpus.model import Fact, FactName
from search.answering.answer import Answer, Quote, Sentence, final, joined
from search.answering.composing import Piece, compose
from search.answering.evidence import Evidence, Weights
from search.answering.follow_up import in_full
from search.answering.generator import Generator
from search.answering.manners import INCOMPLETE, first_question, is_incomplete, reaction
from search.answering.question import Question, understand
from search.answering.rewording import reworded
from search.answering.scoring import Candidate, candidates, certainty, signs
from search.answering.shapes import Shape
from search.encoder import Encoder, Vectors
from search.query import clean_query
from search.ranking import Part
from search.searcher import NO_FILTER, Hit, Hits, Searcher
from search.store import Catalogue, Filter
from search.view import View

NOT_FOUND = "Dat staat niet in deze documenten."
THRESHOLD = 0.35
"""Probability from which an answer is given; chosen on the development questions, eval/CALIBRATION.md."""
DEPTH = 25
"""Passages that are looked through."""
LEFT_OUT: frozenset[Part] = frozenset({"brevity", "diversity"})
"""What an answer is not searched with: the best passage may well have the next best beside it."""
NEAREST = 5
"""Passages that are shown beside an answer."""
_STATED: dict[Shape, tuple[FactName, ...]] = {
    "person": ("person",),
    "organisation": ("partner",),
    "place": ("place",),
    "date": ("start", "end"),
    "phone": ("contact",),
    "email": ("contact",),
}
"""Which facts that a work states of itself have which shape."""
_MOST_STATED = 6
_WORKS = 4
"""Of the best passages, those whose works are asked what they state."""
_RELATED = 3
_VECTORS = 4_096
"""Texts whose vectors are kept, of six megabytes together."""

Encode = Callable[[str], Vectors]
"""The vector of a text as a query, shape (dimension,)."""


class Answerer:
    """Answers with quotations from the passages that a searcher finds. Safe to use from several threads."""

    def __init__(
        self, searcher: Searcher, *, threshold: float | None = None, generator: Generator | None = None
    ) -> None:
        """Take what finds passages, and how to answer.

        Args:
            searcher: Finds passages.
            threshold: Probability from which an answer is given; None for ``THRESHOLD``.
            generator: Words answers that are found; None leaves them in the documents' own words.
        """
        self._searcher = searcher
        self._generator = generator
        self._threshold = THRESHOLD if threshold is None else threshold
        self._encode = remembering(searcher.encoder)

    def answer(
        self, question: str, *, earlier: Sequence[str] = (), k: int = NEAREST, wanted: Filter = NO_FILTER
    ) -> Answer:
        """Return the answer to a question: the last of ``steps``, which says more."""
        return final(self.steps(question, earlier=earlier, k=k, wanted=wanted))

    def steps(
        self, question: str, *, earlier: Sequence[str] = (), k: int = NEAREST, wanted: Filter = NO_FILTER
    ) -> Iterator[Sentence | Answer]:
        """Yield the sentences of a generator as they are written and found supported; then the answer, which counts.

        What a generator began may yet turn out to be no answer: the answer may be without those sentences.

        Args:
            question: One question, in Dutch.
            earlier: The questions before it, the oldest first: "en wanneer?" is asked about what they are about.
            k: How many of the nearest passages come along, at most ``DEPTH``.
            wanted: Which documents, and which items in them, may be quoted.

        Raises:
            InvalidQueryError: If a question holds no words, is too long, or holds control characters.
            SearchError: If the index changed into one that cannot be searched.
        """
        started = time.perf_counter()
        cleaned = clean_query(question, called="vraag")
        first, note = first_question(cleaned)
        text = in_full(first, [clean_query(one, called="eerdere vraag") for one in earlier])
        said = reaction(cleaned) or (INCOMPLETE if is_incomplete(text) else None)
        view = self._searcher.view(wanted.groups)
        catalogue = view.index.catalogue
        found = self._searcher.search(text, k=DEPTH, wanted=wanted, without=LEFT_OUT)
        judged = None if said else judge(found.corrected or text, found, view, self._encode)
        pieces: Sequence[Piece] = ()
        if judged and judged.ranked and judged.confidence >= self._threshold:
            pieces = _verified(compose(judged.question, judged.ranked), catalogue)
        if found.corrected:
            note = joined(note, f"Beantwoord als: {found.corrected}")
        hits = found.hits[:k]
        if not judged or not pieces:
            took = (time.perf_counter() - started) * 1000
            confidence = judged.confidence if judged else 0.0
            related = _related(hits)
            yield Answer(cleaned, text, False, NOT_FOUND, None, confidence, (), (), hits, said or note, related, took)
            return
        answer = _answer(cleaned, text, judged, pieces, hits, note)
        if self._generator is not None and len(pieces) == 1:  # sources that disagree are shown side by side
            encoder = self._searcher.encoder
            answer = yield from reworded(answer, judged.question, judged.ranked, self._generator, encoder, catalogue)
        yield replace(answer, took_ms=(time.perf_counter() - started) * 1000)


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates for an answer, best first, and the probability that the best is right."""

    question: Question
    ranked: Sequence[Candidate]
    pool: Sequence[Evidence]
    signs: tuple[float, ...]  # none without candidates
    confidence: float


def remembering(encoder: Encoder) -> Encode:
    """Return what encodes texts, and keeps the vectors of those that it met last: a few passages answer many."""
    return lru_cache(_VECTORS)(lambda text: encoder.encode_queries([text])[0])


def judge(text: str, found: Hits, view: View, encode: Encode) -> Judged:
    """Return what the passages that were found in a view have to say to a question."""
    question = understand(text, [title for hit in found.hits for title in (hit.passage.title, hit.passage.item or "")])
    weights = Weights.of(question.focus, found.expansions, view.lexical.frequency, len(view.lexical))
    sought = weights.sought(question)
    pool = [_evidence(hit, found.hits, sought) for hit in found.hits]
    pool += _stated(question, pool, sought, view.index.catalogue)
    ranked = candidates(question, pool, weights, _meaning(text, view, encode))
    if not ranked:
        return Judged(question, (), pool, (), 0.0)
    numbers = signs(question, ranked, pool)
    return Judged(question, ranked, pool, numbers, certainty(numbers))


def _meaning(asked: str, view: View, encode: Encode) -> Callable[[str], float]:
    """Return what tells the cosine of words to what is asked, as that of passages is told.

    Words are encoded as queries too: that side of the model is there anyway, and a sentence is as short as a query.
    """

    def centred(text: str) -> Vectors:
        vector: Vectors = view.index.dense.centred(encode(text)[np.newaxis, :])[0]
        return vector

    question = centred(asked)
    # As far as float32 tells: what is equally near stays so.
    return lambda words: round(float(centred(words) @ question), 6)


def _evidence(hit: Hit, hits: Sequence[Hit], sought: Set[str]) -> Evidence:
    """Return what a hit holds, its score as a share of that of the best."""
    legs = {leg.leg: leg.score or 0.0 for leg in hit.legs}
    return Evidence.of(
        hit.passage,
        hit.metadata,
        hit.item,
        sought,
        score=hit.score / (hits[0].score or 1.0),
        dense=legs.get("dense", 0.0),
    )


def _stated(question: Question, pool: Sequence[Evidence], sought: Set[str], catalogue: Catalogue) -> list[Evidence]:
    """Return the passages in which the works of the best passages state a fact of the wanted shape."""
    wanted = {name for shape in question.shapes for name in _STATED.get(shape, ())}
    known = {evidence.passage.passage_id for evidence in pool}
    found: list[Evidence] = []
    for evidence in pool[:_WORKS] if wanted else ():
        for fact in _facts(evidence):
            if fact.name in wanted and fact.start is not None and len(found) < _MOST_STATED:
                stored = catalogue.passage_at(evidence.passage.doc_id, fact.start)
                if stored and stored.passage.passage_id not in known:
                    known.add(stored.passage.passage_id)
                    found.append(
                        Evidence.of(
                            stored.passage,
                            stored.metadata,
                            stored.item,
                            sought,
                            score=evidence.score,
                            dense=evidence.dense,
                        )
                    )
    return found


def _facts(evidence: Evidence) -> tuple[Fact, ...]:
    return evidence.item.facts if evidence.item else evidence.metadata.facts


def _verified(pieces: Sequence[Piece], catalogue: Catalogue) -> Sequence[Piece]:
    """Return the pieces whose words stand in the catalogue's documents where they say; all others are dropped."""
    texts = {piece.evidence.passage.doc_id: "" for piece in pieces}
    texts = {doc_id: catalogue.text(doc_id) or "" for doc_id in texts}
    return [piece for piece in pieces if texts[piece.evidence.passage.doc_id][piece.start : piece.end] == piece.text]


def _answer(
    question: str,
    searched: str,
    judged: Judged,
    pieces: Sequence[Piece],
    hits: tuple[Hit, ...],
    note: str | None,
) -> Answer:
    quotes, sentences, lines = [], [], ""
    for number, piece in enumerate(pieces, start=1):
        evidence = piece.evidence
        quotes.append(
            Quote(number, evidence.passage, evidence.metadata, evidence.item, piece.text, piece.start, piece.end)
        )
        for sentence in piece.sentences:
            sentences.append(Sentence(sentence.text, (number,)))
            lines += f"\n- {sentence.text}" if sentence.is_item else f" {sentence.text}"
    short = pieces[0].value
    if len(pieces) > 1:
        said = " en ".join(
            f"{piece.value} ({quote.date or 'zonder datum'})" for piece, quote in zip(pieces, quotes, strict=True)
        )
        note = joined(f"De bronnen verschillen: {said}.", note)
    return Answer(
        question,
        searched,
        True,
        lines.strip(),
        short,
        judged.confidence,
        tuple(sentences),
        tuple(quotes),
        hits,
        note,
        (),
        0.0,
    )


def _related(hits: Sequence[Hit]) -> tuple[str, ...]:
    titles = (hit.passage.item or hit.passage.title for hit in hits)
    return tuple(dict.fromkeys(title for title in titles if title))[:_RELATED]
