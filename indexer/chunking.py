"""From a document to its passages: under one heading each, ending at sentence ends, small enough to cite."""

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.model import Block, Document, Locator, Passage, Section
from search.dutch.sentences import sentence_spans

CHUNKING_VERSION = 2
"""Raised when the same document yields other passages, so that an index chunks its documents again."""
TARGET_WORDS = 90
MAX_WORDS = 120
_MAX_CHARACTERS = 1_500
"""Longest piece of text without a sentence end; a table without points, or a text without spaces, is cut here."""
_HEADING_WORDS = 5
"""A heading with nothing under it and fewer words says nothing by itself."""

Span = tuple[int, int]


def chunk(document: Document) -> list[Passage]:
    """Return the passages of a document in reading order; boilerplate is in none, nor a heading with text under it.

    Each passage is a slice of the document's text within one section. Its id depends on the document, its text and
    how often that text occurred before in it, so that an insertion elsewhere leaves it as it was.
    """
    seen: Counter[str] = Counter()
    passages = []
    for path, item, section in _walk(document.sections, (), None):
        ends = [block.end for block in section.blocks]
        for start, end in _spans(document.text, section.blocks) if section.blocks else _heading(document.text, section):
            text = document.text[start:end]
            name = repr((document.doc_id, text, seen[text]))
            seen[text] += 1
            page = section.blocks[bisect_right(ends, start)].page if ends else None
            passages.append(
                Passage(
                    passage_id=hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest(),
                    doc_id=document.doc_id,
                    title=document.metadata.title,
                    item=item,
                    text=text,
                    locator=Locator(start, end, page, path),
                )
            )
    return passages


def _walk(
    sections: Sequence[Section], path: tuple[str, ...], item: str | None
) -> Iterator[tuple[tuple[str, ...], str | None, Section]]:
    """Yield each section with the headings that lead to it and the title of the item that it is in."""
    for section in sections:
        own_path = (*path, section.title) if section.title else path
        own_item = section.title if section.item else item
        yield own_path, own_item, section
        yield from _walk(section.sections, own_path, own_item)


def _heading(text: str, section: Section) -> Iterator[Span]:
    """Yield the heading itself when it is all there is and says something, as the rules of a standard do."""
    words = text[section.start : section.end]
    if not section.sections and len(section.title.split()) >= _HEADING_WORDS:
        start = section.start + len(words) - len(words.lstrip())
        yield start, start + len(words.strip())


def _spans(text: str, blocks: Sequence[Block]) -> Iterator[Span]:
    """Yield the passages of one section; none reaches over a block of boilerplate."""
    run: list[Span] = []
    for block in blocks:
        if block.kind == "boilerplate":
            yield from _pack(text, run)
            run = []
        else:
            run.extend(_units(text, block))
    yield from _pack(text, run)


def _units(text: str, block: Block) -> list[Span]:
    """Return the pieces that are never cut: sentences; a list item or table row is one, unless it is long."""
    piece = text[block.start : block.end]
    spans = [(0, len(piece))] if block.kind in ("list", "table") else sentence_spans(piece)
    if block.kind == "list" and len(piece.split()) > MAX_WORDS:
        spans = sentence_spans(piece)
    return [(block.start + first, block.start + last) for span in spans for first, last in _cut(piece, *span)]


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a piece without a sentence end in parts of at most ``_MAX_CHARACTERS``, cut at white space if there is."""
    while end - start > _MAX_CHARACTERS:
        space = text.rfind(" ", start + 1, start + _MAX_CHARACTERS)
        cut = space if space > start else start + _MAX_CHARACTERS
        yield start, start + len(text[start:cut].rstrip())
        start = cut
        while text[start].isspace():
            start += 1
    yield start, end


def _size(piece: str) -> int:
    """Return a length in words; text without spaces counts by its characters, a dozen to a word."""
    return max(len(piece.split()), len(piece) // 12)


def _pack(text: str, units: Sequence[Span]) -> Iterator[Span]:
    """Yield runs of units of about equal size, near ``TARGET_WORDS`` and at most ``MAX_WORDS`` where units allow."""
    sizes = [_size(text[start:end]) for start, end in units]
    total = sum(sizes)
    if not units:
        return
    count = max(1, round(total / TARGET_WORDS), -(-total // MAX_WORDS))
    goal = total / count
    first, words = 0, 0
    for index, size in enumerate(sizes):
        is_over = words + size > MAX_WORDS or (words + size) - goal > goal - words
        if index > first and is_over:
            yield units[first][0], units[index - 1][1]
            first, words = index, 0
        words += size
    yield units[first][0], units[-1][1]
