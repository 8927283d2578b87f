"""What an answer is: sentences, and the quotations that they rest on."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.model import Item, Metadata, Passage
from search.searcher import Hit


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
        return self.metadata.date_of(self.item)


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


def final(steps: Iterable[Sentence | Answer]) -> Answer:
    """Return the answer that steps end with."""
    return next(step for step in steps if isinstance(step, Answer))


def joined(*notes: str | None) -> str:
    """Return notes as one; those that are not there are passed over."""
    return " ".join(filter(None, notes))
