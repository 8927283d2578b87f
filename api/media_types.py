"""In which format a document is that is sent, by the name that it gets and the media type that it is sent with."""

from email.message import Message
from pathlib import PurePosixPath

_SUFFIXES = {
    "application/epub+zip": ".epub",
    "application/mbox": ".mbox",
    "application/pdf": ".pdf",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/xhtml+xml": ".xhtml",
    "message/rfc822": ".eml",
    "multipart/related": ".mhtml",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "text/tab-separated-values": ".tsv",
}
MEDIA_TYPES = tuple(_SUFFIXES)
"""Of the documents that are read."""
_KNOWN = frozenset({*_SUFFIXES.values(), ".htm", ".markdown", ".mht", ".text"})
_VAGUE = frozenset({"", "application/octet-stream", "application/x-www-form-urlencoded"})
"""What is sent by who does not say; the last is what curl says of everything."""


def media_type(stated: str) -> str:
    """Return the media type in a ``Content-Type``, in lower case; "" when there is none."""
    parsed = Message()
    parsed["Content-Type"] = stated
    return parsed.get_content_type() if stated.strip() else ""


def suffix_of(doc_id: str, stated: str) -> str | None:
    """Return the suffix of a file of the document's format; None when it is a format that is not read.

    A name that ends as documents do goes before the media type; when neither tells, the contents must.
    """
    own = PurePosixPath(doc_id).suffix.lower()
    media = media_type(stated)
    if own in _KNOWN:
        return own
    return own if media in _VAGUE else _SUFFIXES.get(media)
