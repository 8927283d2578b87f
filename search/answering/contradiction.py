"""Whether two candidates state different values for the same fact."""

import re
from collections.abc import Sequence, Set
from functools import lru_cache

from search.answering.question import Question
from search.answering.scoring import NAMING, Candidate, agree
from search.answering.shapes import Shape, find
from search.dutch.analyser import terms
from search.dutch.numerals import number_of
from search.fields import headings

CLOSE = 0.4
"""From here the words of the question stand so near a fact that its sentence is enough."""
_NUMBERS: tuple[Shape, ...] = ("number", "amount", "percentage")
_SLACK = 0.1
"""How much less of the question a contradiction may hold."""
_SAME = ("near", "rest", "names")
"""The numbers that tell how far a candidate is about what is asked."""
_ROUGH = re.compile(
    r"\b(?:ruim|bijna|ongeveer|circa|zo['’]n|rond(?: de)?|naar schatting|(?:meer|minder) dan|maximaal|minstens)\s+$",
    re.IGNORECASE,
)
_NEARLY = 0.1
"""How far apart two numbers may be, as a share, that say the same when one of them is a rough one."""


def rival_of(question: Question, ranked: Sequence[Candidate]) -> Candidate | None:
    """Return the candidate that contradicts the best one, if there is one; of several the one written last."""
    best = ranked[0]
    if best.number("close") < CLOSE:
        return None
    same = {one.evidence.passage.doc_id for one in ranked if one.shape == best.shape and _same_value(one, best)}
    rivals = [one for one in ranked[1:] if _contradicts(question, one, best, same)]
    return max(rivals, key=lambda one: one.evidence.date or "", default=None)


def _contradicts(question: Question, one: Candidate, best: Candidate, same: Set[str]) -> bool:
    """Return whether a candidate of a document that does not say the same as the best states another value."""
    if one.evidence.passage.doc_id in same or one.shape != best.shape or one.text.endswith("?"):
        return False
    is_as_good = all(one.number(name) >= best.number(name) - _SLACK for name in _SAME)
    return is_as_good and one.number("close") >= CLOSE and _same_subject(question, one, best)


def _same_subject(question: Question, one: Candidate, best: Candidate) -> bool:
    """Return whether no fact is told of something that is named there only.

    Where the question names nothing, that goes for both; and then a name, such as that of "de projectleider", may be
    another for every work.
    """
    if question.names:
        asked = {term for name in question.names for term in name.terms}
        own = _named(one) if asked <= set(terms(one.line)) else _named(one) | _named_above(one)
        return own <= {*terms(question.text), *_named(best), *_named_above(best)}
    return (
        one.shape not in NAMING
        and _named(one) <= _named(best) | _named_above(best)
        and _named(best) <= _named(one) | _named_above(one)
    )


def _named(one: Candidate) -> frozenset[str]:
    """Return the terms of the names that stand with a fact, on its line or in its sentence; its own left out."""
    return _names(one.line) - frozenset(terms(one.value or ""))


def _named_above(one: Candidate) -> frozenset[str]:
    """Return the terms of the names that stand above a fact: in titles and headings, and before it in its passage."""
    passage = one.evidence.passage
    before = passage.text[: one.unit.start]
    return _names(f"{headings(passage)}\n{before}")


@lru_cache(maxsize=2_000)
def _names(text: str) -> frozenset[str]:
    return frozenset(term for start, end in find(text, "organisation") for term in terms(text[start:end]))


def _same_value(one: Candidate, best: Candidate) -> bool:
    """Return whether two facts are the same, one of them told with more words or as a rough number."""
    if agree(one, best):
        return True
    numbers = [number_of(candidate.value or "") for candidate in (one, best)]
    if one.shape not in _NUMBERS or numbers[0] is None or numbers[1] is None:
        return False
    apart = abs(numbers[0] - numbers[1])
    return apart <= _NEARLY * max(numbers[0], numbers[1]) if _is_rough(one) or _is_rough(best) else apart == 0


def _is_rough(one: Candidate) -> bool:
    before = one.evidence.passage.text[one.unit.start : one.fact[0]] if one.fact else ""
    return _ROUGH.search(before) is not None
