"""Numbers as Dutch writes them: 4.600, 1,1 miljoen, zestig."""

import re

_UNITS = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TEENS = (
    "tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien",
)  # fmt: skip
_TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_WORDS = {word: float(number) for number, word in enumerate((*_UNITS, *_TEENS))} | {
    word + ten: 10.0 * tens + number
    for tens, ten in enumerate(_TENS, start=2)
    for number, word in enumerate(("", *(f"{one}{'ën' if one.endswith('e') else 'en'}" for one in _UNITS[1:])))
}
_ORDINALS = {"eerste", "derde"} | {word + ending for word in _WORDS for ending in ("de", "ste")}
_FRACTIONS = {"half", "halve", "helft", "kwart", "anderhalf", "anderhalve"}
_TIMES = {"honderd": 100.0, "duizend": 1e3, "miljoen": 1e6, "miljard": 1e9}
_COUNTED = frozenset({*_WORDS, *_ORDINALS, *_FRACTIONS})
_NUMBER = re.compile(r"(?P<digits>\d+(?:\.\d{3})*(?:,\d+)?)|[^\W\d_]+")


def number_of(text: str) -> float | None:
    """Return the first number in a text, in figures or in words; None when there is none."""
    found: float | None = None
    for match in _NUMBER.finditer(text.lower().replace("é", "e")):
        if found is not None:
            return found * _TIMES.get(match[0], 1.0)
        if match["digits"]:
            found = float(match["digits"].replace(".", "").replace(",", "."))
        else:
            found = _WORDS.get(match[0], _TIMES.get(match[0]))
    return found


def is_numeral(word: str) -> bool:
    """Return whether a word in lower case counts, orders or halves: 7,1, 3e, acht, achtste, tweehonderd, helft.

    So is "een": whether it is an article the word alone does not tell.
    """
    bare = word.replace("é", "e")
    return bare[0].isdigit() or bare in _COUNTED or bare.endswith(tuple(_TIMES))
