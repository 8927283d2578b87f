"""How well a unit answers a question: its numbers, and the weights that were fitted to questions with known answers."""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from search.answering.candidates import Unit, on_one_line
from search.answering.evidence import Evidence, Weights, names_about
from search.answering.question import Kind, Question
from search.answering.shapes import Shape, find
from search.dutch.analyser import terms
from search.dutch.stopwords import STOPWORDS

Span = tuple[int, int]

FEATURES = (
    "unit", "near", "rest", "passage", "above", "dense", "fused", "shape", "close", "cue", "names", "asks",
    "item", "row", "defines", "begins", "meaning",
)  # fmt: skip
"""The numbers of a candidate, in order. Shares of the question's words: in the unit, in it with what precedes it and
stands above, the same without names, in the passage, above it; how near in meaning the passage is, and how good a hit;
whether a short fact of the wanted shape is there, how close the question's words are to it, and whether there is a word
that goes with the kind of question; how far it is about what is named; what the unit is; whether it defines what a
definition is asked of; how near the document's beginning it stands, where only sentences will do; and how near it is in
meaning by itself."""

SIGNS = ("unit", "near", "rest", "dense", "contrast", "lead", "gap", "shape", "names")
"""The numbers that tell whether the best candidate is right, in order: some of its own, how far the nearest passage
stands out in meaning, and how far it is ahead of other documents, as a hit and as a candidate."""

_MOST = 40
"""Units in which short facts are looked for: those that hold most of the question's words."""
READ = 8
"""Candidates whose own words are encoded: those that are best without."""
_READ_WORDS = 50
_BEGINNING_CHARACTERS = 100
"""How far from the beginning a unit counts half as much: pages answer first, and then explain."""
_NEED_FACT: tuple[Kind, ...] = ("how many", "how much", "contact")
"""What no sentence answers that holds no number, amount or address."""
_NEED_SHAPE: tuple[tuple[Shape, ...], ...] = (("place",), ("date",), ("date", "time"))
"""Shapes of a short fact without which there is no answer either."""
NAMING: tuple[Shape, ...] = ("person", "organisation", "place")
_AHEAD = 5
"""Passages that may well be about the question; those behind them show what is usual in the collection."""
_MOST_AHEAD = 4.0
_SECOND_SHAPE = 0.2
"""What a fact loses for each shape that the question would rather have."""
_REACH = 25
"""Characters after which a word is no longer close to a fact."""
_REACHING: tuple[Shape, ...] = ("phone", "email")
_ENDS = {
    "start": re.compile(r"\b(?:start\w*|begin\w*|begon\w*|begonnen|gestart|vanaf|sinds|opgericht)\b", re.IGNORECASE),
    "end": re.compile(
        r"\b(?:eind\w*|afloop|afgelopen|loopt .{0,60}\b(?:af|tot)|stop\w*|gestopt|klaar|tot(?: en met)?|tot wanneer)\b",
        re.IGNORECASE,
    ),
}
"""What tells, in a question and before a date, which end of a period is meant."""
_NEAR_DATE = 25
"""Characters before a date in which that is told."""
_COST = re.compile(r"\b(?:kost|kosten|prijs|duur|betaal\w*|tarief)\b", re.IGNORECASE)
_PAID = re.compile(
    r"kost|prijs|prijz|betaa?l|tarie[fv]|gratis|bijdrage|contributie|entree|\breken|\bvra(?:agt|gen)\b",
    re.IGNORECASE,
)
"""What a price is told with: a household that saves 18 euro does not pay it."""
_TOGETHER = re.compile(r"\W*|[^.;:\n]{0,80}(?::\s)?")
"""What may stand between a name and a role: "Contactpersoon voor de pers: Roos Verzonnen"."""
_MEASURES = 0.15
"""How close the verb must be to what it measures: "hoeveel bespaart"."""
_COUNTED_AFTER = re.compile(r"(?:\s+(?!(?:en|of)\s)[^\W\d][\w'’-]*){0,3}\s+")
"""What may stand between a number and what it counts."""
_COUNTED_BEFORE = re.compile(r"[^.;!?\d]{0,35}")
"""What may stand between what is counted and a number after it, when the number counts nothing else."""
_COUNTED_EARLIER = re.compile(r"\b(?:van hen|hiervan|daarvan|van (?:deze|die)|er)\b", re.IGNORECASE)
"""What stands with a number that counts what a sentence before it speaks of."""
_SPOKEN = tuple("'\"‘’“”„")
"""How what somebody says begins, which a colon may lead up to as well as to a list."""
_NEXT_WORD = re.compile(r"\s+([^\W\d_]+)")
_BEFORE = 0.6
"""What a word counts that stands before a number; what is counted stands after it."""

