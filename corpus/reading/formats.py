"""The format of a file, by its contents first and its name second; and the reader of each format."""

import re
from dataclasses import replace
from pathlib import PurePath
from typing import Literal

from corpus.reading.draft import Draft, UnreadableFileError
from corpus.reading.encoding import to_utf8
from corpus.reading.office.archive import Archive

Format = Literal["pdf", "docx", "odt", "epub", "html", "email", "mbox", "markdown", "csv", "text"]

_TEXTS: dict[str, Format] = {
    "": "text",
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".csv": "csv",
    ".tsv": "csv",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".eml": "email",
    ".mbox": "mbox",
}
_READ = "gelezen worden .pdf, .docx, .odt, .epub, .html, .eml, .mbox, .md, .csv en .txt"
_SAVE_DOCX = "open het en sla het op als .docx"
_SAVE_PDF = "sla het op als pdf"
_SAVE_CSV = "sla het werkblad op als .csv"
_UNPACK = "pak het uit en geef de bestanden zelf"
_PICTURE = "maak er een pdf met tekst van, of typ de tekst over"

_SIGNATURES: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"{\\rtf", "een RTF-bestand", _SAVE_DOCX),
    (0, b"%!PS", "een PostScript-bestand", _SAVE_PDF),
    (0, b"\x89PNG\r\n\x1a\n", "een afbeelding (PNG)", _PICTURE),
    (0, b"\xff\xd8\xff", "een afbeelding (JPEG)", _PICTURE),
    (0, b"GIF8", "een afbeelding (GIF)", _PICTURE),
    (0, b"II*\x00", "een afbeelding (TIFF)", _PICTURE),
    (0, b"MM\x00*", "een afbeelding (TIFF)", _PICTURE),
    (8, b"WEBP", "een afbeelding (WebP)", _PICTURE),
    (4, b"ftyp", "een film, geluid of foto", "geef de tekst in een eigen bestand"),
    (0, b"ID3", "een geluidsbestand", "geef de tekst in een eigen bestand"),
    (0, b"\x1f\x8b", "een gzip-bestand", _UNPACK),
    (0, b"7z\xbc\xaf'\x1c", "een 7z-bestand", _UNPACK),
    (0, b"Rar!\x1a\x07", "een rar-bestand", _UNPACK),
    (0, b"\xfd7zXZ\x00", "een xz-bestand", _UNPACK),
    (257, b"ustar", "een tar-bestand", _UNPACK),
    (0, b"SQLite format 3\x00", "een SQLite-database", "geef de gegevens als .csv"),
    (0, b"\x7fELF", "een programma", _READ),
    (0, b"MZ\x90\x00", "een programma", _READ),
)
"""Where a file has which bytes, what it then is, and what helps."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_KINDS = (
    ("EncryptedPackage", "een Office-bestand met een wachtwoord", "sla het zonder wachtwoord op als .docx"),
    ("WordDocument", "een Word-bestand van voor 2007 (.doc)", "open het in Word en sla het op als .docx"),
    ("Workbook", "een Excel-bestand van voor 2007 (.xls)", _SAVE_CSV),
    ("PowerPoint Document", "een PowerPoint-bestand van voor 2007 (.ppt)", _SAVE_PDF),
    ("__substg1.0_", "een e-mail van Outlook (.msg)", "sla hem op als .eml"),
)
"""Names in the directory of an OLE file, the first that is there decides."""
_OTHER_OLE = ("een oud Office-bestand", "sla het op als .docx of pdf")

_MIMETYPES: dict[bytes, Format] = {
    b"application/epub+zip": "epub",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.text-template": "odt",
}
_ZIP_KINDS = (
    ("xl/", "een Excel-bestand", _SAVE_CSV),
    ("ppt/", "een PowerPoint-bestand", _SAVE_PDF),
    ("content.xml", "een OpenDocument-bestand, maar geen tekst", _SAVE_PDF),
    ("Index/Document.iwa", "een bestand van Pages", _SAVE_DOCX),
)

_HEAD = 65_536
"""So much of a file is looked at for markup; the header of a mail that went far is long."""
_JUNK = 1024
"""So many bytes may stand before the header of a PDF, says the appendix of the standard on how readers behave."""
_PDF = re.compile(rb"%PDF-\d\.\d")
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?xml[^>]*>|<!--(?:[^-]|-(?!->))*-->)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(rb"([!-9;-~]+):[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*(?:\r?\n|\Z)")
_MBOX = re.compile(rb"From [^\r\n]*\d{2}:\d{2}[^\r\n]*\d{4}[^\r\n]*\r?\n>?[!-9;-~]+:")
_SENT = frozenset({b"date", b"message-id", b"mime-version", b"received", b"return-path", b"to"})
_SUFFIX = re.compile(r"\.[a-z][a-z0-9]{0,9}")


def read(name: str, raw: bytes) -> Draft:
    """Return the draft of a file, read as what its contents are, whatever its name says.

    Args:
        name: The file's name; its suffix tells the kinds of text apart.
        raw: The file's contents.

    Raises:
        UnreadableFileError: If its format is not read, or nothing readable is in it.
    """
    found = identify(name, raw)
    # Each reader is imported when the first file of its kind is read: most runs need one or two of them.
    match found:
        case "pdf":
            from corpus.reading.pdf import read_pdf

            return read_pdf(raw)
        case "docx":
            from corpus.reading.docx import read_docx

            return read_docx(raw)
        case "odt":
            from corpus.reading.odt import read_odt

            return read_odt(raw)
        case "epub":
            from corpus.reading.epub import read_epub

            return read_epub(raw)
        case "email":
            from corpus.reading.email import read_email

            return read_email(raw)
        case "mbox":
            from corpus.reading.email import read_mbox

            return _titled(read_mbox(raw), name)
        case "html":
            from corpus.reading.html import read_html

            return read_html(raw)
    text, encoding = to_utf8(raw)
    draft = _read_text(found, text)
    if found == "csv":
        draft = _titled(draft, name)
    return replace(draft, notes=(*draft.notes, f"gelezen als {encoding}")) if encoding else draft


def _titled(draft: Draft, name: str) -> Draft:
    """Return a draft with the file's name for a title, unless it has one: its first heading is only that of a part."""
    title = " ".join(re.split(r"[-_\s]+", PurePath(name).stem))
    return replace(draft, found={"title": title, **draft.found})


