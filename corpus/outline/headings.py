"""Headings that no markup shows: short lines above a paragraph, and titles that stand twice."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.model import MONTHS, Block
from corpus.outline.boilerplate import is_boilerplate, squeeze

BARE_LEVEL = 0
"""Of a heading found here, until ``levels`` gives it one."""
TITLE_LEVEL = -1
"""Of a title that stands twice on end: the way in which magazine pages open an item."""
_NO_HEADING = re.compile(
    r"""(?: (?:door|tekst|foto'?s?|beeld|bron|auteurs?|geschreven\ door|namens)\b.* | (?:figuur|tabel|afbeelding)\ \d.*
        | \d+\ foto.*
        | .*,\ (?:[\w/-]+\ )?(?:lector|onderzoeker|docent|projectleider|hoogleraar|wethouder|redacteur)\b.* )""",
    re.IGNORECASE | re.VERBOSE,
)
_DATE_LINE = re.compile(
    rf"(?:[\w.]+\s+){{0,2}}(?:{'|'.join(MONTHS)})(?:\s+(?:\d{{4}}|['’]\d{{2}}))?(?:,.*)?", re.IGNORECASE
)
_CONTACT = re.compile(r"@|https?://|www\.|\b(?:tel|e-?mail|telefoon)\b\s*[.:]|\d{2,4}[- ]\d{6,8}", re.IGNORECASE)
_SENTENCE_END = re.compile(r"""[.?!…:]["'’”)\]]*$""")
_MAX_HEADING_WORDS = 14
_MAX_HEADING_CHARACTERS = 100
_MENU_CHAIN = 4
"""So many bare lines on end, with no text under any but the last, are a menu or a list, not headings."""


def bare_headings(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with short lines above a paragraph made headings."""
    pieces: list[Block] = []
    for block in blocks:
        pieces.extend(_split_first_line(text, block))
    candidates = [
        (block.kind == "text" or _is_numbered_heading(text, pieces, index))
        and _looks_like_heading(text[block.start : block.end])
        for index, block in enumerate(pieces)
    ]
    result = []
    for index, block in enumerate(pieces):
        if candidates[index] and _heads_something(text, pieces, candidates, index):
            result.append(replace(block, kind="heading", title=squeeze(text[block.start : block.end])))
        else:
            result.append(block)
    return result


def _is_numbered_heading(text: str, blocks: Sequence[Block], index: int) -> bool:
    """Return whether a "3. Waar we nu staan" that reads as an item of a list stands alone above a paragraph."""
    block, around = blocks[index], blocks[max(index - 1, 0) : index + 2]
    is_alone = sum(neighbour.kind == "list" for neighbour in around) == 1
    followed = index + 1 < len(blocks) and blocks[index + 1].kind == "text"
    return block.kind == "list" and is_alone and followed and text[block.start].isdigit()


def _split_first_line(text: str, block: Block) -> list[Block]:
    """Split a paragraph whose first line is a heading: short, and no broken-off part of a hard-wrapped text."""
    newline = text.find("\n", block.start, block.end)
    if block.kind != "text" or newline < 0:
        return [block]
    first = text[block.start : newline].rstrip()
    second = text[newline + 1 : block.end].split("\n", 1)[0]
    is_wrapped = len(second) < 1.6 * len(first) or second.lstrip()[:1].islower()
    if is_wrapped or not _looks_like_heading(first):
        return [block]
    start = newline + 1 + (len(second) - len(second.lstrip()))
    return [replace(block, end=block.start + len(first)), replace(block, start=start)]


def _looks_like_heading(line: str) -> bool:
    line = re.sub(r"^\d{1,2}\.\s+", "", line.strip())
    if "\n" in line:
        lines = line.split("\n")
        # A title over two lines, as in "Impact in\nde sociale basis"; more lines are a paragraph.
        return len(lines) == 2 and len(line) <= 60 and _looks_like_heading(" ".join(lines))
    words = line.split()
    if not words or len(words) > _MAX_HEADING_WORDS or len(line) > _MAX_HEADING_CHARACTERS:
        return False
    if not re.match(r"""["'‘’“„(]?[A-ZÀ-Þ0-9]""", line) or not re.search(r"[^\W\d_]{2}", line):
        return False
    is_sentence = re.search(r"[.!]\s+[A-Z]", line) and not line.endswith("?")
    if is_sentence or line.endswith((".", ",", ";", ":", "!", "-", "–", "…")):
        return False
    no_heading = is_boilerplate(line) or _DATE_LINE.fullmatch(line) or _NO_HEADING.fullmatch(line)
    return not (no_heading or _CONTACT.search(line))


def _heads_something(text: str, blocks: Sequence[Block], candidates: Sequence[bool], index: int) -> bool:
    """Return whether text follows the candidate, at once or under at most a few further headings."""
    for ahead in range(index + 1, min(index + _MENU_CHAIN, len(blocks))):
        block = blocks[ahead]
        if block.kind == "heading" or candidates[ahead]:
            continue
        piece = text[block.start : block.end]
        return block.kind in ("list", "table") or len(piece.split()) >= 8 or bool(_SENTENCE_END.search(piece))
    return False


def repeated_titles(text: str, blocks: list[Block]) -> list[Block]:
    """Make a line that stands twice on end one heading, the start of an item; its second copy is boilerplate."""
    result = list(blocks)
    for index in range(len(blocks) - 1):
        first, second = blocks[index], blocks[index + 1]
        words = squeeze(text[first.start : first.end])
        is_title = first.kind in ("text", "heading") and 0 < len(words) <= 160
        if is_title and words == squeeze(text[second.start : second.end]) and not is_boilerplate(words):
            result[index] = replace(first, kind="heading", level=TITLE_LEVEL, title=words)
            result[index + 1] = replace(second, kind="boilerplate", level=0, title="")
    return result
