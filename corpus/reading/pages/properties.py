"""What a PDF states of itself: its properties, as far as the first pages bear them out."""

import ctypes
import re
from collections.abc import Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as raw_pdfium

from corpus.reading.draft import BOLD_LEVEL
from corpus.reading.pages.blocks import Piece

_TITLE_PAGES = 2
_NO_TITLE = re.compile(
    r"microsoft\b.*|powerpoint\b.*|untitled.*|naamloos.*|none|null|(?:document|presentatie|dia|slide|titel|title)\s*\d*"
    r"|.*\.(?:docx?|pptx?|xlsx?|pdf|indd|qxp|qxd|odt|rtf|html?|tmp)",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"\b(?:microsoft|office|user|gebruiker|admin\w*|windows|eigenaar|owner|author|auteur)\b|[\d@_\\]", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_NUMBER = re.compile(r"\b\d+(?:[.,]\d+)*")
_BODY = re.compile(
    r"""(?:de\ )?(?:(?:eerste|tweede)\ kamer|staatscourant|staatsblad|gemeenteblad|gemeente|provincie|ministerie
        |waterschap|hogeschool|universiteit|stichting|vereniging|instituut|raad)\b.*""",
    re.IGNORECASE | re.VERBOSE,
)
"""A heading that says who publishes, not what."""
_OFFICIAL_TITLE = re.compile(
    r"(?:Vragen|Regeling|Besluit|Verordening|Verslag|Brief|Motie|Advies) van (?:de|het) .*"
    r"\b(?:over|houdende|tot|inzake|betreffende)\b.*"
)
_MIN_SUBJECT = 5
"""A subject of fewer words is a heading of a catalogue."""


def read_properties(document: pdfium.PdfDocument) -> dict[str, str]:
    """Return what the file itself says of the document; its dates are those of the file, so they are left out."""
    size = raw_pdfium.FPDFCatalog_GetLanguage(document.raw, None, 0)
    language = ctypes.create_string_buffer(size)
    raw_pdfium.FPDFCatalog_GetLanguage(document.raw, ctypes.cast(language, ctypes.POINTER(ctypes.c_ushort)), size)
    return {
        "title": document.get_metadata_value("Title"),
        "subject": document.get_metadata_value("Subject"),
        "authors": document.get_metadata_value("Author"),
        "language": language.raw.decode("utf-16-le", "replace").rstrip("\0"),
    }


def believed(stated: dict[str, str], pieces: Sequence[Piece]) -> dict[str, str]:
    """Return title, authors and language, without what a program or a template filled in.

    Args:
        stated: The properties of the file.
        pieces: The blocks of the document; its first pages have the last word on its title.
    """
    found: dict[str, str] = {}
    title, subject, authors = (" ".join(stated[name].split()) for name in ("title", "subject", "authors"))
    first = _first_pages(pieces)
    # Who writes a document from another one keeps its title: one that the first pages do not show is not its own.
    if not _NO_TITLE.fullmatch(title) and _is_shown(title, first):
        found["title"] = title
    elif first_title := _title_under_letterhead(subject, first) or _title_page(first):
        found["title"] = first_title
    names = [name.strip() for name in re.split(r"[;,]", authors)]
    if (
        names
        and all(len(name.split()) > 1 and name[0].isupper() and not _NO_NAME.search(name) for name in names if name)
        and any(names)
    ):
        found["authors"] = "; ".join(name for name in names if name)
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", stated["language"]):
        found["language"] = stated["language"]
    return found


def _first_pages(pieces: Sequence[Piece]) -> list[Piece]:
    """Return what stands on the pages up to the first heading by its size, and no further than ``_TITLE_PAGES``."""
    last = min([_TITLE_PAGES, *(piece.page for piece in pieces if 0 < piece.level < BOLD_LEVEL)])
    return [piece for piece in pieces if piece.page <= last]


def _is_shown(title: str, first: Sequence[Piece]) -> bool:
    """Return whether the first pages have most words of a title, and its numbers: those of a version or a year."""
    text = " ".join(piece.text for piece in first)
    known = {word.lower() for word in _WORD.findall(text)}
    words = [word.lower() for word in _WORD.findall(title) if len(word) > 3]
    numbers = set(_NUMBER.findall(title))
    return 2 * sum(word in known for word in words) > len(words) and numbers.issubset(_NUMBER.findall(text))


def _title_under_letterhead(subject: str, first: Sequence[Piece]) -> str:
    """Return what a document is called whose first heading is the name of a public body, or ""."""
    heading = next((piece.text for piece in first if piece.level), "")
    if not _BODY.fullmatch(heading):
        return ""
    if len(subject.split()) >= _MIN_SUBJECT and _is_shown(subject, first):
        return subject
    texts = (" ".join(piece.text.split()) for piece in first)
    return next((text for text in texts if _OFFICIAL_TITLE.fullmatch(text)), "")


def _title_page(first: Sequence[Piece]) -> str:
    """Return the headings of a first page that has nothing but several headings of one size, or ""."""
    page = [piece for piece in first if piece.page == first[0].page]
    levels = {piece.level for piece in page}
    is_title_page = len(page) > 1 and len(levels) == 1 and 0 < page[0].level < BOLD_LEVEL
    return " ".join(piece.text for piece in page) if is_title_page else ""
