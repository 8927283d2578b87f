"""Plain text: paragraphs by blank lines, list items by their bullets, and the Markdown headings found in it."""

import re

from corpus.model import Block
from corpus.reading.draft import BOLD_LEVEL, Draft, decode, is_bold_heading

_BULLET = re.compile(r"\s*(?:[-*•‣▪◦●]|\d{1,2}[.)]|[a-z][.)])\s+\S")
_ATX = re.compile(r"(#{1,6})\s+(\S.*)")
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_MARKUP = re.compile(r"[*_`]+")


def read_text(raw: bytes) -> Draft:
    """Return the draft of a plain text file; its text is the file's, white space and all.

    Raises:
        UnreadableFileError: If the file is not UTF-8 text.
    """
    text = decode(raw)
    blocks: list[Block] = []
    position = 0
    open_block: tuple[int, int] | None = None  # paragraph being collected: start, end
    indent = 0
    for line in text.split("\n"):
        start, end = position, position + len(line)
        position = end + 1
        heading = _ATX.fullmatch(line)
        if heading or not line.strip() or _BULLET.match(line) or (open_block and _indent(line) < indent):
            if open_block:
                blocks.append(_block(text, *open_block))
                open_block = None
            if heading:
                title = _MARKUP.sub("", heading[2].rstrip().rstrip("#").rstrip())
                blocks.append(Block("heading", start, end - (len(line) - len(line.rstrip())), len(heading[1]), title))
                continue
        if not line.strip():
            continue
        if open_block is None:
            # What follows a bullet belongs to it only when it stands at least as far to the right.
            indent = _indent(line) if _BULLET.match(line) else 0
        open_block = (open_block[0] if open_block else start, end)
    if open_block:
        blocks.append(_block(text, *open_block))
    return Draft(text, tuple(blocks))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _block(text: str, start: int, end: int) -> Block:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    piece = text[start:end]
    if _BULLET.match(piece):
        return Block("list", start, end)
    bold = _BOLD.fullmatch(piece)
    if bold and is_bold_heading(bold[1]):
        return Block("heading", start, end, BOLD_LEVEL, bold[1].strip())
    return Block("text", start, end)
