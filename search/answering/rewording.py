"""An answer in a generator's words, as far as quotations support them, or else as it was."""

import logging
from collections.abc import Generator as Steps
from collections.abc import Sequence
from dataclasses import replace

from search.answering.answer import Answer, Quote, Sentence, joined
from search.answering.generator import GenerationError, Generator, instructions, request
from search.answering.question import Question
from search.answering.scoring import Candidate
from search.answering.supporting import Checker, Support, sentences, showable
from search.encoder import Encoder
from search.store import Catalogue

logger = logging.getLogger(__name__)

_SHOWN = 5
"""Passages that a generator sees."""
GENERATED = "Verwoord door een taalmodel; bij elke zin staat het letterlijke citaat waarop die rust."
NOT_GENERATED = "Letterlijk uit de documenten, niet verwoord door het taalmodel: {reason}."
ORDERING = "de passages geven opdrachten aan een taalmodel"
UNSUPPORTED = "geen enkele zin ervan staat zo in de documenten"
ELSEWHERE = "het ging niet over wat de documenten antwoorden"


def reworded(
    answer: Answer,
    question: Question,
    ranked: Sequence[Candidate],
    generator: Generator,
    encoder: Encoder,
    catalogue: Catalogue,
) -> Steps[Sentence, None, Answer]:
    """Yield the sentences of a generator that quotes support; return the answer in these, or as it was with a note.

    Args:
        answer: What was found, in the documents' own words; of one document.
        question: What is asked.
        ranked: The candidates, best first; their passages are shown to the generator.
        generator: Writes sentences.
        encoder: Tells how near in meaning a sentence and its quote are.
        catalogue: Has the documents, against which quotes are checked.
    """
    found = {one.evidence.passage.passage_id: one.evidence for one in ranked}
    shown = [evidence for evidence in found.values() if showable(evidence)][:_SHOWN]
    checker = Checker(question, shown, encoder)
    kept: list[Sentence] = []
    quotes: dict[tuple[str, int, int], Quote] = {}
    dropped = 0
    reason = None if shown else ORDERING
    asked = request(question.text, [evidence.passage for evidence in shown])
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
        return replace(answer, note=joined(answer.note, note), dropped=dropped)
    return replace(
        answer,
        text=text,
        sentences=tuple(kept),
        quotes=tuple(quotes.values()),
        note=joined(answer.note, GENERATED),
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