_CUES: dict[Kind, re.Pattern[str]] = {
    "why": re.compile(
        r"\b(?:omdat|doordat|daardoor|daarom|want|zodat|waardoor|vanwege|wegens|reden|doel|om te|dankzij|aanleiding)\b",
        re.IGNORECASE,
    ),
    "how": re.compile(
        r"\b(?:door|via|u kunt|kunt u|kun je|je kunt|stap|eerst|daarna|vervolgens|aanvra\w+|manier|werkwijze)\b",
        re.IGNORECASE,
    ),
    "yes/no": re.compile(
        r"^(?:ja|nee)\b|\b(?:mag|mogen|moet|moeten|kunt|kan|hoeft|niet|geen|altijd|verplicht|recht)\b", re.IGNORECASE
    ),
    "how many": re.compile(r"\d"),
    "which": (_LEADS_UP := re.compile(r":$")),
    "list": _LEADS_UP,
}

_DEFINING = re.compile(
    r"[\s,'\"’”)]{0,3}(?:\([^)]{1,40}\)[\s,]{0,2})?"
    r"(?:(?:is|zijn)\b(?! (?:er|niet|nu|in|op|sinds|vaak|ook|al|nog|wel|te|heel|erg|zeer|van|voor|bij|om|welkom|gratis"
    r"|\w+(?:baar|ijk|ig|isch))\b)"
    r"|(?:betekent|betekenen|staat voor|houdt in|omvat|gaat over|wil zeggen|bestaat uit)\b|(?:als|wanneer|indien)\b)",
    re.IGNORECASE,
)
"""What follows a word that is defined."""
_EXPLAINING = re.compile(
    r"[\s'\"’”)]{0,3}(?:\([^)]{1,40}\)\s?)?:\s|\s?\((?:een )?(?:afkorting|kort|dat wil zeggen|oftewel)\b"
)
"""What follows a word that is defined, when a unit begins with it: "Respijtzorg: iemand neemt de zorg over"."""
_NAMING_IT = re.compile(
    r"(?:\bhe(?:et|ten)(?: (?:dat|dit|zoiets|zo iemand))?|\bnoem(?:t|en) (?:we|wij|men|ze|zij)(?: (?:dat|dit|zoiets))?"
    r"|\bdan (?:ben|bent|is|zijn) (?:je|u|jij|iemand|hij|zij|ze|dat|het)|\bspre(?:ekt|ken) (?:we|wij|men) (?:dan )?van"
    r"|\bsprake van)(?: (?:een|de|het|ook|wel|ook wel)){0,2}\s['\"‘“]?$",
    re.IGNORECASE,
)
"""What precedes a word that is given to what was told: "dat heet vroegsignalering", "dan bent u mantelzorger"."""
_BEGINNING = re.compile(r"(?:(?:bij|met|in|onder) )?(?:(?:een|de|het) )?(?:[\w’'-]+ )?['\"‘“(]?", re.IGNORECASE)
"""What may precede a word that is defined where a unit begins: "Bij respijtzorg neemt een ander de zorg over"."""
_SPELT_OUT = 0.5
_UNDER = re.compile(r"\bonder (.{2,60}?) versta", re.IGNORECASE)
"""What names the word that is defined: "Onder impact verstaan we"."""
_MEANING = re.compile(
    r"\b(?:definiti\w+|bedoel(?:t|en) (?:we|wij|ze|zij|men)\b|verstaan (?:we|wij|ze|zij)|verstaat|wordt verstaan"
    r"|noem(?:t|en) (?:we|wij|men)|spre(?:ekt|ken) (?:we|wij|men) van|afkorting van)\b",
    re.IGNORECASE,
)
"""What stands in a sentence that defines something."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may answer, the short fact in it if the question asks for one, and its numbers."""

    evidence: Evidence
    unit: Unit
    fact: Span | None  # in the passage
    shape: Shape | None
    numbers: tuple[float, ...]  # as FEATURES names them

    @property
    def text(self) -> str:
        """The unit's words."""
        return self.evidence.text_of(self.unit)

    @property
    def line(self) -> str:
        """The words that say what the short fact is of: its sentence, or its line among other short ones."""
        if self.fact is None or self.unit.form != "row":
            return self.text
        text, (start, end) = self.evidence.passage.text, self.fact
        first = text.rfind("\n", self.unit.start, start) + 1 or self.unit.start
        last = text.find("\n", end, self.unit.end)
        return text[first : self.unit.end if last < 0 else last]

    @property
    def value(self) -> str | None:
        """The short fact, on one line."""
        return None if self.fact is None else on_one_line(self.evidence.passage.text[slice(*self.fact)])

    def number(self, name: str) -> float:
        """Return one of the numbers, by its name in ``FEATURES``."""
        return self.numbers[FEATURES.index(name)]

    @property
    def score(self) -> float:
        """Higher is better, within one question."""
        return sum(weight * number for weight, number in zip(fitted()["rank"], self.numbers, strict=True))


