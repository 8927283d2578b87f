"""Characters: ligatures, odd spaces and hyphens, accents of their own, and what is not seen."""

import re
import unicodedata

from corpus.reading.repair.edit import Edit

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
