"""From a question to an answer of quotations, or to the honest statement that the documents do not answer it."""

import logging
import time
from collections.abc import Generator as Steps
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from corpus.model import Fact, FactName, Item, Metadata, Passage
from search.answering.composing import Piece, compose
from search.answering.evidence import Evidence, Weights
from search.answering.follow_up import in_full
from search.answering.generator import GenerationError, Generator, instructions, request
from search.answering.manners import first_question, reaction
from search.answering.question import Question, understand
from search.answering.scoring import Candidate, candidates, certainty, signs
from search.answering.shapes import Shape
from search.answering.supporting import Checker, Support, sentences, showable
from search.encoder import Encoder
from search.index import Index
from search.ranking import Part
from search.searcher import NO_FILTER, Hit, Hits, Searcher, clean_query
from search.store import Catalogue, Filter

logger = logging.getLogger(__name__)

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
_SHOWN = 5
"""Passages that a generator sees."""
GENERATED = "Verwoord door een taalmodel; bij elke zin staat het letterlijke citaat waarop die rust."
NOT_GENERATED = "Letterlijk uit de documenten, niet verwoord door het taalmodel: {reason}."
ORDERING = "de passages geven opdrachten aan een taalmodel"
UNSUPPORTED = "geen enkele zin ervan staat zo in de documenten"
ELSEWHERE = "het ging niet over wat de documenten antwoorden"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document that an answer rests on: ``text == document.text[start:end]``, checked against it."""

    number: int  # from 1
    passage: Passage
    metadata: Metadata  # of the document
    item: Item | None
    text: str
    start: int
    end: int

    @property
    def date(self) -> str | None:
        """When it was written: the date of the item, or else of the document."""
        return (self.item.date if self.item else None) or self.metadata.date


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or list item of an answer, and the numbers of the quotes that it is in, or that support it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say, or that they do not say it: then ``text`` says so, and there are no sentences."""

    question: str  # as it was asked
    searched: str  # in full, when it was asked as a follow-up
    answered: bool
    text: str
    short: str | None  # the fact itself, when a fact was asked for and found
    confidence: float  # probability that the answer is right
    sentences: tuple[Sentence, ...]
    quotes: tuple[Quote, ...]
    hits: tuple[Hit, ...]  # the nearest passages
    note: str | None  # what the asker should know, in Dutch
    related: tuple[str, ...]  # what the nearest passages are about, when nothing was found
    took_ms: float
    generated: bool = False  # whether a generator worded it; each of its sentences is supported by its quotes
    dropped: int = 0  # sentences of a generator that no quote supports


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
        said = reaction(cleaned)
        first, note = first_question(cleaned)
        text = in_full(first, [clean_query(one) for one in earlier])
        index = self._searcher.index
        found = self._searcher.search(text, k=DEPTH, wanted=wanted, without=LEFT_OUT)
        judged = judge(found.corrected or text, found, index)
        pieces: Sequence[Piece] = ()
        if said is None and judged.ranked and judged.confidence >= self._threshold:
            pieces = _verified(compose(judged.question, judged.ranked), index.catalogue)
        if found.corrected:
            note = _joined(note, f"Beantwoord als: {found.corrected}")
        hits = found.hits[:k]
        if not pieces:
            took = (time.perf_counter() - started) * 1000
            confidence = 0.0 if said else judged.confidence
            related = _related(hits)
            yield Answer(cleaned, text, False, NOT_FOUND, None, confidence, (), (), hits, said or note, related, took)
            return
        answer = _answer(cleaned, text, judged, pieces, hits, note)
        if self._generator is not None and len(pieces) == 1:  # sources that disagree are shown side by side
            answer = yield from _reworded(answer, judged, self._generator, self._searcher.encoder, index.catalogue)
        yield replace(answer, took_ms=(time.perf_counter() - started) * 1000)


