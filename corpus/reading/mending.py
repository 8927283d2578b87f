"""What converters do to text, undone: characters, addresses and words that were broken on the way.

No rule changes meaning: a word is mended only when the document itself, or the word list, proves it wrong.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from simplemma.strategies import DictionaryLookupStrategy

from corpus.reading.draft import Draft

_ROUNDS = 8
"""One repair may bare another; a text that is not done after so many rounds is hostile, and is left as it is."""
_BREAK = "\n\n"
"""No repair reaches across a blank line."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A repair: ``text[start:end]``, which is never empty, becomes ``new``."""

    start: int
    end: int
    new: str


Rule = Callable[[str], list[Edit]]
"""From a text to its repairs: in order, without overlap, none when the text is sound."""


def mend(draft: Draft) -> Draft:
    """Return the draft with its text repaired; blocks, their titles, and links move along.

    Sound text comes back as it is, and so does text that was mended before. How many words and addresses were mended
    is added to ``notes``. Takes time linear in the length of the text.
    """
    draft, _ = _settle(draft, character_edits)
    draft, addresses = _settle(draft, address_edits)
    draft, words = _settle(draft, word_edits)
    notes = [_count(words, "woord", "woorden"), _count(addresses, "adres", "adressen")]
    found = {name: apply_edits(value, character_edits(value)) for name, value in draft.found.items()}
    return replace(draft, found=found, notes=(*draft.notes, *filter(None, notes)))


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many} hersteld" if number else ""


# Applying repairs ------------------------------------------------------------------------------------------------


def _settle(draft: Draft, rule: Rule) -> tuple[Draft, int]:
    """Return the draft when a rule has nothing left to do, and the number of its repairs."""
    mended, count = draft, 0
    for _ in range(_ROUNDS):
        # Titles are copies of text without its markup. Repaired behind the text, they know the words of all of it.
        edits = rule(_BREAK.join([mended.text, *_titles(mended)]))
        if not edits:
            return mended, count
        count += sum(edit.start < len(mended.text) for edit in edits)
        mended = _apply(mended, edits)
    return draft, 0


def _titles(draft: Draft) -> list[str]:
    return [block.title for block in draft.blocks if block.title]


def _apply(draft: Draft, edits: list[Edit]) -> Draft:
    whole = _BREAK.join([draft.text, *_titles(draft)])
    mended = apply_edits(whole, edits)
    move = _mover(edits)
    blocks = []
    position = len(draft.text)  # where the titles begin
    for block in draft.blocks:
        title = block.title
        if title:
            first = position + len(_BREAK)
            position = first + len(title)
            title = mended[move(first) : move(position)].strip()
        start, end = _without_outer_space(mended, move(block.start), move(block.end))
        if start < end:
            blocks.append(replace(block, start=start, end=end, title=title))
    links = [replace(link, start=move(link.start), end=move(link.end)) for link in draft.links]
    return replace(
        draft,
        text=mended[: move(len(draft.text))],
        blocks=tuple(blocks),
        links=tuple(link for link in links if link.start < link.end),
    )


def apply_edits(text: str, edits: list[Edit]) -> str:
    """Return the text with its repairs made."""
    pieces, end = [], 0
    for edit in edits:
        pieces += [text[end : edit.start], edit.new]
        end = edit.end
    return "".join([*pieces, text[end:]])


def _mover(edits: list[Edit]) -> Callable[[int], int]:
    """Return where a position in the text lies after its repairs; inside a repair, at most at its end."""
    starts = [edit.start for edit in edits]
    shifts = [0]  # of what follows so many repairs
    for edit in edits:
        shifts.append(shifts[-1] + len(edit.new) - (edit.end - edit.start))

    def move(position: int) -> int:
        done = bisect_right(starts, position - 1)
        if done and position < edits[done - 1].end:
            edit = edits[done - 1]
            return edit.start + shifts[done - 1] + min(position - edit.start, len(edit.new))
        return position + shifts[done]

    return move


def _without_outer_space(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())


# Characters ------------------------------------------------------------------------------------------------------

