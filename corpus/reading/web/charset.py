"""The text in bytes of which nobody is sure how they are encoded: web pages and the parts of e-mails."""

import codecs
import re

_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# What says it is Latin-1 or ASCII is Windows-1252, as every browser knows. Python's other codecs are not for the web,
# and some of them take quadratic time.
_TRUSTED = re.compile(r"windows-125\d|iso-8859-(?:[2-9]|1[0-6])|macintosh|utf-16(?:le|be)?", re.ASCII)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")


def decode_declared(raw: bytes, declared: str | None) -> str:
    """Return the text in the bytes, with line feeds as line ends and without control characters.

    A byte order mark is believed first, then bytes that are valid UTF-8, then what is declared, and Windows-1252 when
    that is unknown. Bytes that mean nothing become U+FFFD.
    """
    text = _decode(raw, (declared or "").strip().strip("\"'").lower())
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _decode(raw: bytes, declared: str) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    if not (declared.startswith("utf-16") and b"\x00" in raw):
        text = raw.decode("utf-8", "replace")
        wrong = text.count("\ufffd")
        # A file that is cut off in the middle of a character is UTF-8 all the same.
        if not wrong or 2 * wrong < sum(len(piece) for piece in re.findall(r"[^\x00-\x7f]+", text)):
            return text
    return raw.decode(declared if _TRUSTED.fullmatch(declared) else "cp1252", "replace")
