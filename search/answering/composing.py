"""From the best candidate to the words that are quoted: a sentence, a few in reading order, or a whole list."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter

from search.answering.candidates import Unit, on_one_line, without_bullet
from search.answering.contradiction import CLOSE, rival_of
from search.answering.evidence import Evidence, names_about
from search.answering.question import Question
from search.answering.scoring import Candidate

_MOST_SENTENCES = 4
_MOST_WORDS = 85
_MOST_ITEMS = 15
_ANNOUNCING = re.compile(
    r"\b(?:meerdere|verschillende|diverse|enkele|veel|een aantal|een paar|(?:de )?volgende|onderstaande"
    r"|op .{0,20}manieren)\b(?! (?:keer|jaar|mensen|tijd)\b)",
    re.IGNORECASE,
)
"""What tells in a sentence that there are several of something, without saying which."""
_SOON = 800
"""Characters after such a sentence in which the list begins that says so."""
REFERS_BACK = re.compile(
    r"(?:deze|dit|die|dat|hij|zij|ze|het|daar\w*|hier\w*|ook|dus|zo|toch|maar|en|vervolgens|daarna|bovendien)\b",
    re.IGNORECASE,
)
"""How a sentence begins that cannot do without the one before it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence or list item as it is shown: the quoted words on one line, without a bullet."""

    text: str
    is_item: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one document that stand together: ``document.text[start:end]``."""

    evidence: Evidence
    start: int
    end: int
    text: str
    value: str | None  # the short fact in it
    sentences: tuple[Shown, ...]


def compose(question: Question, ranked: Sequence[Candidate]) -> list[Piece]:
    """Return what is quoted for an answer: of the best candidate, and of one that contradicts it; the newest first."""
    chosen = [_announced(question, ranked) or _piece(ranked[0], _chosen(question, ranked))]
    rival = rival_of(question, ranked)
    if rival is not None:
        chosen.append(_piece(rival, [rival.unit]))
    return sorted(chosen, key=lambda piece: piece.evidence.date or "", reverse=True)


def _announced(question: Question, ranked: Sequence[Candidate]) -> Piece | None:
    """Return the list that is asked for, when the best candidate is a sentence that only announces it.

    "Er zijn meerdere maatregelen die u kunt nemen.", and soon after it, perhaps under a heading of its own: the list.
    """
    best = ranked[0]
    is_asked = question.kind in ("which", "list") and best.unit.form == "sentence" and not _is_close(best)
    if not is_asked or not _ANNOUNCING.search(best.text):
        return None
    own = best.evidence.passage
    end = own.locator.start + best.unit.end
    passages = {one.evidence.passage.passage_id: one.evidence for one in ranked}.values()
    lists = [
        (evidence.passage.locator.start + unit.start - end, evidence, unit)
        for evidence in passages
        if (evidence.passage.doc_id, evidence.passage.item) == (own.doc_id, own.item)
        for unit, after in pairwise(evidence.units)
        if unit.form == after.form == "item" and names_about(question, evidence, unit)
    ]
    soon = [one for one in lists if 0 <= one[0] <= _SOON]
    if not soon:
        return None
    _, evidence, unit = min(soon, key=itemgetter(0))
    announced = replace(best, evidence=evidence, unit=unit, fact=None, shape=None)
    return _piece(announced, _list(evidence, evidence.units.index(unit)))


def _is_close(candidate: Candidate) -> bool:
    """Return whether a candidate holds a short fact that the question's words stand close to."""
    return candidate.fact is not None and candidate.number("close") >= CLOSE


def _chosen(question: Question, ranked: Sequence[Candidate]) -> list[Unit]:
    """Return neighbouring units of the best passage that answer together, in order."""
    best = ranked[0]
    every = best.evidence.units
    first = last = every.index(best.unit)
    is_close = _is_close(best)
    if best.unit.form == "item" and not (is_close and question.kind != "list"):
        return _list(best.evidence, first)
    if is_close:
        if first and REFERS_BACK.match(best.text):
            first -= 1
        is_item = best.unit.form == "item"  # one of a list is enough
        return list(every[first : last + 1]) if is_item else _completed(best.evidence, first, last)
    scores = {one.unit: one.score for one in ranked if one.evidence is best.evidence}
    while True:
        ways = [(first - 1, last), (first, last + 1)]
        ways = [(a, b) for a, b in ways if a >= 0 and b < len(every) and _fits(best, every[a : b + 1])]
        if not ways:
            return _completed(best.evidence, first, last)
        first, last = max(ways, key=lambda way: scores.get(every[way[0] if way[0] < first else way[1]], 0.0))


def _completed(evidence: Evidence, first: int, last: int) -> list[Unit]:
    """Return units with what their last one leads up to ("De programmalijnen zijn:"), and the rest of its list."""
    every = evidence.units
    if last + 1 < len(every) and evidence.text_of(every[last]).endswith(":"):
        last += 1
    while last + 1 < len(every) and every[last].form == every[last + 1].form == "item" and last - first < _MOST_ITEMS:
        last += 1
    return list(every[first : last + 1])


def _fits(best: Candidate, chosen: Sequence[Unit]) -> bool:
    """Return whether units are few enough, and none is a line by itself, such as a heading, if the best is none."""
    words = sum(len(best.evidence.text_of(unit).split()) for unit in chosen)
    runs_on = best.unit.form == "row" or all(unit.form != "row" for unit in chosen)
    return len(chosen) <= _MOST_SENTENCES and words <= _MOST_WORDS and runs_on


def _list(evidence: Evidence, position: int) -> list[Unit]:
    """Return the list that an item is in, with the sentence that introduces it."""
    first, every = position, evidence.units
    while first and every[first - 1].form == "item":
        first -= 1
    return _completed(evidence, max(0, first - 1), position)


def _piece(candidate: Candidate, chosen: Sequence[Unit]) -> Piece:
    evidence, passage = candidate.evidence, candidate.evidence.passage
    start, end = chosen[0].start, chosen[-1].end
    shown = []
    for unit in chosen:
        text = evidence.text_of(unit)
        bare = without_bullet(text) if unit.form == "item" else text
        shown.append(Shown(on_one_line(bare), unit.form == "item"))
    offset = passage.locator.start
    return Piece(evidence, offset + start, offset + end, passage.text[start:end], candidate.value, tuple(shown))