_MARKS = "\u0300-\u036f"
_JOINERS = "\u200c\u200d"  # they mean something between emoji and in scripts that are not Latin
_INVISIBLE = f"\u00ad\u200b\u200e\u200f\u2060\ufeff\x00-\x08\x0e-\x1b\x7f{_JOINERS}"
_FORMS = {
    **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a", " "),
    **dict.fromkeys("\u202f\u205f\u3000\x1c\x1d\x1e\x1f", " "),
    **dict.fromkeys("\x0b\x0c\u2028\u2029", "\n"),
    **dict.fromkeys("\u2010\u2011", "-"),
    **{"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"},
    # People type two letters, and so do the word list and every query; Unicode keeps the one only for old files.
    **{"ĳ": "ij", "Ĳ": "IJ"},
    **{char: unicodedata.normalize("NFC", char) for char in "\u2126\u212a\u212b"},  # ohm, kelvin, ångström
    # Windows-1252 read as Latin-1; browsers read these the same way.
    **{chr(byte): bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"},
}
_CHARACTERS = re.compile(
    rf"(?P<hyphen>\xad[ \t]*\n[ \t]*(?=[a-zß-öø-ÿ]))"
    rf"|(?P<invisible>[{_INVISIBLE}]+)"
    rf"|(?P<form>[{''.join(_FORMS)}])"
    rf"|(?P<accent>[^{_MARKS}\s][{_MARKS}]{{1,8}}(?![{_MARKS}]))"
)


def character_edits(text: str) -> list[Edit]:
    """Return the repairs of characters.

    Ligatures, odd spaces, line ends and hyphens become what people type; accents join their letter (NFC); soft
    hyphens, with the line end behind them, and characters without width or meaning go.
    """
    edits = []
    for match in _CHARACTERS.finditer(text):
        new = _character(text, match)
        if new != match[0]:
            edits.append(Edit(match.start(), match.end(), new))
    return edits


def _character(text: str, match: re.Match[str]) -> str:
    """Return what stands for a match of ``_CHARACTERS``."""
    match match.lastgroup:
        case "form":
            return _FORMS[match[0]]
        case "accent":
            return unicodedata.normalize("NFC", match[0])
        case "invisible":
            around = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
            joiner = next((char for char in match[0] if char in _JOINERS), "")
            return joiner if len(around) == 2 and all(_is_foreign(char) for char in around) else ""
    return ""


def _is_foreign(char: str) -> bool:
    return char > "\u036f" and not char.isspace() and char not in _FORMS


# Addresses -------------------------------------------------------------------------------------------------------

_TOP = r"(?:nl|be|eu|com|org)(?![\w.@-]*\w)"
"""Ends of addresses that are no Dutch words; "net" and "info" are."""
_LABEL = r"[a-zA-Z0-9][a-zA-Z0-9-]{0,62}"
_GAP = r"[ \t]{0,4}[ \t\n][ \t]{0,4}"
_HOST = rf"(?:{_LABEL}\.){{1,4}}[a-z]{{2,6}}(?![\w@])"
# Each begins with letters that are rare in running text, so that the rest is seldom tried.
_BROKEN = [
    re.compile(rf"@(?<=\w@)({_GAP}){_HOST}"),  # naam@ adres.nl
    re.compile(rf"@(?<=\w@){_LABEL}({_GAP}\.|\.{_GAP}){_TOP}"),  # naam@adres. nl
    re.compile(rf"www(?<!\wwww)\.{_LABEL}({_GAP}\.|\.{_GAP}){_TOP}"),  # www.adres. nl
    re.compile(rf"www(?<!\wwww)({_GAP}\.|\.{_GAP})(?:{_LABEL}\.){{1,4}}{_TOP}"),  # www. adres.nl
    re.compile(rf"http(?<!\whttp)s?:({_GAP}//|//{_GAP}){_HOST}"),  # https:// adres.nl
]
_AT_HOST = re.compile(rf"@(?<=[ \t\n]@){_HOST}")
_BEFORE_AT = re.compile(
    rf"""(?<![\w.@/-])  # naam.b @adres.nl; a word alone may be that of a sentence, with the name of an account after it
         (?:[^\W_]{{1,40}}(?:[._-][^\W_]{{1,40}}){{1,5}}|info|contact|secretariaat|redactie|communicatie)
         ({_GAP})\Z""",
    re.VERBOSE,
)
_MAX_MAILBOX = 300


def address_edits(text: str) -> list[Edit]:
    """Return the repairs of e-mail and web addresses that are broken by a space or one line end where none can be."""
    gaps = [match.span(1) for pattern in _BROKEN for match in pattern.finditer(text)]
    for at in _AT_HOST.finditer(text):
        first = max(at.start() - _MAX_MAILBOX, 0)
        mailbox = _BEFORE_AT.search(text[first : at.start()])
        if mailbox:
            gaps.append((first + mailbox.start(1), at.start()))
    return [Edit(start, end, "".join(text[start:end].split())) for start, end in sorted(gaps)]


# Words -----------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"(?<!\S)[^\w\s]{0,9}([^\W\d_]{1,60})[^\w\s]{0,9}(?!\S)")
"""All that stands between two spaces, if it is letters with punctuation around them: no part of an address."""
_DOUBLED = re.compile(r"(?<=[iI])[iI]|(?<=[jJ])[jJ]")
"""The only letters that Dutch never doubles inside a word; of the others, "Jansen" and "Janssen" are two people."""
_ENDINGS = ("", "s", "n", "en", "e", "t")
_PREFIXES = frozenset({"ge", "be", "ver", "ont", "her"})
_SUFFIXES = frozenset({"heid", "heden", "lijk", "lijke", "ing", "ingen", "tie", "ties"})
_MIN_WORD = 6
_MIN_FRAGMENT = 4
_WORD_LIST = DictionaryLookupStrategy()  # opens its file when the first word is looked up


def word_edits(text: str) -> list[Edit]:
    """Return the repairs of words with a doubled i or j, and of words that a space splits."""
    words = [word.lower() for word in _WORD.findall(text)]
    vocabulary = Counter(words)
    # A doubled letter lies inside a word and a repaired space between two, so none overlap.
    edits = [*_doubled_letters(text, vocabulary), *_split_words(text, words, vocabulary)]
    return sorted(edits, key=lambda edit: edit.start)


def _is_known(word: str, *languages: str) -> bool:
    return any(_WORD_LIST.get_lemma(word, language) is not None for language in languages)


def _doubled_letters(text: str, vocabulary: Counter[str]) -> Iterator[Edit]:
    """Yield "programmaliijnen" as "programmalijnen", if that or an inflection of it is a word and this is not."""
    broken = {word for word in vocabulary if _DOUBLED.search(word) and _is_wrongly_doubled(word, vocabulary)}
    if broken:
        for match in _WORD.finditer(text):
            if match[1].lower() in broken:
                yield Edit(*match.span(1), _DOUBLED.sub("", match[1]))


def _is_wrongly_doubled(word: str, vocabulary: Counter[str]) -> bool:
    mended = _DOUBLED.sub("", word)
    is_word = _is_known(mended, "nl") or any(form in vocabulary for form in _inflections(mended))
    return len(word) >= _MIN_WORD and is_word and not _is_known(word, "nl")


def _inflections(word: str) -> Iterator[str]:
    """Yield the word, and it with a common ending more or less."""
    for ending in _ENDINGS:
        yield word + ending
        yield word.removesuffix(ending)


def _split_words(text: str, words: list[str], vocabulary: Counter[str]) -> Iterator[Edit]:
    """Yield the space in "ge meente" if "gemeente" stands elsewhere, and the parts are nowhere words of their own."""
    if not any(left + right in vocabulary for left, right in pairwise(words)):
        return  # as in most texts
    pairs = [
        (left, right)
        for left, right in pairwise(_WORD.finditer(text))
        if text[left.end(1) : right.start(1)] == " " and right[1].islower() and left[1].lower() + right[1] in vocabulary
    ]
    in_pairs = Counter(part[1].lower() for pair in pairs for part in pair)

    def is_fragment(part: str) -> bool:
        return len(part) >= _MIN_FRAGMENT and vocabulary[part] <= in_pairs[part] and not _is_known(part, "nl", "en")

    end = 0
    for left, right in pairs:
        first, second = is_fragment(left[1].lower()), is_fragment(right[1])
        is_broken = (first or left[1].lower() in _PREFIXES) and (second or right[1] in _SUFFIXES) and (first or second)
        if is_broken and left.start(1) >= end:
            yield Edit(left.end(1), right.start(1), "")
            end = right.end(1)
