"""How good answers are: right, wrong or withheld, to the letter, and honest about what the documents do not say."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, quantiles

from eval.trec import CollectionFormatError, read_jsonl
from search.answering.answer import Answer, Quote
from search.answering.answerer import Answerer
from search.errors import InvalidQueryError
from search.store import Catalogue

_LONG = 6
"""Words from which an accepted answer is a passage, that another choice of sentences may share most of."""
_SHARED = 0.5
"""Token F1 from which such an answer is right."""
_BINS = 10
_STRAIGHT = {ord(char): "'" for char in "‘’‚‛`´"} | {ord(char): '"' for char in "“”„‟«»"}


@dataclass(frozen=True, slots=True)
class Gold:
    """A question with the answers that are accepted; none when the documents do not answer it."""

    query_id: str
    text: str
    answers: tuple[str, ...]
    needs_all: bool  # an answer must hold every one of them
    documents: frozenset[str]  # that may be cited; none when nobody said which


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question."""

    gold: Gold
    answer: Answer | None  # None: the question was refused as no question
    verbatim: int  # quotes that stand in their document, to the letter

    @property
    def is_answered(self) -> bool:
        """Whether an answer was given."""
        return self.answer is not None and self.answer.answered

    @property
    def is_correct(self) -> bool:
        """Whether the answer that was given holds what is accepted."""
        return self.answer is not None and self.is_answered and is_right(self.answer.text, self.gold)


def read_golds(path: Path) -> list[Gold]:
    """Return the questions of a ``queries.jsonl`` that have ``answers``, in the order of the file.

    Raises:
        CollectionFormatError: If a line is no object, or its answers are no list of texts.
    """
    golds = []
    for record in read_jsonl(path):
        answers = record.get("answers")
        if answers is None:
            continue
        if not isinstance(answers, list) or not all(isinstance(answer, str) and answer.strip() for answer in answers):
            raise CollectionFormatError(
                f"{path}: vraag {record['_id']} heeft antwoorden die geen lijst van teksten zijn."
            )
        documents = frozenset(judged["document"] for judged in record.get("relevant", []))
        golds.append(Gold(record["_id"], record["text"], tuple(answers), bool(record.get("all")), documents))
    return golds


def ask_all(
    answerer: Answerer, golds: Sequence[Gold], catalogue: Catalogue, done: Callable[[int], None] = lambda number: None
) -> list[Outcome]:
    """Return what becomes of each question; ``done`` is told how many are."""
    outcomes = []
    for number, gold in enumerate(golds, start=1):
        try:
            answer = answerer.answer(gold.text)
        except InvalidQueryError:
            outcomes.append(Outcome(gold, None, 0))
        else:
            outcomes.append(Outcome(gold, answer, _verbatim(answer, catalogue)))
        done(number)
    return outcomes


def _verbatim(answer: Answer, catalogue: Catalogue) -> int:
    texts = [(catalogue.text(quote.passage.doc_id) or "")[quote.start : quote.end] for quote in answer.quotes]
    return sum(text == quote.text for text, quote in zip(texts, answer.quotes, strict=True))


