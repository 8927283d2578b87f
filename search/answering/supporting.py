"""Which sentences of a generator's answer the passages support: only what they cite, say and name themselves."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from search.answering.composing import REFERS_BACK
from search.answering.evidence import Evidence, names_about
from search.answering.manners import is_order
from search.answering.question import Question
from search.answering.shapes import Shape, find
from search.dutch.analyser import explain, parts, terms
from search.dutch.lexicon import lemma
from search.dutch.numerals import is_numeral
from search.dutch.sentences import sentence_spans
from search.dutch.stopwords import STOPWORDS
from search.encoder import Encoder, Vectors

_LONGEST = 600
"""Characters of a sentence at most."""
_FARTHER = 0.05
"""How much nearer than the quote another may be (cosine). Of sentences with a third of their words left out or moved
none was farther from its own quote than from any other of the samples; half of the others were farther by .09."""
_MARK = re.compile(r"\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
_LATE_MARKS = re.compile(r"([.!?…]+)\s*((?:\[[\d,; ]+\]\s*)+)")
"""A citation behind the end of its sentence."""
_BULLET = re.compile(r"^(?:[-*•–]|\d{1,2}[.)])\s+")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_TOKEN = re.compile(rf"{_NUMBER.pattern}|(?<![\w'’])[A-ZÀ-Þ][\w'’&-]*")
"""A number, or a word with a capital."""
_BEGINS = re.compile(r"(?:^|[.!?:…\n])[\s\"'‘’“”«»(*•–-]*$")
"""What stands before a word whose capital may only begin a sentence."""
_WINDOW = 12
_GOES_ON = re.compile(r" [A-ZÀ-Þ]")
_SYMBOL = re.compile(r"[^\w\s.,;:!?'\"‘’“”()/–-]")
"""What is neither word nor punctuation: % and € among others."""
_VERBATIM: tuple[Shape, ...] = ("date", "time", "phone", "email", "website")
_NEGATION = re.compile(r"\b(?:niet|geen|nooit|niemand|niets|nergens|noch|nee)\b", re.IGNORECASE)
_LIMITS = frozenset(
    "alleen uitsluitend slechts enkel als indien mits tenzij behalve zonder minstens hoogstens maximaal minimaal "
    "ongeveer bijna soms misschien mogelijk volgens dat of".split()
)
"""Words that neither a sentence nor its quote may have without the other; who hopes that it rains does not say so."""
_MODALS = frozenset("kunnen mogen moeten hoeven zullen willen dienen".split())
_SMALL = frozenset(
    "één alle alles allemaal alleen elk elke ieder iedere iedereen altijd meer meest veel beide allebei enkele voor na "
    "tot vanaf sinds".split()
)
"""Small words that change what a sentence claims as much as a number does."""
_LEADS = frozenset("van naar tot tussen met tegen per dan vanaf sinds na voor onder boven".split())
"""Small words that tell what a number is: from which, to which, since when."""
_ADDRESSED = frozenset(("u",))


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of a generator, without its marks, and the passages that it cites."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """Words of a passage that say what a sentence says: ``passage.text[start:end]``."""

    number: int  # of the passage, as it was shown
    evidence: Evidence
    start: int
    says_from: int  # what stands before it only tells whom and what "zij" and "dit" are
    end: int

    @property
    def text(self) -> str:
        """The words."""
        return self.evidence.passage.text[self.start : self.end]

    @property
    def said(self) -> str:
        """The words, without the sentence that they refer back to."""
        return self.evidence.passage.text[self.says_from : self.end]

    @property
    def before(self) -> str:
        """The sentence that they refer back to; empty when they do not."""
        return self.evidence.passage.text[self.start : self.says_from]

    @property
    def place(self) -> tuple[str, int, int]:
        """Where they stand in the document: its id, start and end."""
        offset = self.evidence.passage.locator.start
        return self.evidence.passage.doc_id, offset + self.start, offset + self.end

    @property
    def above(self) -> str:
        """What stands over them."""
        passage = self.evidence.passage
        return "\n".join((passage.item or "", *passage.locator.heading))


def showable(evidence: Evidence) -> bool:
    """Return whether a generator may see a passage: not one that gives it orders."""
    return not is_order(" ".join(evidence.passage.text.split()))


def sentences(pieces: Iterable[str]) -> Iterator[Written]:
    """Yield the sentences of a text that comes in pieces, each as soon as its line is whole."""
    line = ""
    for piece in pieces:
        *whole, line = (line + piece).split("\n")
        for one in whole:
            yield from _sentences(one)
    yield from _sentences(line)


def _sentences(line: str) -> Iterator[Written]:
    moved = _BULLET.sub("", _LATE_MARKS.sub(r" \2\1 ", line.strip()))
    for start, end in sentence_spans(moved):
        sentence = moved[start:end]
        numbers = (int(number) for marks in _MARK.findall(sentence) for number in re.findall(r"\d+", marks))
        bare = re.sub(r"\s+([.!?,;:…])", r"\1", " ".join(_MARK.sub(" ", sentence).split()))
        if re.search(r"\w", bare):
            yield Written(bare, tuple(dict.fromkeys(numbers)))


class Checker:
    """Finds what supports a sentence among the passages that were shown."""

    def __init__(self, question: Question, shown: Sequence[Evidence], encoder: Encoder) -> None:
        """Take what was asked, the passages, [1] the first, and what tells how near in meaning two texts are."""
        self._encoder = encoder
        self._shown = len(shown)
        self._quotable = [
            one for number, evidence in enumerate(shown, start=1) for one in _quotable(question, number, evidence)
        ]

    def supports(self, written: Written) -> list[Support]:
        """Return what supports a sentence, of each passage that it cites at most one; nothing if none does.

        A sentence must be whole and cite only passages that were shown. A quote supports it when it holds every word,
        number, name, day, address and symbol of it (headings may add words, names and numbers), denies and bounds the
        same, has no name or number between those of the sentence besides, and is about as near to it in meaning as any
        other quote. When either holds a number, the order must be the same too. Of the sentence that it refers back to
        only names and numbers count.
        """
        numbers = set(written.numbers)
        is_whole = written.text.endswith((".", "!", "…")) and len(written.text) <= _LONGEST
        if not is_whole or not numbers or not numbers <= set(range(1, self._shown + 1)):
            return []
        holding = [
            place for place, one in enumerate(self._quotable) if one.number in numbers and _says(one, written.text)
        ]
        if not holding:
            return []
        near = self._vectors @ self._encoder.encode_passages([written.text])[0]
        nearest_last = sorted(holding, key=lambda place: float(near[place]))
        best = {self._quotable[place].number: place for place in nearest_last}
        return [
            self._quotable[best[number]]
            for number in written.numbers
            if number in best and near[best[number]] >= near.max() - _FARTHER
        ]

    @cached_property
    def _vectors(self) -> Vectors:
        return self._encoder.encode_passages([one.text for one in self._quotable])


def _quotable(question: Question, number: int, evidence: Evidence) -> Iterator[Support]:
    """Yield what may be quoted of a passage: sentences, items and rows about what is asked, and that ask nothing.

    One that refers back to the one before it comes with that one too.
    """
    before = None
    for unit in evidence.units:
        text = evidence.text_of(unit)
        if names_about(question, evidence, unit) and not text.endswith("?"):
            yield Support(number, evidence, unit.start, unit.start, unit.end)
            if before is not None and REFERS_BACK.match(text):
                yield Support(number, evidence, before.start, unit.start, unit.end)
        before = unit


def _says(quote: Support, sentence: str) -> bool:
    """Return whether a quote says everything that a sentence does, with what it refers back to and stands under."""
    text = quote.said
    referred = "\n".join((*_tokens(quote.before), text))
    spaced = " ".join(text.split()).lower()
    exact = {sentence[slice(*span)].lower() for shape in _VERBATIM for span in find(sentence, shape)}
    symbols, small = set(_SYMBOL.findall(sentence)), _SMALL.intersection(_words(sentence))
    return (
        all(words in spaced for words in exact | symbols)
        and small <= set(_words(text))
        and _turns(sentence) == _turns(text)
        and _pairs_alike(_tokens(sentence), _tokens(quote.text), set(_tokens(quote.above)))
        and _holds_terms(sentence, f"{quote.above}\n{referred}")
        and _counts_alike(_steps(sentence), _steps(referred), _steps(quote.above))
    )


def _holds_terms(sentence: str, text: str) -> bool:
    """Return whether a text holds every term of a sentence, or its parts; False when it has none."""
    wanted = set(terms(sentence)) - _ADDRESSED
    own = terms(text)
    held = {*own, *parts(own)}
    return bool(wanted) and all(term in held or held.issuperset(parts([term])) for term in wanted)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _turns(text: str) -> tuple[int, Set[str], Set[str]]:
    """Return what turns a claim around or bounds it: how often it denies, its limits, and its modal verbs."""
    words = set(_words(text))
    modals = {lemma(word) or word for word in words} | words
    return len(_NEGATION.findall(text)), _LIMITS & words, _MODALS & modals


def _tokens(text: str) -> list[str]:
    """Return the numbers and names in a text, in order; a word whose capital only begins a sentence is no name."""
    found = []
    for match in _TOKEN.finditer(text):
        lowered = match[0].lower()
        only_begins = (
            lemma(lowered) is not None
            and not _GOES_ON.match(text, match.end())
            and _BEGINS.search(text, max(0, match.start() - _WINDOW), match.start())
        )
        if not only_begins and lowered not in STOPWORDS:
            found.append(lowered)
    return found


def _pairs_alike(said: Sequence[str], quoted: Sequence[str], above: Set[str]) -> bool:
    """Return whether numbers and names belong together in a sentence as they do in its quote.

    What the quote has besides must not stand between what the sentence has, nor be of the same kind as what only a
    heading has.
    """
    own, there = set(said), set(quoted)
    if not own <= there | above:
        return False
    others = there - own
    kinds = {_NUMBER.fullmatch(token) is not None for token in others}
    if any((_NUMBER.fullmatch(token) is not None) in kinds for token in own - there):
        return False
    places = [place for place, token in enumerate(quoted) if token in own]
    return not places or others.isdisjoint(quoted[places[0] : places[-1] + 1])


@dataclass(frozen=True, slots=True)
class _Step:
    """A number, a word that tells what a number is, or a term, at its place in a text."""

    text: str
    kind: Literal["number", "lead", "term"]
    stays: bool = False  # whether it may not be left out between others: numbers, and what leads to one


def _steps(text: str) -> list[_Step]:
    """Return what a text says of numbers, in order; compounds as their parts."""
    found: list[_Step] = []
    counts = False  # whether a number comes next
    for one in reversed(explain(text)):
        word = text[one.start : one.end].lower()
        if word in _LEADS:
            found.append(_Step(word, "lead", counts))
        counts = bool(one.term) and is_numeral(word)
        if counts:
            found.append(_Step(word, "number", stays=True))
        elif one.term and one.term not in _ADDRESSED:
            found += (_Step(part, "term") for part in reversed(one.parts or (one.term,)))
    return found[::-1]


def _counts_alike(said: Sequence[_Step], quoted: Sequence[_Step], above: Iterable[_Step]) -> bool:
    """Return whether a sentence says of numbers what its quote does: always when neither holds any.

    What it has of the quote must stand there in the same order: no number left out between, nor what leads to one, and
    nothing at all between its own numbers. Headings may add to it, but nothing that leads to a number.
    """
    if not any(step.kind == "number" for step in (*said, *quoted)):
        return True
    there = {step.text for step in quoted}
    added = {step.text for step in above if step.kind != "lead"}
    if not all(step.text in there | added for step in said):
        return False
    wanted = [step for step in said if step.text in there]
    return any(_follows(wanted, quoted[start:]) for start in range(len(quoted)))


def _follows(wanted: Sequence[_Step], quoted: Sequence[_Step]) -> bool:
    """Return whether steps begin with the first that is wanted and hold the others in order, leaving out only terms."""
    numbers = [place for place, step in enumerate(wanted) if step.kind == "number"]
    found = 0
    for step in quoted:
        if found < len(wanted) and step.text == wanted[found].text:
            found += 1
        elif found in (0, len(wanted)):
            break
        elif step.stays or (numbers and numbers[0] < found <= numbers[-1]):
            return False
    return 0 < found == len(wanted)
