"""What a document is: the types that every room shares. Standard library only."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

# Inside, dates stay as partial as they were stated.
_PARTIAL_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII)

MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
BlockKind = Literal["heading", "text", "list", "table", "boilerplate"]
Status = Literal["planned", "running", "finished"]
FactName = Literal["person", "partner", "place", "programme", "start", "end", "status", "contact"]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a source states about a work, for projects above all. Nothing is invented.

    ``document.text[start:end]`` holds the words that state it; both are None when the manifest or the markup does.
    """

    name: FactName
    value: str  # as written; of "start" and "end" a partial date, of "status" planned, running or finished
    role: str = ""  # of a person, as written: projectleider
    confidence: float = 1.0  # 1 for what manifest or markup state; rules that read text say how often they are right
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What is known about a work inside a document: its own date, or else that of the issue."""

    kind: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, table row or heading: ``document.text[start:end]``, half-open, without outer space.

    ``boilerplate`` stays in the document but reaches no passage: contents lists, menus, prices, repeated titles.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0  # of a heading: 1 is the highest; 0 when it is no heading
    title: str = ""  # of a heading: its words without markup
    page: int | None = None
    item: Item | None = None  # of a heading: what the markup states about the work under it, such as a mail


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it. ``item``: set when it is a work of its own in a newsletter or magazine."""

    title: str  # "" for what precedes the first heading
    level: int
    start: int
    end: int
    item: Item | None
    blocks: tuple[Block, ...]  # directly under the heading, in reading order, the heading itself left out
    sections: tuple["Section", ...]


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a passage lies in its document: characters, half-open; page from 1; headings, outermost first."""

    start: int
    end: int
    page: int | None
    heading: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is embedded, ranked and cited. ``text`` is verbatim."""

    passage_id: str
    doc_id: str
    title: str  # of the document
    item: str | None  # title of the item that it belongs to
    text: str  # == document.text[locator.start : locator.end]
    locator: Locator


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document. ``date`` may be partial: ``2024``, ``2024-02`` or ``2024-02-01``.

    ``groups`` may read it: names in order, each once; none of them: everybody may.
    """

    title: str
    publisher: str | None
    date: str | None
    authors: tuple[str, ...]
    kind: str | None
    language: str | None
    url: str | None
    facts: tuple[Fact, ...] = ()
    groups: tuple[str, ...] = ()

    def date_of(self, item: Item | None) -> str | None:
        """Return when a work in the document was written: its own date, or else that of the document."""
        return (item and item.date) or self.date


@dataclass(frozen=True, slots=True)
class Document:
    """A source text with its sections. Every offset in it refers to ``text``."""

    doc_id: str
    metadata: Metadata
    text: str
    sections: tuple[Section, ...]


def all_sections(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield each section and all that is in it, in reading order."""
    for section in sections:
        yield section
        yield from all_sections(section.sections)


def item_sections(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield the sections that are items, in reading order; items do not nest."""
    for section in sections:
        if section.item is not None:
            yield section
        else:
            yield from item_sections(section.sections)


def items(document: Document) -> list[Section]:
    """Return the document's items in reading order."""
    return list(item_sections(document.sections))


def is_partial_date(value: str) -> bool:
    """Return whether the value is ``2024``, ``2024-02`` or ``2024-02-01``."""
    if _PARTIAL_DATE.fullmatch(value) is None:
        return False
    year, month, day = (int(part) for part in (value + "-01-01"[len(value) - 4 :])[:10].split("-"))
    return day <= monthrange(year or 4, month)[1]  # the calendar has no year 0; it would be a leap year


def date_bounds(value: str) -> tuple[str, str]:
    """Return the first and last day that a partial date may mean, as ISO dates; the last day of a month is 31."""
    first = (value + "-01-01"[len(value) - 4 :])[:10]
    last = (value + "-12-31"[len(value) - 4 :])[:10]
    return first, last
