"""A document as it was read, for people who wonder why something is found, or is not: as text and as a web page."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.terminal import printable
from corpus.collection import Reading
from corpus.describing.statuses import status_name
from corpus.kinds import kind_name
from corpus.model import Block, Document, Fact, FactName, Passage, Section, all_sections, items
from indexer.chunking import chunk

_FACTS: dict[FactName, str] = {
    "person": "persoon",
    "partner": "partner",
    "place": "plaats",
    "programme": "programma",
    "start": "begin",
    "end": "einde",
    "status": "status",
    "contact": "contact",
}
_TEMPLATES = Path(__file__).with_name("templates")
_GENERATOR = "bronwijzer inspect"
_HEAD = 1_000
"""Characters of a web page in which it says what made it."""
_BOILERPLATE = "staat in geen passage: inhoudsopgave, menu, prijs of herhaalde kop"


@dataclass(frozen=True, slots=True)
class Outline:
    """A heading with its depth from 0, and how many passages stand directly under it."""

    depth: int
    section: Section
    passages: int

    @property
    def stated(self) -> str:
        """What is known of an item, in Dutch; "" when the section is none."""
        item = self.section.item
        if item is None:
            return ""
        stated = [item.kind and kind_name(item.kind), item.date, "; ".join(item.authors)]
        stated += [f"{name}: {value}" for name, value in map(_stated, item.facts)]
        return ", ".join(["item", *filter(None, stated)])


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words that are in no passage, and why, in Dutch. ``start`` is None when they are not in the text either."""

    text: str
    reason: str
    start: int | None
    page: int | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: a heading, a passage, what is left out, or the space between them."""

    kind: str
    text: str
    number: int = 0  # of a passage, from 1


def write_text(reading: Reading) -> None:
    """Print the document as it was read."""
    document, draft = reading.document, reading.draft
    passages = chunk(document)
    _line(document.metadata.title)
    for name, value in facts(document):
        _line(f"  {name}: {value}")
    counts = {"tekens": len(document.text), "items": len(items(document)), "passages": len(passages)}
    _line("  " + ", ".join(f"{number} {name}" for name, number in counts.items()))
    for note in draft.notes:
        _line(f"  let op: {note}")
    _line("")
    _line("Indeling")
    for entry in outline(document, passages):
        title = entry.section.title or "(zonder kop)"
        mark = f" [{entry.stated}]" if entry.stated else ""
        place = f"tekens {entry.section.start}-{entry.section.end}, passages: {entry.passages}"
        _line(f"  {'  ' * entry.depth}{title}{mark} ({place})")
    _line("")
    _line("Passages")
    for number, passage in enumerate(passages, start=1):
        locator = passage.locator
        page = f", p. {locator.page}" if locator.page else ""
        _line(f"{number}. {' > '.join(locator.heading)} (tekens {locator.start}-{locator.end}{page})")
        _line("   " + " ".join(passage.text.split()))
    _line("")
    _line("Weggelaten")
    for words in left_out(reading):
        page = f", p. {words.page}" if words.page else ""
        _line(f"  {' '.join(words.text.split())} ({words.reason}{page})")


def html(reading: Reading) -> str:
    """Return the document as it was read as one web page: its outline, and the whole text with every passage marked."""
    document = reading.document
    passages = chunk(document)
    return (
        _environment()
        .get_template("inspect.html")
        .render(
            generator=_GENERATOR,
            document=document,
            draft=reading.draft,
            facts=facts(document),
            outline=list(outline(document, passages)),
            passages=passages,
            pieces=list(pieces(document, passages)),
            dropped=[words for words in left_out(reading) if words.start is None],
        )
    )


def is_report(page: Path) -> bool:
    """Return whether a file is a web page that ``html`` returned, and may be replaced by another."""
    with page.open("rb") as file:
        return f'<meta name="generator" content="{_GENERATOR}">'.encode() in file.read(_HEAD)


def facts(document: Document) -> list[tuple[str, str]]:
    """Return what is known of the document, with its Dutch names; what nobody states is left out."""
    metadata = document.metadata
    known = {
        "uitgever": metadata.publisher,
        "datum": metadata.date,
        "auteurs": "; ".join(metadata.authors),
        "soort": metadata.kind and kind_name(metadata.kind),
        "taal": metadata.language,
        "adres": metadata.url,
    }
    stated = [(name, value) for name, value in known.items() if value]
    return stated + [_stated(fact) for fact in metadata.facts]


def outline(document: Document, passages: Sequence[Passage]) -> Iterator[Outline]:
    """Yield every section in reading order."""

    def walk(sections: Sequence[Section], depth: int) -> Iterator[Outline]:
        for section in sections:
            own = (first.start for first in section.sections)
            end = min(own, default=section.end)
            inside = sum(section.start <= passage.locator.start < end for passage in passages)
            yield Outline(depth, section, inside)
            yield from walk(section.sections, depth + 1)

    return walk(document.sections, 0)


def left_out(reading: Reading) -> Iterator[LeftOut]:
    """Yield what is in no passage: first what stayed in the text, then what did not."""
    document = reading.document
    for block in _blocks(document):
        if block.kind == "boilerplate":
            yield LeftOut(document.text[block.start : block.end], _BOILERPLATE, block.start, block.page)
    for dropped in reading.draft.dropped:
        yield LeftOut(dropped.text, dropped.reason, None, dropped.page)


def pieces(document: Document, passages: Sequence[Passage]) -> Iterator[Piece]:
    """Yield the whole text in order, in pieces; together they are the text."""
    position = 0
    spans = [
        (passage.locator.start, passage.locator.end, "passage", number + 1) for number, passage in enumerate(passages)
    ]
    spans += [(b.start, b.end, "boilerplate", 0) for b in _blocks(document) if b.kind == "boilerplate"]
    for start, end, kind, number in sorted(spans):
        yield Piece("between", document.text[position:start])
        yield Piece(kind, document.text[start:end], number)
        position = end
    yield Piece("between", document.text[position:])


def _stated(fact: Fact) -> tuple[str, str]:
    """Return what a fact is called and what it says, in Dutch."""
    return fact.role or _FACTS[fact.name], status_name(fact.value) if fact.name == "status" else fact.value


def _blocks(document: Document) -> Iterator[Block]:
    return (block for section in all_sections(document.sections) for block in section.blocks)


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined)


def _line(text: str) -> None:
    sys.stdout.write(printable(text) + "\n")
