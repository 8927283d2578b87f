"""What came: a document of which kind, in which encoding."""

import re
from pathlib import PurePosixPath

from httpx2 import URL, Headers

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/csv": ".csv",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/msword": ".doc",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/epub+zip": ".epub",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "message/rfc822": ".eml",
    "application/mbox": ".mbox",
}
_TEXT = frozenset({".html", ".txt", ".md", ".csv"})
# What servers say of a file that they do not know; its name tells more.
_VAGUE = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/x-download", "application/zip", "text/plain"}
)
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)


def suffix_of(url: URL, headers: Headers, body: bytes) -> str | None:
    """Return the suffix of a document, such as ``.pdf``; None for a picture, a style sheet or another thing."""
    if b"%PDF-" in body[:1024]:
        return ".pdf"
    stated = media_type(headers)
    known = _SUFFIXES.get(stated)
    if stated in _VAGUE:
        own = PurePosixPath(url.path).suffix.lower().replace(".htm", ".html").replace(".htmll", ".html")
        if own in _SUFFIXES.values():
            return own
        if known is None and _HTML.match(body[:4096].removeprefix(b"\xef\xbb\xbf")):
            return ".html"
    return known


def media_type(headers: Headers) -> str:
    """Return the media type that a server states, in lower case and without its parameters."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def in_utf8(body: bytes, suffix: str, headers: Headers) -> bytes:
    """Return a text in UTF-8 when the server states another encoding, which the file itself need not repeat."""
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", headers.get("content-type", ""), re.IGNORECASE)
    if suffix not in _TEXT or charset is None:
        return body
    try:
        return body.decode(charset[1]).encode()
    except (LookupError, UnicodeError):  # the server is wrong; the reader makes the best of it
        return body
