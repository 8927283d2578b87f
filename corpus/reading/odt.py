"""OpenDocument texts (LibreOffice Writer): the content of their zip container, in reading order."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from corpus.reading.draft import Draft, Dropped, UnreadableFileError
from corpus.reading.office.archive import Archive
from corpus.reading.office.inline import Inline
from corpus.reading.office.paragraphs import Paragraphs, is_page, joined
from corpus.reading.office.properties import plausible_properties, running_texts
from corpus.reading.office.xml import attribute, local_name, number, parse_xml, visible, within

_CONTENT = "content.xml"
_CLOSED = frozenset({"text-box", "note-body"})
_SKIPPED = frozenset({"tracked-changes", "annotation", "ruby-text", "title", "desc", "note-citation", "change-info"})
"""What was deleted or remarked, and what describes a picture."""
_CONTENTS = frozenset({"table-of-content", "illustration-index", "table-index", "alphabetical-index"})
_TITLES = frozenset({"Title", "Titel"})
_MAX_BASES = 20  # of one style on another, on another …


@dataclass(frozen=True, slots=True)
class _Style:
    is_title: bool = False
    bold: bool = False


@dataclass(slots=True)
class _List:
    """A list that is open: the name of its style, the depth, and the number reached (None for bullets)."""

    style: str
    depth: int
    number: int | None
    mark: str = ""


def read_odt(raw: bytes) -> Draft:
    """Return the draft of an OpenDocument text: headings, lists with their marks, tables by row.

    Text in frames follows the paragraph that it hangs on; footnotes stand at the end of their section. Comments,
    deleted text and pictures are left out, and so are the numbers before headings.

    Raises:
        UnreadableFileError: If it is damaged, has a password, or would unpack to more than a document holds.
    """
    archive = Archive(raw)
    if _has_password(archive):
        raise UnreadableFileError("het bestand is beveiligd met een wachtwoord; sla het op zonder wachtwoord")
    return _Reader(archive).read()


def _has_password(archive: Archive) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest in archive.names and b"encryption-data" in archive.read(manifest)


class _Reader:
    """Walks the body of one document."""

    def __init__(self, archive: Archive) -> None:
        names = archive.names
        self._content = parse_xml(archive.read(_CONTENT), _CONTENT)
        self._common, self._meta = (
            parse_xml(archive.read(name), name) if name in names else None for name in ("styles.xml", "meta.xml")
        )
        self._styles = self._read_styles()
        self._numbered = self._read_list_styles()
        self._paragraphs = Paragraphs()
        self._lists: list[_List] = []
        self._in_contents = False

    def read(self) -> Draft:
        for body in self._content.iter("{*}text"):
            self._blocks(body)
        return self._paragraphs.build(self._properties(), dropped=self._running_texts())

    # Styles and properties

    def _read_styles(self) -> dict[str, _Style]:
        roots = [root for root in (self._common, self._content) if root is not None]
        stated = {attribute(style, "name"): style for root in roots for style in root.iter("{*}style")}
        return {name: _style(name, stated) for name in stated}

    def _read_list_styles(self) -> dict[tuple[str, int], int]:
        """Return the first number of every level of a list style that is numbered."""
        roots = [root for root in (self._common, self._content) if root is not None]
        return {
            (attribute(style, "name"), number(attribute(level, "level"), 1)): number(attribute(level, "start-value"), 1)
            for root in roots
            for style in root.iter("{*}list-style")
            for level in style
            if local_name(level) == "list-level-style-number" and attribute(level, "num-format")
        }

    def _properties(self) -> dict[str, str]:
        elements = [] if self._meta is None else list(self._meta.iter("{*}title", "{*}initial-creator", "{*}language"))
        stated = {local_name(element): (element.text or "").strip() for element in elements}
        return plausible_properties(
            title=stated.get("title", ""),
            authors=stated.get("initial-creator", ""),
            language=stated.get("language", ""),
        )

    def _running_texts(self) -> Iterator[Dropped]:
        parts = [] if self._common is None else self._common.iter("{*}header", "{*}footer")
        return running_texts((local_name(part), self._joined(part).text) for part in parts)

    # Blocks

    def _blocks(self, parent: etree._Element) -> None:
        for child in parent:
            match local_name(child):
                case "h" | "p":
                    self._paragraph(child)
                case "list":
                    self._list(child)
                case "table":
                    self._table(child)
                case name if name in _CONTENTS:
                    self._in_contents = True
                    self._blocks(child)
                    self._in_contents = False
                case name if name not in _SKIPPED:
                    self._blocks(child)

    def _list(self, element: etree._Element) -> None:
        outer = self._lists[-1] if self._lists else None
        style = attribute(element, "style-name") or (outer.style if outer else "")
        depth = outer.depth + 1 if outer else 1
        first = self._numbered.get((style, depth))
        self._lists.append(_List(style, depth, None if first is None else first - 1))
        for item in element:
            opened = self._lists[-1]
            if local_name(item) == "list-item":
                opened.number = None if opened.number is None else opened.number + 1
                opened.mark = "- " if opened.number is None else f"{opened.number}. "
            self._blocks(item)
        self._lists.pop()

    def _paragraph(self, paragraph: etree._Element) -> None:
        inline = self._inline(paragraph)
        is_title = self._style_of(paragraph).is_title
        is_heading = local_name(paragraph) == "h"
        level = 1 if is_title else number(attribute(paragraph, "outline-level"), 1) if is_heading else 0
        mark = self._lists[-1].mark if self._lists else None
        self._paragraphs.add(inline, level=level, mark=mark, is_title=is_title, is_contents=self._in_contents)
        if self._lists and inline.length:
            self._lists[-1].mark = ""  # the next paragraph of the item has none
        self._after(paragraph)

    def _after(self, paragraph: etree._Element) -> None:
        """Read the frames that hang on a paragraph, and remember its footnotes."""
        for element in _visible(paragraph):
            if local_name(element) == "text-box":
                self._blocks(element)
            elif local_name(element) == "note-body":
                self._paragraphs.add_note(self._joined(element))

    def _table(self, table: etree._Element) -> None:
        rows = [list(within(row, "table-cell")) for row in within(table, "table-row")]
        is_layout = all(len(row) <= 1 for row in rows) or any(self._is_page(cell) for row in rows for cell in row)
        if is_layout:
            for cell in (cell for row in rows for cell in row):
                self._blocks(cell)
            return
        for row in rows:
            self._paragraphs.add_row(self._joined(cell) for cell in row)
            for paragraph in (paragraph for cell in row for paragraph in _visible(cell, "p")):
                self._after(paragraph)

    def _is_page(self, cell: etree._Element) -> bool:
        """Return whether a cell holds a table, a heading or pages of text: its table only places text."""
        if any(True for _ in _visible(cell, "table")) or any(True for _ in _visible(cell, "h")):
            return True
        return is_page(self._inline(paragraph) for paragraph in _visible(cell, "p"))

    # Words

    def _style_of(self, element: etree._Element) -> _Style:
        return self._styles.get(attribute(element, "style-name"), _Style())

    def _joined(self, parent: etree._Element) -> Inline:
        return joined((self._inline(child) for child in _visible(parent) if local_name(child) in ("p", "h")), " ")

    def _inline(self, paragraph: etree._Element) -> Inline:
        inline = Inline()
        self._words(paragraph, inline, bold=self._style_of(paragraph).bold)
        return inline

    def _words(self, parent: etree._Element, inline: Inline, *, bold: bool) -> None:
        inline.add((parent.text or "").replace("\n", " "), bold=bold)
        for child in parent:
            match local_name(child):
                case "line-break":
                    inline.add("\n")
                case "s" | "tab":
                    inline.add(" ")
                case "a":
                    start = inline.position
                    self._words(child, inline, bold=bold)
                    inline.link(start, attribute(child, "href"))
                case "span":
                    name = attribute(child, "style-name")
                    self._words(child, inline, bold=self._styles[name].bold if name in self._styles else bold)
                case name if name not in _SKIPPED and name not in ("note", "frame", ""):
                    self._words(child, inline, bold=bold)
            inline.add((child.tail or "").replace("\n", " "), bold=bold)


def _style(name: str, stated: dict[str, etree._Element]) -> _Style:
    """Return a style with what it inherits from those that it is based on."""
    is_title = False
    weight = ""
    for _ in range(_MAX_BASES):
        is_title = is_title or name in _TITLES
        style = stated.get(name)
        if style is None:
            break
        weights = (attribute(child, "font-weight") for child in style if local_name(child) == "text-properties")
        weight = weight or next(weights, "")
        name = attribute(style, "parent-style-name")
    return _Style(is_title, weight in ("bold", "600", "700", "800", "900"))


def _visible(parent: etree._Element, wanted: str = "") -> Iterator[etree._Element]:
    return visible(parent, wanted, skipped=_SKIPPED, closed=_CLOSED)
