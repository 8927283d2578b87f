"""From paragraphs to blocks, for every format that has paragraphs: headings, list items, rows, footnotes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from corpus.model import BlockKind
from corpus.reading.draft import BOLD_LEVEL, Draft, DraftBuilder, Dropped, is_bold_heading
from corpus.reading.office.inline import Inline

_MAX_HEADING = 250
_LAYOUT_CHARACTERS = 600


class Paragraphs:
    """Takes paragraphs in reading order. Footnotes wait until their section ends."""

    def __init__(self) -> None:
        self._builder = DraftBuilder()
        self._notes: list[Inline] = []
        self._title = ""

    def add(
        self,
        inline: Inline,
        *,
        level: int = 0,
        mark: str | None = None,
        is_title: bool = False,
        is_contents: bool = False,
    ) -> None:
        """Append a paragraph; one without words is left out.

        Args:
            inline: Its words.
            level: Of a heading, from 1. A paragraph as long as a page is none, whatever its style.
            mark: Of a list item: its dash or number, and "" for its later paragraphs.
            is_title: Whether it is the title of the document.
            is_contents: Whether it is an entry of a contents list.
        """
        words = " ".join(inline.text.split())
        if mark is None and not level and inline.is_bold and is_bold_heading(inline.text):
            level = BOLD_LEVEL
        if is_contents:
            self._builder.add("boilerplate", words)
        elif level and 0 < len(words) <= _MAX_HEADING:
            self._title = self._title or (words if is_title else "")
            self._flush()
            self._builder.add("heading", words, level=min(level, BOLD_LEVEL), links=inline.links)
        else:
            kind: BlockKind = "text" if mark is None else "list"
            shift = len(mark or "")
            links = [replace(link, start=link.start + shift, end=link.end + shift) for link in inline.links]
            self._builder.add(kind, (mark or "") + inline.text if words else "", links=links)

    def add_row(self, cells: Iterable[Inline], *, kind: BlockKind = "table") -> None:
        """Append the row of a table; its empty cells are left out."""
        line = joined(cells, " | ")
        self._builder.add(kind, line.text, links=line.links)

    def add_note(self, inline: Inline) -> None:
        """Append a footnote, at the end of the section."""
        self._notes.append(inline)

    def build(self, found: Mapping[str, str], *, dropped: Iterable[Dropped] = ()) -> Draft:
        """Return the draft; the title that stands in the text goes before the one that is ``found``."""
        self._flush()
        stated = {**found, "title": self._title or found.get("title", "")}
        draft = self._builder.build({name: value for name, value in stated.items() if value})
        return replace(draft, dropped=tuple(dropped))

    def _flush(self) -> None:
        notes, self._notes = self._notes, []
        for note in notes:
            self._builder.add("text", note.text, links=note.links)


def joined(paragraphs: Iterable[Inline], separator: str) -> Inline:
    """Return paragraphs as one, the empty ones left out."""
    whole = Inline()
    whole.extend(paragraphs, separator)
    return whole


def is_page(paragraphs: Iterable[Inline]) -> bool:
    """Return whether a cell with these paragraphs is part of a page's layout and not a value in a table."""
    filled = [paragraph.length for paragraph in paragraphs if paragraph.length]
    return len(filled) > 1 and sum(filled) > _LAYOUT_CHARACTERS
