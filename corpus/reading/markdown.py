"""Markdown, read by markdown-it-py: its words without its markup."""

import re
from collections.abc import Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.reading.draft import BOLD_LEVEL, Draft, DraftBuilder, decode, is_bold_heading
from corpus.reading.front_matter import read_front_matter

_MAX_NESTING = 50
_BREAK = re.compile(r"<br\b", re.IGNORECASE)


def read_markdown(raw: bytes) -> Draft:
    """Return the draft of a Markdown file: one block per paragraph, list item, table row and heading.

    Front matter becomes metadata; the words between HTML tags are read, comments and images are left out.

    Raises:
        UnreadableFileError: If the file is not UTF-8 text, or the HTML in it is too large.
    """
    front = read_front_matter(decode(raw))
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
    builder = DraftBuilder()
    bullets: list[int | None] = []  # per open list: the next number, or None for bullets
    cells: list[str] | None = None
    pending = ""  # bullet of the item whose first paragraph has not come yet
    level = above = 0  # of the heading that is open, and of the last one
    notes = list(front.notes)
    for token in parser.parse(front.body):
        if token.type == "bullet_list_open":
            bullets.append(None)
        elif token.type == "ordered_list_open":
            bullets.append(int(token.attrs.get("start", 1)))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            bullets.pop()
        elif token.type == "list_item_open":
            number = bullets[-1]
            pending = "- " if number is None else f"{number}. "
            bullets[-1] = None if number is None else number + 1
        elif token.type == "list_item_close":
            pending = ""
        elif token.type == "heading_open":
            level = above = int(token.tag[1])
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            builder.add("table", " | ".join(cells))
            cells = None
        elif token.type in ("fence", "code_block"):
            builder.add("text", token.content)
        elif token.type == "html_block":
            from corpus.reading.html import read_fragment  # and with it trafilatura, which most files do not need

            pieces, faults = read_fragment(token.content, level=above)
            notes += faults
            for piece in pieces:
                if bullets and piece.kind == "text":
                    builder.add("list", pending + piece.text)
                    pending = ""
                else:
                    builder.add(piece.kind, piece.text, level=piece.level)
        elif token.type == "inline":
            children = token.children or []
            text = _words(children)
            if cells is not None:
                cells.append(" ".join(text.split()))
            elif level or (not bullets and _is_bold(children) and is_bold_heading(text)):
                builder.add("heading", " ".join(text.split()), level=level or BOLD_LEVEL)
                level = 0
            else:
                builder.add("list" if bullets else "text", pending + text)
                pending = ""
    return replace(builder.build(front.found), notes=tuple(notes))


def _words(tokens: Sequence[Token]) -> str:
    """Return inline text without its markup."""
    pieces = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            pieces.append(token.content)
        elif token.type in ("softbreak", "hardbreak") or _BREAK.match(token.content):
            pieces.append("\n")
    return "".join(pieces)


def _is_bold(tokens: Sequence[Token]) -> bool:
    """Return whether the whole paragraph is one run of bold text."""
    kinds = [token.type for token in tokens if token.type != "text" or token.content]
    return kinds[:1] == ["strong_open"] and kinds[-1:] == ["strong_close"] and kinds.count("strong_open") == 1
