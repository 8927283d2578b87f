"""What every reader returns: text, blocks, and what the markup says about the document."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from corpus.model import Block, BlockKind

BOLD_LEVEL = 6
"""The level of a line that is a heading only because it is bold: below every marked one."""


class UnreadableFileError(Exception):
    """A file cannot become a document. The message is Dutch: what is wrong and what helps."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link: ``text[start:end]`` leads to ``url``."""

    start: int
    end: int
    url: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Words of a file that are not in the text, and why, in Dutch: a running header, a menu."""

    text: str
    reason: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as read: blocks in reading order over ``text``; headings only where the markup shows them.

    ``found`` holds what the markup itself says: title, date, authors, language, url, kind, publisher.
    """

    text: str
    blocks: tuple[Block, ...]
    found: Mapping[str, str] = field(default_factory=dict)
    pages: int | None = None  # of formats that have pages
    links: tuple[Link, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    scans: tuple[int, ...] = ()  # pages that are pictures of text, and were not read
    is_table: bool = False  # the file is a table, and its blocks are rows
    notes: tuple[str, ...] = ()  # what the report must say about the reading, in Dutch


class DraftBuilder:
    """Joins pieces of text into one, with a blank line between them, and remembers where each lies."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._links: list[Link] = []

    def add(
        self, kind: BlockKind, text: str, *, level: int = 0, page: int | None = None, links: Iterable[Link] = ()
    ) -> None:
        """Append a block; text that is only white space is left out. The links lie in ``text``, which starts at 0."""
        indent = len(text) - len(text.lstrip())
        text = text.strip()
        if not text:
            return
        separator = "\n\n" if self._parts else ""
        start = self._length + len(separator)
        self._parts.append(separator + text)
        self._length = start + len(text)
        title = text if kind == "heading" else ""
        self._blocks.append(Block(kind, start, self._length, level=level, title=title, page=page))
        for link in links:
            first, last = max(link.start - indent, 0), min(link.end - indent, len(text))
            if first < last:
                self._links.append(Link(start + first, start + last, link.url))

    def build(self, found: Mapping[str, str]) -> Draft:
        """Return the draft."""
        return Draft("".join(self._parts), tuple(self._blocks), found, links=tuple(self._links))


def is_bold_heading(text: str) -> bool:
    """Return whether a paragraph that is bold as a whole reads as a heading rather than as a bold sentence."""
    ends_sentence = text.rstrip().endswith((".", ",", ";", ":")) and not text.isupper()
    return len(text) <= 90 and "\n" not in text and not ends_sentence


def decode(raw: bytes) -> str:
    """Return the UTF-8 text of a file with line feeds as line ends and without a byte order mark.

    Raises:
        UnreadableFileError: If the bytes are not UTF-8 text.
    """
    if b"\x00" in raw:
        raise UnreadableFileError("dit is geen tekst maar een binair bestand; sla het op als tekst in UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"geen UTF-8 (byte {error.start}); sla het op met de codering UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
