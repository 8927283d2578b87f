"""Headings that are headings only to the eye: larger or bolder than the text below them, or called so by a class."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from corpus.reading.draft import BOLD_LEVEL, is_bold_heading
from corpus.reading.web.flow import Piece

_LARGER = 1.12
"""A heading is at least this much larger than running text: 18 pixels above 16."""
_AHEAD = 4
"""A heading has text under it within so many pieces; a line after line of bold words is an address or a menu."""
BUTTON = re.compile(
    r"""(?:> \s*|» \s*)? (?: lees\ (?:hier\ )?(?:meer|verder|het\ hele|alles)\b.{0,60} | meer\ (?:lezen|weten)\b.{0,40}
      | meer\ info(?:rmatie)?\b.{0,60} | klik\ hier\b.{0,60} | (?:direct\ )?(?:aanmelden|inschrijven)
      | meld\ (?:je|u)\ (?:hier\ |nu\ )?aan\b.{0,40} | schrijf\ (?:je|u)\ (?:hier\ |nu\ )?in\b.{0,40}
      | (?:bekijk|download|ga\ naar|naar)\b.{0,60} | read\ more ) \s*[.>»→›!…]*""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words of a link that is drawn as a button."""


def mark_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with those that look like a heading made one.

    The levels of the larger ones go below those that the markup states, in order of size; what is only bold gets
    ``BOLD_LEVEL``.
    """
    base = _text_size(pieces)
    looks_so = [_looks_like_heading(piece, base) for piece in pieces]
    is_heading = [looks_so[index] and _heads_text(pieces, looks_so, index) for index in range(len(pieces))]
    marked = max((piece.level for piece in pieces if piece.kind == "heading" and not piece.reason), default=0)
    styles = {_style(piece, base) for piece, found in zip(pieces, is_heading, strict=True) if found}
    levels = {
        style: min(marked + rank, BOLD_LEVEL - 1) for rank, style in enumerate(sorted(styles - {_PLAIN}), start=1)
    }
    levels[_PLAIN] = BOLD_LEVEL
    return [
        replace(piece, kind="heading", text=piece.text.replace("\n", " "), level=levels[_style(piece, base)])
        if found
        else piece
        for piece, found in zip(pieces, is_heading, strict=True)
    ]


_PLAIN = (0.0, 0)
"""The style of words that are no larger than the text, and have no class that makes them a heading."""


def _style(piece: Piece, base: float) -> tuple[float, int]:
    """Return what orders headings, the highest first: larger ones, then by their class."""
    size = piece.look.size if piece.look.size >= _LARGER * base else 0.0
    return (-size, piece.look.titled or 9) if size or piece.look.titled else _PLAIN


def _text_size(pieces: Sequence[Piece]) -> float:
    """Return the size in pixels that most of the running text has."""
    sizes: Counter[float] = Counter()
    for piece in pieces:
        if piece.kind != "heading" and not piece.reason:
            sizes[piece.look.size] += len(piece.text)
    return max(sizes, key=lambda size: (sizes[size], -size), default=16.0)


def _looks_like_heading(piece: Piece, base: float) -> bool:
    stands_out = piece.look.bold or piece.look.titled or piece.look.size >= _LARGER * base
    words = piece.text.replace("\n", " ")
    is_button = bool(piece.links) and BUTTON.fullmatch(words) is not None
    is_line = is_bold_heading(words) and re.search(r"[^\W\d_]{2}", words) is not None
    return bool(piece.kind == "text" and not piece.reason and stands_out and is_line and not is_button)


def _heads_text(pieces: Sequence[Piece], looks_so: Sequence[bool], index: int) -> bool:
    ahead = [each for each in range(index + 1, min(index + _AHEAD, len(pieces))) if not pieces[each].reason]
    return any(not looks_so[each] and pieces[each].kind != "heading" for each in ahead)