@dataclass(frozen=True, slots=True)
class _Draft:
    """A unit with the numbers that cost little; short facts are looked for in the best only."""

    evidence: Evidence
    unit: Unit
    shares: tuple[float, ...]
    about: float
    before: Span  # of the unit before it; empty for the first

    @property
    def promise(self) -> float:
        own, near, *_ = self.shares
        return own + near + self.evidence.score


def candidates(
    question: Question, pool: Sequence[Evidence], weights: Weights, meaning: Callable[[str], float]
) -> list[Candidate]:
    """Return the units that may answer a question, best first; none that is not about what it names.

    Args:
        question: What is asked.
        pool: The passages that were found, best first.
        weights: What the words of the question are worth.
        meaning: Tells how near in meaning words are to the question. It is costly: only the best are read.
    """
    named = {term for name in question.names for term in name.terms}
    drafts = [draft for evidence in pool for draft in _drafts(question, evidence, weights, named)]
    drafts.sort(key=lambda draft: -draft.promise)
    found = [_candidate(question, draft) for draft in drafts[:_MOST]]
    if question.kind in _NEED_FACT or question.role or question.shapes in _NEED_SHAPE:
        found = [candidate for candidate in found if candidate.fact is not None or _is_before_list(question, candidate)]
    return _by_score(_read(_by_score(found), meaning))


def _by_score(found: Sequence[Candidate]) -> list[Candidate]:
    return sorted(found, key=lambda candidate: -candidate.score)


def _read(ranked: Sequence[Candidate], meaning: Callable[[str], float]) -> list[Candidate]:
    """Return candidates with how near they are in meaning; those that are not read are as near as the farthest."""
    near = [meaning(" ".join(on_one_line(one.text).split()[:_READ_WORDS])) for one in ranked[:READ]]
    near += [min(near, default=0.0)] * (len(ranked) - len(near))
    return [replace(one, numbers=(*one.numbers[:-1], number)) for one, number in zip(ranked, near, strict=True)]


def _is_before_list(question: Question, candidate: Candidate) -> bool:
    """Return whether a unit leads up to all that is asked how many there are of: "De pijlers zijn:"."""
    unit = candidate.unit
    is_counted = question.counts and not candidate.evidence.held(unit.start, unit.end).isdisjoint(question.target)
    is_spoken = candidate.evidence.passage.text[unit.end :].lstrip().startswith(_SPOKEN)
    return is_counted and candidate.text.endswith(":") and not is_spoken


def _drafts(question: Question, evidence: Evidence, weights: Weights, named: Set[str]) -> list[_Draft]:
    whole, above = weights.share(evidence.anywhere), weights.share(evidence.above)
    drafts = []
    before = (0, 0)
    for unit in evidence.units:
        about = names_about(question, evidence, unit)
        if about:
            around = evidence.above | evidence.held(before[0], unit.end)
            own, near = weights.share(evidence.held(unit.start, unit.end)), weights.share(around)
            rest = weights.share(around, apart_from=named)
            drafts.append(_Draft(evidence, unit, (own, near, rest, whole, above), about, before))
        before = (unit.start, unit.end)
    return drafts


def _candidate(question: Question, draft: _Draft) -> Candidate:
    evidence, unit = draft.evidence, draft.unit
    text = evidence.text_of(unit)
    fact, shape, close = _fact(question, draft)
    cue = _CUES.get(question.kind)
    numbers = (
        *draft.shares,
        evidence.dense,
        evidence.score,
        float(fact is not None),
        close,
        float(cue is not None and cue.search(text) is not None),
        draft.about,
        float(text.endswith("?")),
        float(unit.form == "item"),
        float(unit.form == "row"),
        _defines(question, draft) if question.kind == "definition" else 0.0,
        0.0 if question.shapes else _near_beginning(evidence.passage.locator.start + unit.start),
        0.0,  # is told of the best
    )
    if question.gives_name:
        fact = shape = None
    return Candidate(evidence, unit, fact, shape, numbers)


