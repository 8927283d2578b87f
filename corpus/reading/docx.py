"""Word documents: the WordprocessingML in their zip container, in reading order.

python-docx opens them too, but passes over text in content controls, in tracked insertions, in text boxes and in
footnotes. The tests compare with it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import join, normpath

from lxml import etree

from corpus.reading.draft import Draft, Dropped
from corpus.reading.office.archive import Archive
from corpus.reading.office.inline import Inline
from corpus.reading.office.paragraphs import Paragraphs, is_page, joined
from corpus.reading.office.properties import plausible_properties, running_texts
from corpus.reading.office.word_styles import BODY_TEXT, Numbering, Style, is_on, numbering_of, read_styles
from corpus.reading.office.xml import attribute, child_of, children, local_name, number, parse_xml, visible, within

_MAIN = "word/document.xml"
_SKIPPED = frozenset(
    "pPr rPr sdtPr sdtEndPr del moveFrom instrText delText Fallback rt tblPr tblGrid trPr tcPr sectPr".split()
)
"""Properties, what a tracked change took away, the code of a field, and the second copy of a text box."""
_TEXT_BOX = frozenset({"txbxContent"})
_WORDLESS = _SKIPPED | {"drawing", "pict", "object"}
"""The text boxes in pictures are no words of the paragraph that they hang on."""
_HANGING = ("{*}txbxContent", "{*}footnoteReference", "{*}endnoteReference")
_HYPERLINK = re.compile(r'\s*HYPERLINK\s+"([^"]+)"')


@dataclass(slots=True)
class _Field:
    """A field that is open: its code, and where its result begins."""

    inline: Inline
    code: str = ""
    start: int | None = None


def read_docx(raw: bytes) -> Draft:
    """Return the draft of a Word document: headings by style, lists with their marks, tables by row.

    Text boxes follow the paragraph that they hang on; footnotes stand at the end of their section. Comments, deleted
    text and pictures are left out, and so are the numbers that Word puts before headings.

    Raises:
        UnreadableFileError: If it is damaged, has a password, or would unpack to more than a document holds.
    """
    return _Reader(Archive(raw)).read()


class _Reader:
    """Walks the body of one document."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._targets = self._relationships()
        self._styles, self._default = read_styles(self._part("styles"))
        self._numbering = Numbering(self._part("numbering"))
        self._footnotes = {**self._notes("footnotes"), **self._notes("endnotes")}
        self._paragraphs = Paragraphs()
        self._fields: list[_Field] = []

    def read(self) -> Draft:
        self._blocks(parse_xml(self._archive.read(_MAIN), _MAIN))
        return self._paragraphs.build(self._properties(), dropped=self._running_texts())

    # Parts of the package

    def _relationships(self) -> dict[str, tuple[str, str]]:
        """Return kind and target of each relationship of the main part."""
        name = "word/_rels/document.xml.rels"
        if name not in self._archive.names:
            return {}
        root = parse_xml(self._archive.read(name), name)
        return {
            relation.get("Id", ""): (relation.get("Type", "").rpartition("/")[2], relation.get("Target", ""))
            for relation in root
        }

    def _parts(self, kind: str) -> Iterator[etree._Element]:
        targets = dict.fromkeys(target for found, target in self._targets.values() if found == kind)
        for name in (normpath(join("word", target)).lstrip("/") for target in targets):
            if name in self._archive.names:
                yield parse_xml(self._archive.read(name), name)

    def _part(self, kind: str) -> etree._Element | None:
        return next(self._parts(kind), None)

    def _notes(self, kind: str) -> dict[tuple[str, str], etree._Element]:
        root = self._part(kind)
        singular = kind.removesuffix("s")
        return {(singular, attribute(note, "id")): note for note in children(root, singular)}

    def _properties(self) -> dict[str, str]:
        name = "docProps/core.xml"
        if name not in self._archive.names:
            return {}
        stated = {local_name(e): (e.text or "").strip() for e in parse_xml(self._archive.read(name), name)}
        return plausible_properties(
            title=stated.get("title", ""), authors=stated.get("creator", ""), language=stated.get("language", "")
        )

    def _running_texts(self) -> Iterator[Dropped]:
        return running_texts(
            (kind, self._joined(part).text) for kind in ("header", "footer") for part in self._parts(kind)
        )

    # Blocks

    def _blocks(self, parent: etree._Element) -> None:
        for child in parent:
            match local_name(child):
                case "p":
                    self._paragraph(child)
                case "tbl":
                    self._table(child)
                case name if name not in _SKIPPED:
                    self._blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> None:
        inline = self._inline(paragraph)
        style, properties = self._style_of(paragraph), child_of(paragraph, "pPr")
        mark = self._numbering.mark(numbering_of(properties) or style.numbering) if inline.length else ""
        self._paragraphs.add(
            inline,
            level=self._level(style, properties),
            mark=mark or None,
            is_title=style.is_title,
            is_contents=style.is_contents,
        )
        self._after(paragraph)

    def _after(self, paragraph: etree._Element) -> None:
        """Read the text boxes that hang on a paragraph, and remember its footnotes."""
        if next(paragraph.iter(*_HANGING), None) is None:
            return  # nearly always, and this is the fast way to know
        for element in _visible(paragraph):
            match local_name(element):
                case "txbxContent":
                    self._blocks(element)
                case "footnoteReference" | "endnoteReference" as name:
                    # Each once: a note that is referred to a million times would be read a million times.
                    note = self._footnotes.pop((name.removesuffix("Reference"), attribute(element, "id")), None)
                    if note is not None:
                        self._paragraphs.add_note(self._joined(note))

    def _style_of(self, paragraph: etree._Element) -> Style:
        stated = child_of(child_of(paragraph, "pPr"), "pStyle")
        return self._default if stated is None else self._styles.get(attribute(stated, "val"), self._default)

    def _level(self, style: Style, properties: etree._Element | None) -> int:
        """Return the level of a heading, or 0."""
        if style.is_title:
            return 1
        own = child_of(properties, "outlineLvl")
        level = number(attribute(own, "val"), BODY_TEXT) if own is not None else style.level
        return 0 if level is None or level >= BODY_TEXT else level + 1

    def _table(self, table: etree._Element) -> None:
        rows = [
            _cells(row)
            for row in within(table, "tr", skipped=_SKIPPED)
            if child_of(child_of(row, "trPr"), "del") is None
        ]
        if self._is_layout(rows):
            for cell in (cell for row in rows for cell in row):
                self._blocks(cell)
            return
        for row in rows:
            self._paragraphs.add_row(self._joined(cell) for cell in row)
            for cell in row:
                for paragraph in _paragraphs(cell):
                    self._after(paragraph)

    def _is_layout(self, rows: list[list[etree._Element]]) -> bool:
        """Return whether a table only places text: one column, tables or headings in cells, or pages of text."""
        return all(len(row) <= 1 for row in rows) or any(self._is_page(cell) for row in rows for cell in row)

    def _is_page(self, cell: etree._Element) -> bool:
        if next(_visible(cell, "tbl"), None) is not None:
            return True
        paragraphs = list(_paragraphs(cell))
        if any(self._level(self._style_of(p), child_of(p, "pPr")) for p in paragraphs):
            return True
        return len(paragraphs) > 1 and is_page(self._inline(paragraph) for paragraph in paragraphs)

    # Words

    def _joined(self, parent: etree._Element) -> Inline:
        return joined((self._inline(paragraph) for paragraph in _paragraphs(parent)), " ")

    def _inline(self, paragraph: etree._Element) -> Inline:
        inline = Inline()
        self._words(paragraph, inline, bold=self._style_of(paragraph).bold)
        return inline

    def _words(self, parent: etree._Element, inline: Inline, *, bold: bool) -> None:
        for child in parent:
            name = local_name(child)
            match name:
                case "t":
                    inline.add(child.text or "", bold=bold)
                case "tab" | "ptab":
                    inline.add(" ")
                case "br" | "cr":
                    inline.add("\n" if attribute(child, "type") in ("", "textWrapping") else " ")
                case "noBreakHyphen":
                    inline.add("-", bold=bold)
                case "hyperlink":
                    start = inline.position
                    self._words(child, inline, bold=bold)
                    inline.link(start, self._targets.get(attribute(child, "id"), ("", ""))[1])
                case "fldChar":
                    self._field(attribute(child, "fldCharType"), inline)
                case "instrText" if self._fields:
                    self._fields[-1].code += child.text or ""
                case "r":
                    self._words(child, inline, bold=is_on(child_of(child_of(child, "rPr"), "b"), otherwise=bold))
                case _ if name not in _WORDLESS:
                    self._words(child, inline, bold=bold)

    def _field(self, mark: str, inline: Inline) -> None:
        if mark == "begin":
            self._fields.append(_Field(inline))
        elif self._fields and mark == "separate":
            self._fields[-1].start = inline.position
        elif self._fields:
            field = self._fields.pop()
            target = _HYPERLINK.match(field.code)
            if target and field.inline is inline and field.start is not None:
                inline.link(field.start, target[1])


def _visible(parent: etree._Element, wanted: str = "") -> Iterator[etree._Element]:
    return visible(parent, wanted, skipped=_SKIPPED, closed=_TEXT_BOX)


def _cells(row: etree._Element) -> list[etree._Element]:
    """Return the cells of a row; one that carries on a cell above it is left out."""
    cells = []
    for cell in within(row, "tc", skipped=_SKIPPED):
        merge = child_of(child_of(cell, "tcPr"), "vMerge")
        if merge is None or attribute(merge, "val") == "restart":
            cells.append(cell)
    return cells


def _paragraphs(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs in a cell, footnote or header, those of text boxes left out."""
    return _visible(parent, "p")
