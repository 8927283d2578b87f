"""PDF, read by PDFium: its characters, and from their places the text that people see."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import pypdfium2 as pdfium
import pypdfium2.raw as raw_pdfium

from corpus.reading.draft import Draft, DraftBuilder, Dropped, Link, UnreadableFileError
from corpus.reading.hyphens import HYPHENS
from corpus.reading.pages.blocks import PageLayout, Piece, build_pieces, join_scanned
from corpus.reading.pages.characters import read_page
from corpus.reading.pages.columns import reading_order
from corpus.reading.pages.furniture import find_furniture
from corpus.reading.pages.geometry import Box, Line, Table
from corpus.reading.pages.lines import read_lines
from corpus.reading.pages.properties import believed, read_properties
from corpus.reading.pages.scans import REMEDY, can_read_scans, read_scan
from corpus.reading.pages.tables import take_tables
from corpus.word_list import is_listed

MAX_PAGES = 2_000
MAX_CHARACTERS = 200_000
"""Of a page."""
MAX_SCANS = 100
"""Pages that are read from their picture; each takes seconds."""
_SCAN_CHARACTERS = 20
_SCAN_PICTURE = 0.5
"""A page with fewer characters, of which a picture covers more, is a scan."""
_SHOWN_PAGES = 12

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class _Page:
    """What stands on a page, in no order yet."""

    number: int
    height: float
    lines: list[Line]
    tables: list[Table]


@dataclass(slots=True)
class _Reading:
    """What has been read of a document so far."""

    pages: list[_Page] = field(default_factory=list)
    scanned: list[Piece] = field(default_factory=list)
    scans: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    attempts: int = 0


def read_pdf(raw: bytes) -> Draft:
    """Return the draft of a PDF: headings, paragraphs, items of lists and rows of tables, each with its page.

    Columns are read one after the other, words cut by the end of a line are mended, and running headers, footers and
    page numbers are dropped. Headings are what is larger than the body of the text, or bold in it. Scans are read by
    Tesseract when it is installed.

    PDFium is not thread-safe, and a hostile file takes gigabytes: call this in a process with limits of its own.

    Raises:
        UnreadableFileError: If the file is empty, no PDF, damaged, or locked, or when no page has text.
    """
    document = _open(raw)
    try:
        count = len(document)
        reading = _read_pages(document, min(count, MAX_PAGES))
        stated = read_properties(document)
    finally:
        document.close()
    pages = _layouts(reading)
    pieces = sorted([*build_pieces(pages, _known_words(pages)), *reading.scanned], key=lambda piece: piece.page)
    if not pieces:
        raise UnreadableFileError(_reason_for_nothing(reading, count))
    draft = _draft(pieces, believed(stated, pieces))
    return replace(
        draft,
        pages=count,
        dropped=tuple(sorted(reading.dropped, key=lambda dropped: dropped.page or 0)),
        scans=tuple(reading.scans),
        notes=tuple(_notes(reading, count, is_whole=b"%%EOF" in raw[-_TAIL:])),
    )


# Opening ---------------------------------------------------------------------------------------------------------

_TAIL = 2_048
"""In bytes: where the end of a PDF is marked."""


def _open(raw: bytes) -> pdfium.PdfDocument:
    if not raw.strip(b"\0 \t\r\n"):
        raise UnreadableFileError("het bestand is leeg; haal het opnieuw op bij de bron")
    if b"%PDF-" not in raw[:1024]:
        raise UnreadableFileError(
            "dit is geen PDF, ook al heet het zo; geef het de naam die bij de inhoud past, of maak er een PDF van"
        )
    try:
        return pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as error:
        raise UnreadableFileError(_reason_for_closed(error.err_code, raw)) from error


def _reason_for_closed(code: int | None, raw: bytes) -> str:
    if code == raw_pdfium.FPDF_ERR_PASSWORD:
        return "de PDF is met een wachtwoord beveiligd; sla een kopie zonder wachtwoord op"
    if code == raw_pdfium.FPDF_ERR_SECURITY:
        return "de PDF is versleuteld op een manier die niet gelezen kan worden; sla een kopie zonder beveiliging op"
    if b"%%EOF" not in raw[-_TAIL:]:
        return "de PDF is afgebroken: het einde ontbreekt; haal het bestand opnieuw op bij de bron"
    return "de PDF is beschadigd; haal het bestand opnieuw op, of open het en sla het opnieuw op als PDF"


# Pages -----------------------------------------------------------------------------------------------------------


def _read_pages(document: pdfium.PdfDocument, count: int) -> _Reading:
    reading = _Reading()
    for index in range(count):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            reading.failed.append(index + 1)
            continue
        try:
            _read_page(document, page, index + 1, reading)
        finally:
            page.close()
    return reading


def _read_page(document: pdfium.PdfDocument, page: pdfium.PdfPage, number: int, reading: _Reading) -> None:
    content = read_page(document.raw, page.raw, most=MAX_CHARACTERS)
    if content.is_cut:
        reading.cut.append(number)
    if content.turned:
        reading.dropped.append(
            Dropped(content.turned, "gedraaide tekst, zoals een watermerk of een bronvermelding", number)
        )
    if sum(len(word.text) for word in content.words) < _SCAN_CHARACTERS and content.pictured >= _SCAN_PICTURE:
        _read_scan(page, number, reading)
        return
    tables, words = take_tables(content.words, content.rules)
    reading.pages.append(_Page(number, content.height, read_lines(words), tables))


def _read_scan(page: pdfium.PdfPage, number: int, reading: _Reading) -> None:
    text = None
    if can_read_scans() and reading.attempts < MAX_SCANS:
        reading.attempts += 1
        text = read_scan(page)
    if text is None:
        reading.scans.append(number)
    else:
        reading.scanned.extend(Piece("text", paragraph, 0, number, ()) for paragraph in join_scanned(text, _is_dutch))


def _layouts(reading: _Reading) -> list[PageLayout]:
    """Return the pages in reading order, without running headers, footers and numbers, which are noted as dropped."""
    furniture = find_furniture([page.lines for page in reading.pages], [page.height for page in reading.pages])
    layouts = []
    for page in reading.pages:
        boxes: list[Box] = list(page.tables)
        for line in page.lines:
            if id(line) in furniture:
                reading.dropped.append(Dropped(line.text, "kopregel, voetregel of paginanummer", page.number))
            else:
                boxes.append(line)
        layouts.append(PageLayout(page.number, tuple(reading_order(boxes))))
    return layouts


# Words -----------------------------------------------------------------------------------------------------------


def _known_words(pages: Sequence[PageLayout]) -> Callable[[str], bool]:
    """Return whether a word in lower case stands in the document, whole, or is Dutch."""
    vocabulary: set[str] = set()
    is_rest = False
    for page in pages:
        for column in page.columns:
            for line in column.lines():
                for token in line.tokens:
                    is_cut = token.text[-1] in HYPHENS
                    if not is_cut and not is_rest:
                        vocabulary.update(word.lower() for word in _WORD.findall(token.text))
                    is_rest = is_cut
    return lambda word: word in vocabulary or _is_dutch(word)


@cache
def _is_dutch(word: str) -> bool:
    return is_listed(word, "nl")


# The draft -------------------------------------------------------------------------------------------------------


def _draft(pieces: Sequence[Piece], found: dict[str, str]) -> Draft:
    builder = DraftBuilder()
    for piece in pieces:
        builder.add(piece.kind, piece.text, level=piece.level, page=piece.page)
    draft = builder.build(found)
    links = [
        Link(block.start + span.start, block.start + span.end, span.url)
        for block, piece in zip(draft.blocks, pieces, strict=True)
        for span in piece.spans
    ]
    return replace(draft, links=tuple(links))


# What the report says --------------------------------------------------------------------------------------------


def _reason_for_nothing(reading: _Reading, count: int) -> str:
    if reading.scans and not can_read_scans():
        return f"de PDF bestaat uit scans, plaatjes van tekst; {REMEDY}"
    if reading.scans or reading.attempts:
        return (
            "de PDF bestaat uit scans waarin geen tekst gevonden is; maak een scherpere scan of zoek de digitale versie"
        )
    if len(reading.failed) == min(count, MAX_PAGES):
        return "de PDF is beschadigd: geen van de pagina's is te lezen; haal het bestand opnieuw op bij de bron"
    return "in de PDF staat geen tekst; zoek de versie waarin de tekst te selecteren is"


def _notes(reading: _Reading, count: int, *, is_whole: bool) -> Iterable[str]:
    if count > MAX_PAGES:
        yield f"alleen de eerste {MAX_PAGES} van {count} pagina's zijn gelezen; splits het bestand"
    if reading.cut:
        yield f"van {_pages(reading.cut)} zijn alleen de eerste {MAX_CHARACTERS} tekens gelezen"
    if reading.failed:
        yield f"{_pages(reading.failed)}: beschadigd en niet gelezen; haal het bestand opnieuw op bij de bron"
    if not is_whole:
        yield "het einde van het bestand ontbreekt, misschien is niet alles gelezen; haal het opnieuw op bij de bron"
    if reading.scans and not can_read_scans():
        yield f"{_pages(reading.scans)}: een scan, niet gelezen; {REMEDY}"
    elif reading.scans:
        yield f"{_pages(reading.scans)}: een scan die te groot of te onduidelijk is om te lezen; splits het bestand"


def _pages(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:_SHOWN_PAGES])) + (" en meer" if len(numbers) > _SHOWN_PAGES else "")
    return f"pagina {shown}" if len(numbers) == 1 else f"pagina's {shown}"