def _near_beginning(offset: int) -> float:
    return 1 / (1 + offset / _BEGINNING_CHARACTERS)


def _defines(question: Question, draft: _Draft) -> float:
    """Return whether a unit says what the question's words mean, or follows what leads up to it ("Impact is dan:").

    By half where it only spells an abbreviation out: "Gezondheidsdienst (GGD)".
    """
    text, span = draft.evidence.passage.text, (draft.unit.start, draft.unit.end)
    if text[slice(*span)].endswith((":", "?")):
        return 0.0
    if text[slice(*draft.before)].endswith(":"):
        span = draft.before
    other = _UNDER.search(text[slice(*span)])
    if other and not set(terms(other[1])) & set(question.focus):
        return 0.0
    if _MEANING.search(text[slice(*span)]):
        return 1.0
    words = (word for term in question.focus for word in draft.evidence.places.get(term, ()))
    return max(
        (
            _is_defined(text[span[0] : start], text[end : span[1]])
            for start, end in words
            if span[0] <= start and end <= span[1]
        ),
        default=0.0,
    )


def _is_defined(before: str, after: str) -> float:
    """Return whether a word is defined by what stands before and after it in its sentence."""
    if _DEFINING.match(after) or _NAMING_IT.search(before):
        return 1.0
    if _BEGINNING.fullmatch(before) and (before.lower().startswith("bij ") or _EXPLAINING.match(after)):
        return 1.0
    return _SPELT_OUT if before.endswith("(") and after.startswith(")") else 0.0


def _fact(question: Question, draft: _Draft) -> tuple[Span | None, Shape | None, float]:
    """Return the short fact in a unit that is most likely meant, its shape, and how close the question's words are."""
    evidence, unit = draft.evidence, draft.unit
    text = evidence.text_of(unit)
    asked, named = set(terms(question.text)), {term for name in question.names for term in name.terms}
    sought = question.target or question.role or question.focus
    words = [(start - unit.start, end - unit.start) for term in sought for start, end in evidence.places.get(term, ())]
    words = [(start, end) for start, end in words if start >= 0 and end <= len(text)]
    best: tuple[float, Span | None, Shape | None] = (-math.inf, None, None)
    for preference, shape in enumerate(question.shapes):
        for start, end in find(text, shape):
            own = set(terms(text[start:end]))
            if (own and own <= asked) or (shape in NAMING and own & named):
                continue  # the question says it itself
            close = max((_closeness((start, end), word, bool(question.counts)) for word in words), default=0.0)
            if shape == "amount" and _COST.search(question.text) and not _PAID.search(text):
                continue  # it is no price
            if shape in _REACHING and not _is_of(text, (start, end), question):
                continue  # somebody else's
            if shape == "date" and _is_other_end(question, text[:start]):
                continue
            if question.role and not any(_bears(text, (start, end), word) for word in words):
                continue  # somebody else
            if question.measures and close < _MEASURES:
                continue  # it tells how much of something else
            if question.counts and not any(_counts(text, (start, end), word) for word in words):
                if not _counts_earlier(question, draft, (start, end)):
                    continue  # it counts something else
                close = _BEFORE
            # An address on the web holds the very name; a telephone number is asked for first all the same.
            score = close - (1.0 if question.kind == "contact" else _SECOND_SHAPE) * preference
            if score > best[0]:
                best = (score, (unit.start + start, unit.start + end), shape)
    return best[1], best[2], max(0.0, best[0])


def _is_of(text: str, address: Span, question: Question) -> bool:
    """Return whether the last person before a number or address is whom the question names, if it names one of them."""
    named = [set(name.terms) for name in question.names]
    people = [(end, set(terms(text[start:end]))) for start, end in find(text, "person")]
    asked = [person for _, person in people if any(name <= person for name in named)]
    before = [person for end, person in people if end <= address[0]]
    return not asked or not before or before[-1] in asked


def _is_other_end(question: Question, before: str) -> bool:
    """Return whether a date is told to be the start when the end is asked for, or the reverse."""
    told = [kind for kind, pattern in _ENDS.items() if pattern.search(before[-_NEAR_DATE:])]
    asked = [kind for kind, pattern in _ENDS.items() if pattern.search(question.text)]
    return len(told) == len(asked) == 1 and told != asked


