"""Paragraphs as a tree of sections, and what to ask of it."""

from collections.abc import Iterator, Sequence

from corpus.model import Block, Section
from corpus.reading.text import read_text
from corpus.sections import build_sections

PROSE = "De buren drinken elke week samen koffie in het buurthuis van de wijk."
OTHER = "Wie niet kan lopen wordt door een vrijwilliger van de buurt thuis gehaald."
LONG = " ".join([PROSE] * 3)

Tree = list[tuple[str, int, bool, list[str], "Tree"]]


def sections_of(*paragraphs: str, kind: str | None = None) -> tuple[str, tuple[Section, ...]]:
    draft = read_text("\n\n".join(paragraphs).encode())
    return draft.text, build_sections(draft.text, draft.blocks, kind=kind)


def outline(*paragraphs: str, kind: str | None = None) -> list[str]:
    """Return each heading behind as many points as its depth, with an asterisk if it is an item."""
    _, tree = sections_of(*paragraphs, kind=kind)
    return list(_outline(tree, 0))


def _outline(sections: Sequence[Section], depth: int) -> Iterator[str]:
    for section in sections:
        yield "." * depth + section.title + "*" * (section.item is not None)
        yield from _outline(section.sections, depth + 1)


def titles(*paragraphs: str) -> list[str]:
    return [line.lstrip(".") for line in outline(*paragraphs) if line.strip(".")]


def blocks_of(sections: Sequence[Section]) -> list[Block]:
    return [block for section in sections for block in (*section.blocks, *blocks_of(section.sections))]


def boilerplate(*paragraphs: str, kind: str | None = None) -> list[str]:
    text, tree = sections_of(*paragraphs, kind=kind)
    return [text[block.start : block.end] for block in blocks_of(tree) if block.kind == "boilerplate"]