def _read_text(found: Literal["markdown", "csv", "text"], raw: bytes) -> Draft:
    if found == "markdown":
        from corpus.reading.markdown import read_markdown

        return read_markdown(raw)
    if found == "csv":
        from corpus.reading.csv import read_csv

        return read_csv(raw)
    from corpus.reading.text import read_text

    return read_text(raw)


def identify(name: str, raw: bytes) -> Format:
    """Return the format of a file.

    Contents decide where they can: PDF, the zip containers, HTML that says so, mail with a header. Of other text the
    suffix says what it is; a name without suffix is plain text.

    Raises:
        UnreadableFileError: If it is a format that is not read; the message names it, and what helps.
    """
    suffix = PurePath(name).suffix.lower()
    suffix = suffix if _SUFFIX.fullmatch(suffix) else ""  # "Nota 2.0" has none
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(raw)
    if raw.startswith(_OLE):
        raise _refusal(*_in_ole(raw))
    for offset, signature, kind, remedy in _SIGNATURES:
        if raw.startswith(signature, offset):
            raise _refusal(kind, remedy)
    if _is_pdf(raw, suffix):
        return "pdf"
    return _by_markup(raw) or _by_suffix(suffix)


def _refusal(kind: str, remedy: str) -> UnreadableFileError:
    return UnreadableFileError(f"dit is {kind}; {remedy}")


def _is_pdf(raw: bytes, suffix: str) -> bool:
    """Return whether a PDF begins here; a text about PDF has its header too, but no trailer."""
    header = _PDF.search(raw, 0, _JUNK)
    return header is not None and (header.start() == 0 or suffix == ".pdf" or b"startxref" in raw[-_JUNK:])


def _in_zip(raw: bytes) -> Format:
    archive = Archive(raw)
    names = archive.names
    mimetype = archive.read("mimetype").strip() if "mimetype" in names else b""
    if mimetype in _MIMETYPES:
        return _MIMETYPES[mimetype]
    if "word/document.xml" in names:
        return "docx"
    if "META-INF/container.xml" in names:
        return "epub"
    for start, kind, remedy in _ZIP_KINDS:
        if any(member.startswith(start) for member in names):
            raise _refusal(kind, remedy)
    raise _refusal(f"een zip-bestand met {len(names)} bestanden", _UNPACK)


def _in_ole(raw: bytes) -> tuple[str, str]:
    found = ((kind, remedy) for entry, kind, remedy in _OLE_KINDS if entry.encode("utf-16-le") in raw)
    return next(found, _OTHER_OLE)


def _by_markup(raw: bytes) -> Format | None:
    head, _ = to_utf8(raw[:_HEAD])
    if _HTML.match(head):
        return "html"
    if _MBOX.match(raw, 0, _HEAD):
        return "mbox"
    names = set()
    position = 0
    while field := _FIELD.match(raw, position, _HEAD):
        names.add(field[1].lower())
        position = field.end()
    return "email" if b"from" in names and names & _SENT else None


def _by_suffix(suffix: str) -> Format:
    if suffix in (".pdf", ".docx", ".odt", ".epub"):
        raise UnreadableFileError(f"dit heet {suffix}, maar is het niet; haal of kopieer het opnieuw")
    if suffix == ".urls":
        raise UnreadableFileError("dit is een lijst met adressen; noem het bestand zelf bij de opdracht index")
    if suffix not in _TEXTS:
        raise UnreadableFileError(f"bestanden van het type {suffix} worden niet gelezen; {_READ}")
    return _TEXTS[suffix]