def _bears(text: str, name: Span, role: Span) -> bool:
    """Return whether a name and a role stand together: "Roos Verzonnen, projectleider", "Projectleider: Roos"."""
    between = text[min(name[1], role[1]) : max(name[0], role[0])]
    return _TOGETHER.fullmatch(between) is not None


def _counts(text: str, number: Span, word: Span) -> bool:
    """Return whether a number may count what a word says: "60 vaste vrijwilligers", "deelnemers: 28"."""
    if word[0] >= number[1]:
        return _COUNTED_AFTER.fullmatch(text, number[1], word[0]) is not None
    is_counted = any(_COUNTED_AFTER.fullmatch(text, end, word[0]) for _, end in find(text, "number") if end < word[0])
    is_beside = _COUNTED_BEFORE.fullmatch(text, word[1], number[0]) is not None
    return is_beside and not is_counted and _stands_alone(text, number)


def _counts_earlier(question: Question, draft: _Draft, number: Span) -> bool:
    """Return whether a number may count what a sentence before it names: "Ouders helpen ook. Het zijn er 12."."""
    text = draft.evidence.text_of(draft.unit)
    refers = _COUNTED_EARLIER.search(text)
    is_named = not draft.evidence.held(0, draft.unit.start).isdisjoint(question.target)
    return is_named and refers is not None and (refers[0].lower() != "er" or _stands_alone(text, number))


def _stands_alone(text: str, number: Span) -> bool:
    """Return whether no noun follows a number, as far as that can be told."""
    after = _NEXT_WORD.match(text, number[1])
    return after is None or after[1].lower() in STOPWORDS


def _closeness(fact: Span, word: Span, is_counted: bool) -> float:
    """Return 1 for a word beside or in a fact, less the further it is."""
    is_after = word[0] >= fact[1]
    gap = max(0, word[0] - fact[1] if is_after else fact[0] - word[1])
    return math.exp(-gap / _REACH) * (_BEFORE if is_counted and not is_after else 1.0)


def signs(question: Question, ranked: Sequence[Candidate], pool: Sequence[Evidence]) -> tuple[float, ...]:
    """Return the numbers that ``SIGNS`` names for the best candidate.

    Args:
        question: What is asked.
        ranked: The candidates, best first; at least one.
        pool: Every passage that was found, best first.
    """
    best = ranked[0]
    doc_id = best.evidence.passage.doc_id
    usual = [one.dense for one in pool[_AHEAD:]] or [best.evidence.dense]
    others = (one for one in ranked if one.evidence.passage.doc_id != doc_id)
    agreeing = {doc_id, *(one.evidence.passage.doc_id for one in others if agree(one, best))}
    elsewhere = max((one.score for one in pool if one.passage.doc_id not in agreeing), default=0.0)
    other = next((one.score for one in ranked if one.evidence.passage.doc_id not in agreeing), -math.inf)
    return (
        *(best.number(name) for name in ("unit", "near", "rest")),
        best.evidence.dense,
        max(one.dense for one in pool) - sum(usual) / len(usual),
        best.evidence.score - elsewhere,
        min(_MOST_AHEAD, best.score - other),
        max(best.number("shape"), best.number("defines")),
        best.number("names"),
    )


def agree(one: Candidate, other: Candidate) -> bool:
    """Return whether two candidates say the same: the same short fact, if need be in more words, or the same words."""
    if one.value is None or other.value is None:
        return _said(one.text) == _said(other.text)
    values = set(terms(one.value)), set(terms(other.value))
    return values[0] <= values[1] or values[1] <= values[0]


@lru_cache(maxsize=2_000)
def _said(text: str) -> tuple[str, ...]:
    return tuple(terms(text))


def certainty(numbers: Sequence[float]) -> float:
    """Return the probability that the best candidate is right, given its signs."""
    weights = fitted()
    return 1 / (
        1 + math.exp(-sum(weight * number for weight, number in zip(weights["sure"], (1.0, *numbers), strict=True)))
    )


@cache
def fitted() -> Mapping[str, Sequence[float]]:
    """Return the fitted weights: ``rank``, one for each of ``FEATURES``; ``sure``, a constant and ``SIGNS``."""
    text = files("search.answering").joinpath("weights.json").read_text("utf-8")
    weights: Mapping[str, Sequence[float]] = json.loads(text)["weights"]
    return weights