def measure(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return the measures by name; one that has nothing to run over is left out.

    ``correct``, ``wrong``, ``abstained``, ``exactMatch``, ``tokenF1`` and ``citedDocument`` run over the questions that
    have an answer. A refusal is right for the others: ``refusalPrecision``, ``refusalRecall``. ``verbatim`` is the
    share of all quotes that are their document's own words, ``calibrationError`` the expected one over ten bins.
    """
    answerable = [one for one in outcomes if one.gold.answers]
    refused = [one for one in outcomes if not one.is_answered]
    rightly = sum(not one.gold.answers for one in refused)
    answers = [one.answer for one in outcomes if one.answer is not None]
    took = [answer.took_ms for answer in answers]
    quotes = sum(len(answer.quotes) for answer in answers)
    cited = [
        quote.passage.doc_id in one.gold.documents for one in answerable if one.gold.documents for quote in _quotes(one)
    ]
    found: dict[str, float] = {"answerable": len(answerable), "unanswerable": len(outcomes) - len(answerable)}
    if answerable:
        found["correct"] = fmean(one.is_correct for one in answerable)
        found["wrong"] = fmean(one.is_answered and not one.is_correct for one in answerable)
        found["abstained"] = fmean(not one.is_answered for one in answerable)
        found["exactMatch"] = fmean(_best(one, exact_match) for one in answerable)
        found["tokenF1"] = fmean(_best(one, token_f1) for one in answerable)
    if refused:
        found["refusalPrecision"] = rightly / len(refused)
    if len(answerable) < len(outcomes):
        found["refusalRecall"] = rightly / (len(outcomes) - len(answerable))
    if quotes:
        found["verbatim"] = sum(one.verbatim for one in outcomes) / quotes
    if cited:
        found["citedDocument"] = fmean(cited)
    if answers:
        pairs = [(one.answer.confidence, one.is_correct) for one in outcomes if one.answer is not None]
        found["calibrationError"] = calibration_error(pairs)
    if len(took) > 1:
        cuts = quantiles(took, n=20, method="inclusive")
        found |= {"p50Ms": cuts[9], "p95Ms": cuts[18]}
    return found


def _quotes(outcome: Outcome) -> Sequence[Quote]:
    return outcome.answer.quotes if outcome.answer is not None else ()


def _best(outcome: Outcome, score: Callable[[str, str], float]) -> float:
    """Return the best score of the fact or the whole answer that was given, over the accepted answers."""
    if outcome.answer is None or not outcome.answer.answered:
        return 0.0
    said = [outcome.answer.text, *([outcome.answer.short] if outcome.answer.short else [])]
    return max(score(text, answer) for text in said for answer in outcome.gold.answers)


def is_right(text: str, gold: Gold) -> bool:
    """Return whether an answer holds an accepted answer, or every one where all are needed.

    Compared in lower case with straight quotes and single spaces. A long accepted answer is also held by one that
    shares enough of its words.
    """
    held = [holds(text, answer) for answer in gold.answers]
    return bool(held) and (all(held) if gold.needs_all else any(held))


def holds(text: str, answer: str) -> bool:
    """Return whether a text holds an accepted answer, as ``is_right`` compares them."""
    is_shared = len(answer.split()) >= _LONG and token_f1(text, answer) >= _SHARED
    return comparable(answer) in comparable(text) or is_shared


def comparable(text: str) -> str:
    """Return text in lower case, with straight quotes and single spaces."""
    return " ".join(text.translate(_STRAIGHT).lower().split())


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", comparable(text))


def exact_match(text: str, answer: str) -> float:
    """Return 1 when two texts have the same words, else 0."""
    return float(_tokens(text) == _tokens(answer))


def token_f1(text: str, answer: str) -> float:
    """Return the harmonic mean of the shares of words that two texts have in common.

    Source:
        Rajpurkar et al., "SQuAD", EMNLP 2016, arXiv:1606.05250.
    """
    said, wanted = Counter(_tokens(text)), Counter(_tokens(answer))
    common = (said & wanted).total()
    return 2 * common / (said.total() + wanted.total()) if common else 0.0


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Return the mean distance of confidence and share of right answers over ten equal bins, weighted by their size.

    Source:
        Naeini, Cooper & Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", AAAI 2015.
    """
    return sum(len(one) / len(pairs) * abs(sure - right) for one, sure, right in reliability(pairs))


def reliability(pairs: Sequence[tuple[float, bool]]) -> list[tuple[Sequence[tuple[float, bool]], float, float]]:
    """Return each bin that is not empty, with its mean confidence and its share of right answers."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for sure, right in pairs:
        bins.setdefault(min(_BINS - 1, int(sure * _BINS)), []).append((sure, right))
    return [
        (found, fmean(sure for sure, _ in found), fmean(right for _, right in found))
        for _, found in sorted(bins.items())
    ]


def measure_answers(
    path: Path, answerer: Answerer, catalogue: Catalogue, progress: Callable[[str, int, int], None]
) -> Mapping[str, float]:
    """Return the measures of the questions in a ``queries.jsonl`` that have ``answers``; none when no question has.

    Raises:
        CollectionFormatError: If the file is not in its format.
    """
    golds = read_golds(path)
    return (
        measure(ask_all(answerer, golds, catalogue, lambda done: progress("answer", done, len(golds)))) if golds else {}
    )