def final(steps: Iterable[Sentence | Answer]) -> Answer:
    """Return the answer that steps end with."""
    return next(step for step in steps if isinstance(step, Answer))


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates for an answer, best first, and the probability that the best is right."""

    question: Question
    ranked: Sequence[Candidate]
    pool: Sequence[Evidence]
    signs: tuple[float, ...]  # none without candidates
    confidence: float


def judge(text: str, found: Hits, index: Index) -> Judged:
    """Return what the passages that were found have to say to a question."""
    question = understand(text)
    weights = Weights.of(question.focus, found.expansions, index.lexical.frequency, len(index.lexical))
    sought = weights.sought(question)
    pool = [_evidence(hit, found.hits, sought) for hit in found.hits]
    pool += _stated(question, pool, sought, index.catalogue)
    ranked = candidates(question, pool, weights)
    if not ranked:
        return Judged(question, (), pool, (), 0.0)
    numbers = signs(question, ranked, pool)
    return Judged(question, ranked, pool, numbers, certainty(numbers))


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
        note = _joined(f"De bronnen verschillen: {said}.", note)
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


def _reworded(
    answer: Answer, judged: Judged, generator: Generator, encoder: Encoder, catalogue: Catalogue
) -> Steps[Sentence, None, Answer]:
    """Yield the sentences of a generator that quotes support; return the answer in these, or as it was with a note."""
    found = {one.evidence.passage.passage_id: one.evidence for one in judged.ranked}
    shown = [evidence for evidence in found.values() if showable(evidence)][:_SHOWN]
    checker = Checker(judged.question, shown, encoder)
    kept: list[Sentence] = []
    quotes: dict[tuple[str, int, int], Quote] = {}
    dropped = 0
    reason = None if shown else ORDERING
    asked = request(judged.question.text, [evidence.passage for evidence in shown])
    try:
        for written in sentences(generator.generate(instructions(), asked) if shown else ()):
            supports = [one for one in checker.supports(written) if _is_verbatim(one, catalogue)]
            if not supports or any(written.text == one.text for one in kept):
                dropped += 1
                continue
            numbers = [quotes.setdefault(one.place, _quote(len(quotes) + 1, one)).number for one in supports]
            kept.append(Sentence(written.text, tuple(numbers)))
            yield kept[-1]
    except GenerationError as error:
        logger.warning("no generated answer: %s", error)
        reason = str(error)
    text = " ".join(sentence.text for sentence in kept)
    if reason is None and not kept:
        reason = UNSUPPORTED
    elif reason is None and not _agrees(answer, text, tuple(quotes.values())):
        reason = ELSEWHERE
    if reason is not None:
        note = NOT_GENERATED.format(reason=reason)
        return replace(answer, note=_joined(answer.note, note), dropped=dropped)
    return replace(
        answer,
        text=text,
        sentences=tuple(kept),
        quotes=tuple(quotes.values()),
        note=_joined(answer.note, GENERATED),
        generated=True,
        dropped=dropped,
    )


def _is_verbatim(support: Support, catalogue: Catalogue) -> bool:
    _, start, end = support.place
    return (catalogue.text(support.evidence.passage.doc_id) or "")[start:end] == support.text


def _quote(number: int, support: Support) -> Quote:
    evidence = support.evidence
    _, start, end = support.place
    return Quote(number, evidence.passage, evidence.metadata, evidence.item, support.text, start, end)


def _agrees(answer: Answer, text: str, quotes: Sequence[Quote]) -> bool:
    """Return whether what was generated says what was found: only of that it is known how certain it is."""
    if answer.short is not None:
        return answer.short.lower() in text.lower()
    (own,) = answer.quotes
    return any(
        one.passage.doc_id == own.passage.doc_id and one.start < own.end and own.start < one.end for one in quotes
    )


def _joined(*notes: str | None) -> str:
    return " ".join(filter(None, notes))


def _related(hits: Sequence[Hit]) -> tuple[str, ...]:
    titles = (hit.passage.item or hit.passage.title for hit in hits)
    return tuple(dict.fromkeys(title for title in titles if title))[:_RELATED]
