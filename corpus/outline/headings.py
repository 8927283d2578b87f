"""Headings that no markup shows: short lines above a paragraph, and titles that stand twice."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.model import MONTHS, Block
from corpus.outline.boilerplate import is_boilerplate, is_price, squeeze
from corpus.outline.labels import are_credits, are_labels

BARE_LEVEL = 0
"""Of a heading found here, until ``levels`` gives it one."""
TITLE_LEVEL = -1
"""Of a title that stands twice on end: the way in which magazine pages open an item."""
_NO_HEADING = re.compile(
    r"""(?: (?:door|tekst|foto'?s?|beeld|bron|auteurs?|geschreven\ door|namens)\b.* | (?:figuur|tabel|afbeelding)\ \d.*
        | \d+\ foto.* | .*\ door\ .*\(\d{4}\)
        | .*\((?:ontvangen|ingezonden|verzonden)\ [^()]*\)
        | .*,\ (?:[\w/-]+\ )?(?:lector|onderzoeker|docent|projectleider|hoogleraar|wethouder|redacteur)\b.*
        | .*\ zie:\ .*
        | (?:domein|type|status|kenmerk|categorie|plaats|locatie|looptijd|programma(?:lijn)?|onderwerp|betreft|partners?
            |aanwezig|afwezig|(?:project|programma)leider|co[oö]rdinator|contactpersoon|\w*datum)\s*:.*
        | (?:[\w.]+\ ){0,3}groet(?:en|jes)?,\ .*
        | (?:versie|datum|publicatiedatum|laatst\ (?:gewijzigd|bijgewerkt))\b.*\d.*
        | postbus\ \d.* | (?!19|20)\d{4}\ ?(?-i:[A-Z]{2})(?:\ .*)? | \w+(?:straat|weg|laan|plein|gracht)\ \d.* )""",
    re.IGNORECASE | re.VERBOSE,
)
_OPEN_END = re.compile(r"\b(?:de|een|en|of|te|der|den|per|onze|hun|wordt)$")
"""No title ends so; a line that was broken off does."""
_NUMBERED_PART = re.compile(r"(?:vra(?:ag|gen)|antwoord(?:en)?)\ \d[\d ,]*(?: en \d+)?\W*", re.IGNORECASE)
"""Of a list of questions; what stands under it, a question above all, is its text."""
_FAREWELL = re.compile(r"\b(?:groet(?:en|jes)?|leesplezier|tot (?:dan|ziens|snel))\W*$", re.IGNORECASE)
"""The line after it is the name of who wrote it."""
_DATE_LINE = re.compile(
    rf"""(?:(?:den\ )?[\w’'-]+,\s+(?=\d))?(?:[\w.]+\s+){{0,2}}(?:{"|".join(MONTHS)})
         (?:\s+(?:\d{{4}}|['’]\d{{2}}))?(?:,.*)?""",
    re.IGNORECASE | re.VERBOSE,
)
_DATED = re.compile(
    rf"""(?:(?:nieuws(?:bericht)?|blog|column|persbericht|(?:geplaatst|gepubliceerd)(?:\ op)?)\W{{1,3}})?
         (?:(?:maan|dins|woens|donder|vrij|zater|zon)dag,?\ )?
         (?:\d{{1,2}}\ (?:{"|".join(f"{month}|{month[:3]}" for month in MONTHS)}|mrt)\.?\ \d{{4}}
           | \d{{1,2}}([-/.])\d{{1,2}}\1\d{{4}})
         (?:$|\W)(?!.{{60}})""",
    re.IGNORECASE | re.VERBOSE,
)
_CONTACT = re.compile(r"@|https?://|www\.|\b(?:tel|e-?mail|telefoon)\b\s*[.:]|\d{2,4}[- ]\d{6,8}", re.IGNORECASE)
_MAX_TITLE = 160
_SENTENCE_END = re.compile(r"""[.?!…:]["'’”)\]]*$""")
_VERB = re.compile(r"\b(?:is|was|wordt|staat|kan|moet|mag|zal|heeft|gaat)\b")
_MAX_HEADING_WORDS = 14
_MAX_HEADING_CHARACTERS = 100
_MAX_LONG_WORDS = 18
_MAX_LONG_CHARACTERS = 120
"""Of a heading in two parts ("Preventie: een methode voor ...") or a question."""
_MAX_SENTENCE_WORDS = 10
"""A line with more words and a verb is a sentence that lost its full stop."""
_MENU_CHAIN = 4
"""So many bare lines on end, with no text under any but the last, are a menu or a list, not headings."""


def bare_headings(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with short lines above a paragraph made headings."""
    pieces: list[Block] = []
    for index, block in enumerate(blocks):
        pieces.extend(_split_first_line(text, block, is_first=index == 0))
    candidates = _candidates(text, pieces)
    above: list[Block] = []  # marked headings, outermost first
    result = []
    for index, block in enumerate(pieces):
        if block.kind == "heading":
            above = [*(heading for heading in above if heading.level < block.level), block]
        if candidates[index] and any(squeeze(text[block.start : block.end]) == heading.title for heading in above):
            result.append(replace(block, kind="boilerplate"))  # the title once more, as in a logo
        elif candidates[index] and _heads_something(text, pieces, candidates, index):
            result.append(replace(block, kind="heading", title=squeeze(text[block.start : block.end])))
        else:
            result.append(block)
    return result


def _candidates(text: str, blocks: Sequence[Block]) -> list[bool]:
    """Return of each block whether it may be a heading; what asks or answers a "Vraag 3" is none."""
    candidates: list[bool] = []
    part = -1  # where the last heading stands, if it is a numbered part
    for index, block in enumerate(blocks):
        is_candidate = _is_candidate(text, blocks, index)
        line = text[block.start : block.end] if is_candidate else block.title
        if is_candidate and part >= 0 and (part == index - 1 or "?" in line):
            is_candidate = False
        elif is_candidate or block.kind == "heading":
            part = index if _NUMBERED_PART.fullmatch(line) else -1
        candidates.append(is_candidate)
    return candidates


def _is_candidate(text: str, blocks: Sequence[Block], index: int) -> bool:
    """Return whether a block may be a heading, going by its words and by those around it."""
    block = blocks[index]
    if block.kind != "text" and not _is_numbered_heading(text, blocks, index):
        return False
    if not _looks_like_heading(text[block.start : block.end]):
        return False
    before = blocks[index - 1] if index else None
    after = blocks[index + 1] if index + 1 < len(blocks) else None
    is_signature = before is not None and _FAREWELL.search(text, max(before.start, before.end - 40), before.end)
    goes_on = after and after.kind == "text" and text[after.start].islower() and not _holds_credits(text, after)
    # A question right above a marked heading is what stands under the heading before it.
    is_asked = after is not None and after.kind == "heading" and text[block.end - 1] == "?"
    return not is_signature and not goes_on and not is_asked


def _is_numbered_heading(text: str, blocks: Sequence[Block], index: int) -> bool:
    """Return whether a "3. Waar we nu staan" that reads as an item of a list stands alone above a paragraph."""
    block, around = blocks[index], blocks[max(index - 1, 0) : index + 2]
    is_alone = sum(neighbour.kind == "list" for neighbour in around) == 1
    followed = index + 1 < len(blocks) and blocks[index + 1].kind == "text"
    return block.kind == "list" and is_alone and followed and text[block.start].isdigit()


def _split_first_line(text: str, block: Block, *, is_first: bool) -> list[Block]:
    """Split a paragraph whose first line is a heading: short, and no broken-off part of a hard-wrapped text.

    Only credits may be as short as the title above them; labels too where the document begins.
    """
    newline = text.find("\n", block.start, block.end)
    if block.kind != "text" or newline < 0:
        return [block]
    first = text[block.start : newline].rstrip()
    second = text[newline + 1 : block.end].split("\n", 1)[0]
    is_wrapped = len(second) < 1.6 * len(first) or second.lstrip()[:1].islower()
    has_credits = (are_labels if is_first else are_credits)(text, newline + 1, block.end)
    stands_apart = not is_wrapped or has_credits or _NUMBERED_PART.fullmatch(first)
    if not stands_apart or not _looks_like_heading(first):
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
    if not words or len(words) > _MAX_LONG_WORDS or len(line) > _MAX_LONG_CHARACTERS:
        return False
    is_long = len(words) > _MAX_HEADING_WORDS or len(line) > _MAX_HEADING_CHARACTERS
    if is_long and ": " not in line and not line.endswith("?"):
        return False
    if not re.match(r"""["'‘’“„(]?[A-ZÀ-Þ0-9]""", line) or not re.search(r"[^\W\d_]{2}", line):
        return False
    is_question = line.endswith("?") and not is_long
    is_sentence = re.search(r"[.!]\s+[A-Z]", line) and not is_question
    if is_sentence or line.endswith((".", ",", ";", ":", "!", "-", "–", "…")):
        return False
    if len(words) > _MAX_SENTENCE_WORDS and not line.endswith("?") and _VERB.search(line):
        return False
    no_heading = (
        is_boilerplate(line)
        or is_price(line)
        or _DATE_LINE.fullmatch(line)
        or is_dated(line)
        or _NO_HEADING.fullmatch(line)
    )
    return not (no_heading or _OPEN_END.search(line) or _CONTACT.search(line))


def is_dated(line: str) -> bool:
    """Return whether a line opens with a day and its year, with a time or a subject behind it perhaps, no sentence."""
    return _DATED.match(line) is not None


def _heads_something(text: str, blocks: Sequence[Block], candidates: Sequence[bool], index: int) -> bool:
    """Return whether text follows the candidate: at once, under its credits, or under at most a few further headings.

    Under the first line of the document, short lines may stand between as well.
    """
    ahead = index + 1
    while ahead < len(blocks) and not candidates[ahead] and _holds_credits(text, blocks[ahead]):
        ahead += 1
    is_credited = ahead > index + 1
    last = ahead + _MENU_CHAIN - 1
    for block, is_candidate in zip(blocks[ahead:last], candidates[ahead:last], strict=True):
        is_heading = block.kind == "heading" or is_candidate
        if not is_heading and _is_text(text, block):
            return True
        if index and (is_credited or not is_heading):
            return False
    return False


def _holds_credits(text: str, block: Block) -> bool:
    return block.kind == "text" and are_credits(text, block.start, block.end)


def _is_text(text: str, block: Block) -> bool:
    """Return whether a block is more than a short line: a list, a row, eight words or a sentence."""
    piece = text[block.start : block.end]
    return block.kind in ("list", "table") or len(piece.split()) >= 8 or _SENTENCE_END.search(piece) is not None


def repeated_titles(text: str, blocks: list[Block]) -> list[Block]:
    """Make a line that stands twice on end one heading; its second copy is boilerplate.

    In a document with several, each starts an item; one alone is a heading like any other. A line that does so in more
    places, or stands three times on end, is a cell that recurs in tables.
    """
    titles = [_title(text, block) for block in blocks]
    pairs = [index for index, (first, second) in enumerate(pairwise(titles)) if first and first == second]
    count = Counter(titles[index] for index in pairs)
    twice = [index for index in pairs if count[titles[index]] == 1]
    result = list(blocks)
    for index in twice:
        level = TITLE_LEVEL if len(twice) > 1 or index == 0 else blocks[index].level
        result[index] = replace(blocks[index], kind="heading", level=level, title=titles[index])
        result[index + 1] = replace(blocks[index + 1], kind="boilerplate", level=0, title="")
    return result


def _title(text: str, block: Block) -> str:
    """Return the words of a block that may be a title that stands twice, else ""."""
    words = block.title or squeeze(text[block.start : min(block.end, block.start + 2 * _MAX_TITLE)])
    is_title = block.kind in ("text", "heading") and len(words) <= _MAX_TITLE
    return words if is_title and not is_boilerplate(words) and not is_price(words) else ""
