"""Text in another encoding than UTF-8: told apart with certainty, or not at all."""

import codecs
import re

# Detectors that guess by language models take é in a Mac or MS-DOS file for a letter of Windows-1250 or -1252, and
# garble it. So: only the letters and signs of Dutch text, each in a place where Dutch text has it.
_LETTERS = "áàâäãåçéèêëíìîïñóòôöõøúùûüæœß"
_SIGNS = "‘’“”„–—…•€£§°©®™«»·´²³½¼¾±×µ\xa0\xad"
_KNOWN = frozenset(_LETTERS + _LETTERS.upper() + _SIGNS)
_MAX_SHARE = 0.06
"""Of letters with an accent. Dutch has .5 %, French 4 %, Czech, Greek and Russian far more; of a few names it says
nothing, and a detector must agree."""
_WESTERN = frozenset({"Windows-1252", "ISO-8859-1"})
_MISPLACED = re.compile(
    rf"""[^\x00-\x7f](?:  # first, so that the search runs from one such character to the next
          (?<=[^\W\d_][^\w\s\xad])(?=[^\W\d_])(?!(?<=’)(?:s|n|t|er|tje|tjes|ers)\b)  # a sign inside a word: cli‰nt
        | (?<=[a-zß-ÿ][À-ÞŒ])                                                         # a capital inside: beleÎd
        | (?<=[{_LETTERS}])(?<!\w.)(?!\w|\sla\b)                                      # alone, but for "à la"
    )""",
    re.VERBOSE | re.DOTALL,
)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def to_utf8(raw: bytes) -> tuple[bytes, str | None]:
    """Return a text as UTF-8, and the name of its encoding when it was another that is certain.

    Certain are UTF-16 with a byte order mark, UTF-8 that was taken for Windows-1252 and written as UTF-8 again (cafÃ©),
    and Windows-1252 (of which ISO-8859-1 is a part) when nothing in the text speaks against it. Other bytes come back
    as they are.
    """
    if raw.startswith(_UTF16):
        return _recode(raw, "utf-16", "UTF-16")
    return _undoubled(raw) if _is_utf8(raw) else _recode(raw, "cp1252", "Windows-1252")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _undoubled(raw: bytes) -> tuple[bytes, str | None]:
    if raw.isascii():
        return raw, None
    try:
        once = raw.removeprefix(codecs.BOM_UTF8).decode("utf-8").encode("cp1252")
    except UnicodeEncodeError:
        return raw, None
    # One letter with an accent that stands beside no other ends this: then it was written once.
    return (once, "UTF-8 die twee keer was gecodeerd") if _is_utf8(once) and not once.isascii() else (raw, None)


def _recode(raw: bytes, encoding: str, name: str) -> tuple[bytes, str | None]:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return raw, None
    if encoding == "cp1252" and not _reads_as_dutch(text, raw):
        return raw, None
    return text.encode(), name


def _reads_as_dutch(text: str, raw: bytes) -> bool:
    beyond_ascii = set(text) - set(map(chr, range(128)))
    if not beyond_ascii <= _KNOWN or _MISPLACED.search(text):
        return False
    accented = sum(text.count(letter) for letter in beyond_ascii if letter.isalpha())
    return accented <= _MAX_SHARE * len(text) or _seems_western(raw)


def _seems_western(raw: bytes) -> bool:
    import chardet  # takes a tenth of a second, and few texts need it

    return chardet.detect(raw)["encoding"] in _WESTERN
