"""EPUB books: their pages in the order of the spine, read as XHTML."""

import posixpath
from urllib.parse import unquote

from lxml import etree

from corpus.model import is_partial_date
from corpus.reading.draft import Draft, UnreadableFileError
from corpus.reading.office.archive import Archive
from corpus.reading.office.inline import Inline
from corpus.reading.office.paragraphs import Paragraphs
from corpus.reading.office.xml import parse_page, parse_xml

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = frozenset({"application/xhtml+xml", "text/html"})
_SKIPPED = frozenset("head script style svg math audio video iframe template rt rp".split())
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark q ruby s samp small span strong sub "
    "sup time tt u var wbr".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_EVENT = "{http://www.idpf.org/2007/opf}event"  # what a date of the older standard is the date of
_MAX_DEPTH = 200
"""Of elements in one another. What lies deeper is left out: no book is made so."""
_DAMAGED = "het boek is niet volledig; haal of kopieer het opnieuw"


def read_epub(raw: bytes) -> Draft:
    """Return the draft of an EPUB book: its pages in reading order, with headings, list items and rows.

    Raises:
        UnreadableFileError: If it is damaged, protected against copying, or would unpack to more than a book holds.
    """
    archive = Archive(raw)
    package = _package_name(archive)
    root = parse_xml(archive.read(package), package)
    paragraphs = Paragraphs()
    pages = _spine(root, posixpath.dirname(package))
    _refuse_protected(archive, {name for name, _ in pages})
    for name, is_contents in pages:
        page = parse_page(archive.read(name), name)
        if page is not None:
            _Page(paragraphs, is_contents=is_contents).read(page)
    return paragraphs.build(_metadata(root))


def _package_name(archive: Archive) -> str:
    root = parse_xml(archive.read(_CONTAINER), _CONTAINER)
    name: str | None = next((file.get("full-path") for file in root.iter("{*}rootfile")), None)
    if name is None:
        raise UnreadableFileError(_DAMAGED)
    return name


def _spine(root: etree._Element, folder: str) -> list[tuple[str, bool]]:
    """Return name and role of each page in reading order; true when it is the table of contents."""
    listed = {item.get("id"): item for item in root.iter("{*}item") if item.get("media-type") in _PAGES}
    # Each once: a page that is named a million times would be read a million times.
    order = dict.fromkeys(reference.get("idref") for reference in root.iter("{*}itemref"))
    items = [listed[key] for key in order if key in listed]
    if not items:
        raise UnreadableFileError(_DAMAGED)
    return [
        (posixpath.normpath(posixpath.join(folder, unquote(item.get("href", "")))), "nav" in item.get("properties", ""))
        for item in items
    ]


def _refuse_protected(archive: Archive, pages: set[str]) -> None:
    """Raise when pages are encrypted; books whose fonts alone are can be read."""
    if _ENCRYPTION in archive.names:
        root = parse_xml(archive.read(_ENCRYPTION), _ENCRYPTION)
        if pages & {unquote(element.get("URI", "")) for element in root.iter("{*}CipherReference")}:
            raise UnreadableFileError(
                "het boek is beveiligd tegen kopiëren (DRM); vraag de uitgever om een vrij bestand"
            )


def _metadata(root: etree._Element) -> dict[str, str]:
    stated: dict[str, list[str]] = {}
    names = {"title": "title", "creator": "authors", "language": "language", "date": "date", "publisher": "publisher"}
    for element in root.iter(*(f"{{http://purl.org/dc/elements/1.1/}}{name}" for name in names)):
        value = " ".join((element.text or "").split())
        if value and element.get(_EVENT, "publication") == "publication":
            stated.setdefault(names[str(element.tag).rpartition("}")[2]], []).append(value)
    found = {name: "; ".join(values) if name == "authors" else values[0] for name, values in stated.items()}
    found["language"] = found.get("language", "").split("-")[0].lower()
    date = found.get("date", "")[:10]
    found["date"] = date if is_partial_date(date) else ""
    return {name: value for name, value in found.items() if value}


class _Page:
    """Walks one page. Words outside a paragraph make one of their own."""

    def __init__(self, paragraphs: Paragraphs, *, is_contents: bool) -> None:
        self._paragraphs = paragraphs
        self._is_contents = is_contents
        self._inline = Inline()
        self._marks: list[int | None] = []  # per open list: the number reached, or None for bullets
        self._mark = ""
        self._in_cell = False

    def read(self, root: etree._Element) -> None:
        self._walk(root, 0, bold=False)
        self._flush()

    def _walk(self, element: etree._Element, depth: int, *, bold: bool) -> None:
        self._words(element.text, bold=bold)
        for child in element if depth < _MAX_DEPTH else ():
            self._element(child, depth + 1, bold=bold)
            self._words(child.tail, bold=bold)

    def _element(self, element: etree._Element, depth: int, *, bold: bool) -> None:
        tag = element.tag if isinstance(element.tag, str) else "script"
        if tag in _SKIPPED:
            return
        if tag == "br":
            self._inline.add("\n")
        elif tag == "a":
            inline, start = self._inline, self._inline.position
            self._walk(element, depth, bold=bold)
            if inline is self._inline:  # no block stood in it
                inline.link(start, element.get("href", ""))
        elif tag in _INLINE:
            self._walk(element, depth, bold=bold or tag in ("b", "strong"))
        elif self._in_cell:
            self._inline.add(" ")
            self._walk(element, depth, bold=bold)
            self._inline.add(" ")
        else:
            self._flush()
            self._block(element, tag, depth)

    def _block(self, element: etree._Element, tag: str, depth: int) -> None:
        if tag in _HEADINGS:
            self._walk(element, depth, bold=False)
            self._flush(level=_HEADINGS[tag])
        elif tag in ("ul", "ol"):
            self._marks.append(0 if tag == "ol" else None)
            self._walk(element, depth, bold=False)
            self._flush()
            self._marks.pop()
        elif tag == "li":
            self._next_mark()
            self._walk(element, depth, bold=False)
            self._flush()
            self._mark = ""
        elif tag == "tr":
            self._row(element, depth)
        else:
            was_contents = self._is_contents
            self._is_contents = was_contents or tag == "nav"
            self._walk(element, depth, bold=False)
            self._flush()
            self._is_contents = was_contents

    def _next_mark(self) -> None:
        number = self._marks[-1] if self._marks else None
        if number is None:
            self._mark = "- "
        else:
            self._marks[-1] = number + 1
            self._mark = f"{number + 1}. "

    def _row(self, row: etree._Element, depth: int) -> None:
        cells = [self._cell(cell, depth + 1) for cell in row.iterchildren("td", "th")]
        self._paragraphs.add_row(cells, kind="boilerplate" if self._is_contents else "table")

    def _cell(self, cell: etree._Element, depth: int) -> Inline:
        self._in_cell = True
        self._walk(cell, depth, bold=False)
        self._in_cell = False
        inline, self._inline = self._inline, Inline()
        return inline

    def _words(self, text: str | None, *, bold: bool) -> None:
        self._inline.add((text or "").replace("\n", " "), bold=bold)

    def _flush(self, *, level: int = 0) -> None:
        inline, self._inline = self._inline, Inline()
        mark = self._mark if self._marks else None
        self._paragraphs.add(inline, level=level, mark=mark, is_contents=self._is_contents)
        if inline.length:
            self._mark = ""  # the next paragraph of the item has none
