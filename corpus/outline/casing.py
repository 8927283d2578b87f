"""Titles in capitals, as people write them: what a citation shows. The text itself stays as it is."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.model import Block
from corpus.word_list import is_listed_so

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.?!:\n\"“‘(])[\W_]*$")
_NUMERAL = re.compile(r"[IVXL]+|\w*\d\w*")
_LOOK_BACK = 6
_MAX_TITLE = 300
_MIN_PART = 4


@dataclass(frozen=True, slots=True)
class _Usage:
    """How running text writes words: its usual form by word in lower case, and pairs such as "Wijk GGD"."""

    forms: Mapping[str, str]
    pairs: frozenset[tuple[str, str]]


def in_sentence_case(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with each title that is all capitals in sentence case: "DE WIJK GGD" as "De Wijk GGD".

    A word gets the form that it has in running text of the document. Another becomes lower case if the word list
    knows it; a title with a word that neither knows stays in capitals, for it may be a name or an abbreviation.
    """
    if not any(_is_in_capitals(block.title) for block in blocks):
        return list(blocks)
    usage = _usage(text, blocks)
    return [replace(b, title=_recase(b.title, usage)) if _is_in_capitals(b.title) else b for b in blocks]


def _is_in_capitals(title: str) -> bool:
    # One word of a few letters is rather an abbreviation.
    return title.isupper() and len(title) <= _MAX_TITLE and sum(char.isalpha() for char in title) > _MIN_PART


def _usage(text: str, blocks: Sequence[Block]) -> _Usage:
    """Return how running text writes words; those that open a sentence say nothing about their capital."""
    seen: dict[str, Counter[str]] = {}
    pairs: set[tuple[str, str]] = set()
    for block in blocks:
        piece = text[block.start : block.end]
        if block.kind not in ("text", "list") or piece.isupper():
            continue
        before = ""
        for word in _WORD.finditer(piece):
            if not _SENTENCE_START.search(piece, max(word.start() - _LOOK_BACK, 0), word.start()):
                seen.setdefault(word[0].lower(), Counter())[word[0]] += 1
            if before and not before.islower() and not word[0].islower():
                pairs.add((before, word[0]))
            before = word[0]
    return _Usage({word: forms.most_common(1)[0][0] for word, forms in seen.items()}, frozenset(pairs))


def _recase(title: str, usage: _Usage) -> str:
    """Return the title in sentence case, or as it is when that is not certain."""
    words = list(_WORD.finditer(title))
    usual = ["", *(usage.forms.get(word[0].lower(), "") for word in words), ""]
    pieces: list[str] = []
    end = 0
    for number, word in enumerate(words, start=1):
        starts = not pieces or title[end : word.start()].strip().endswith((".", "?", "!"))
        is_name = not usage.pairs.isdisjoint(pairwise(usual[number - 1 : number + 2]))
        form = _form(word[0], usual[number], is_name=is_name)
        if form is None and not starts:
            return title
        form = form or word[0].lower()
        pieces += [title[end : word.start()], _capitalised(form) if starts else form]
        end = word.end()
    return "".join([*pieces, title[end:]])


def _form(word: str, usual: str, *, is_name: bool) -> str | None:
    """Return how a word of a title is written inside a sentence; None if that is not certain.

    Args:
        word: The word, in capitals.
        usual: How the document writes it, or "".
        is_name: Whether it does so beside the same word as in the title.
    """
    lower = word.lower()
    if lower != "u" and (len(word) == 1 or _NUMERAL.fullmatch(word)):
        return word
    if usual and (is_name or not _is_known(lower)):
        return usual  # the "Wijk" of "Wijk GGD" is no other wijk
    if _is_known(lower):
        return lower
    if _is_known(lower.capitalize()):
        return lower.capitalize()
    return lower if _is_compound(lower) else None


def _is_known(word: str) -> bool:
    return is_listed_so(word, "nl")


def _is_compound(word: str) -> bool:
    """Return whether a word is two known ones, with an s between them or none."""
    for end in range(_MIN_PART, len(word) - _MIN_PART + 1):
        first = word[:end]
        if _is_known(word[end:]) and (_is_known(first) or (first.endswith("s") and _is_known(first[:-1]))):
            return True
    return False


def _capitalised(word: str) -> str:
    return "IJ" + word[2:] if word.startswith("ij") else word[:1].upper() + word[1:]
