"""The words of a page in the order in which they are read: one piece per heading, paragraph, list item and table row.

trafilatura tells which words of a page are its main text; what they are is read here, from the tree itself, because a
heading, the number of an item or the target of a link does not survive its simplified output.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count, groupby

from lxml import etree

from corpus.model import BlockKind
from corpus.reading.draft import Link
from corpus.reading.web.look import Look, change_look
from corpus.reading.web.markup import absolute

_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table
    tbody td tfoot th thead tr ul""".split()
)
_INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o:p output q rb rp rt rtc
    ruby s samp small span strike strong sub sup time tt u var wbr""".split()
)
"""Words on either side of these may be one word; any other element parts them, as an image or a button does."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ul", "ol", "menu", "dir", "dl"})
_CELLS = frozenset({"td", "th"})
NOWHERE = "#"
"""Of a link whose address cannot be known; its words lead elsewhere all the same."""
_LEVELS = frozenset("123456")
_WORD = re.compile(r"[^ \n]+")
_SPACES = re.compile(r"[\s\u200b\ufeff\u034f]+")
_MAX_HEADING = 200
"""Characters; a longer one is a paragraph that somebody wanted large."""
_MAX_CELL = 200
"""Characters in a cell of a table with data; longer ones hold running text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of a page, with what tells whether it is a heading or main text."""

    kind: BlockKind
    text: str
    links: tuple[Link, ...]  # over ``text``
    look: Look  # size: of its smallest words; bold and titled: all of its words
    element: etree._Element
    level: int = 0
    reason: str = ""  # why it is dropped, in Dutch
    is_in_cell: bool = False  # of a table that only makes up the page

    @property
    def linked(self) -> float:
        """Return the share of its characters that lead elsewhere."""
        return sum(link.end - link.start for link in self.links) / len(self.text)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words with one look, or a line break."""

    text: str
    look: Look


def read_flow(
    tree: etree._Element, *, base: str, reason: Callable[[etree._Element], str], level: int = 0
) -> list[Piece]:
    """Return the pieces of a page.

    Args:
        tree: Its body, without scripts and styles.
        base: The address that links are relative to.
        reason: Says why an element and all in it are no main text; "" when they may be.
        level: Of the heading above it, for a part of a page.
    """
    flow = _Flow(base, reason, _data_tables(tree), level)
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            flow.enter(element)
        else:
            flow.leave(element)
    return flow.pieces


class _Flow:
    """Collects words until something ends their block."""

    def __init__(
        self, base: str, reason: Callable[[etree._Element], str], data_tables: set[etree._Element], level: int
    ) -> None:
        self.pieces: list[Piece] = []
        self._base, self._reason_of, self._data_tables = base, reason, data_tables
        self._looks = [Look()]
        self._runs: list[_Run] = []
        self._whole: etree._Element | None = None  # heading, row or term: what stands in it is one block
        self._kind: BlockKind = "text"
        self._level = level  # of the last heading
        self._lists: list[Iterator[str]] = []  # the bullets still to come of the open lists
        self._bullet = ""
        self._term: list[_Run] = []  # of a definition that has not come yet
        self._is_answer = False  # to a question among the terms
        self._layouts = 0  # open tables that only make up the page
        self._verbatim = 0  # open elements whose line ends count

    def enter(self, element: etree._Element) -> None:
        """Take the start of an element with the words before its first child."""
        tag = element.tag
        if tag == "br":
            self._break_line(element)
        elif _is_block(element):
            self._break_block(element)
        elif tag not in _INLINE or (tag == "sup" and element.find(".//a") is not None):
            self._add(" ")  # the mark of a footnote is no part of the word before it
        look = change_look(self._looks[-1], element)
        if tag == "a" and element.get("href"):
            look = replace(look, url=absolute(self._base, element.get("href", "")) or NOWHERE)
        if not look.reason and (reason := self._reason_of(element)):
            look = replace(look, reason=reason)
        self._looks.append(look)
        self._open(element, tag)
        self._add(element.text)

    def leave(self, element: etree._Element) -> None:
        """Take the end of an element with the words behind it."""
        if _is_block(element):
            self._close(element, element.tag)
        elif element.tag not in _INLINE:
            self._add(" ")
        self._looks.pop()
        self._add(element.tail)

    def _open(self, element: etree._Element, tag: str) -> None:
        self._verbatim += tag == "pre"
        self._layouts += tag == "table" and element not in self._data_tables
        if tag in _LISTS:
            self._lists.append(_bullets(element))
        if self._whole is not None:
            if tag in _CELLS and any(run.text.strip() for run in self._runs):
                self._add(" | ")
        elif tag in _HEADINGS or element.get("role") == "heading":
            stated = tag[1] if tag in _HEADINGS else element.get("aria-level", "2")
            self._whole, self._kind, self._level = element, "heading", int(stated) if stated in _LEVELS else 2
        elif tag == "summary":
            self._whole, self._kind, self._level = element, "heading", min(self._level + 1, 5)
        elif tag == "dt":
            self._whole, self._is_answer = element, False
        elif tag == "tr" and next(element.iterancestors("table"), None) in self._data_tables:
            self._whole, self._kind = element, "table"
        elif tag == "li" or self._term:
            self._bullet = _bullet(element, self._lists)

    def _close(self, element: etree._Element, tag: str) -> None:
        if self._whole is element:
            if tag == "dt":
                self._close_term()
            self._flush(element)
            self._level -= self._kind == "heading" and tag in ("summary", "dt")
            self._whole, self._kind = None, "text"
        else:
            self._break_block(element)
        if tag == "dl" and self._term:
            self._runs, self._term = self._term, []
            self._flush(element)
        if tag in _LISTS:
            self._lists.pop()
        if tag in ("li", "dd", "dl"):
            self._bullet = ""
            self._is_answer &= tag != "dl"
        self._verbatim -= tag == "pre"
        self._layouts -= tag == "table" and element not in self._data_tables

    def _close_term(self) -> None:
        """Make a term a heading when it is a question; otherwise it will open the item that explains it."""
        words = "".join(run.text for run in self._runs).strip()
        if words.endswith("?"):
            self._kind, self._level, self._is_answer = "heading", min(self._level + 1, 5), True
        elif words:
            between = [_Run(", ", Look())] if self._term else []
            self._term += between + self._runs
            self._runs = []

    def _add(self, text: str | None) -> None:
        if not text:
            return
        look = self._looks[-1]
        if self._verbatim and self._whole is None:
            for number, line in enumerate(text.split("\n")):
                self._runs += [_Run("\n", look)] * (number > 0) + [_Run(line, look)] * (line != "")
        else:
            self._runs.append(_Run(_SPACES.sub(" ", text), look))

    def _break_line(self, element: etree._Element) -> None:
        if self._whole is not None:
            self._add(" ")
            return
        last = next((run for run in reversed(self._runs) if run.text != " "), None)
        if last is not None and last.text == "\n":
            self._flush(element)  # two line breaks on end part paragraphs
        else:
            self._runs.append(_Run("\n", self._looks[-1]))

    def _break_block(self, element: etree._Element) -> None:
        if self._whole is not None:
            self._add(" ")
        else:
            self._flush(element)

    def _flush(self, element: etree._Element) -> None:
        runs, self._runs = self._runs, []
        kept = [run for run in runs if not run.look.reason]
        if any(run.text.strip() for run in kept):
            self._add_kept(kept, element)
        for reason, group in groupby(runs, key=lambda run: run.look.reason):
            words = list(group)
            if reason and any(run.text.strip() for run in words):
                self._add_piece("text", words, element, reason=reason)

    def _add_kept(self, runs: list[_Run], element: etree._Element) -> None:
        in_list = self._bullet or (self._lists and not self._is_answer)
        kind: BlockKind = "list" if in_list and self._whole is None else self._kind
        if self._whole is None:
            term = [*self._term, _Run(": ", Look())] if self._term else []
            runs = [_Run(self._bullet, Look()), *term, *runs]
            self._bullet, self._term = "", []
        for part in _parts(runs) if kind == "text" else [runs]:
            self._add_piece(kind, part, element, reason="")

    def _add_piece(self, kind: BlockKind, runs: list[_Run], element: etree._Element, *, reason: str) -> None:
        text, links = _join(runs)
        if kind == "heading" and len(text) > _MAX_HEADING:
            kind = "text"
        look = _common_look([run for run in runs if run.text.strip()])
        level = self._level if kind == "heading" else 0
        self.pieces.append(Piece(kind, text, links, look, element, level, reason, self._layouts > 0))


def _is_block(element: etree._Element) -> bool:
    return element.tag in _BLOCKS or element.get("role") == "heading"


def _bullets(element: etree._Element) -> Iterator[str]:
    """Return the bullets of a list: dashes, or numbers or letters from its start."""
    stated, kind = element.get("start", ""), element.get("type", "1")
    number = int(stated) if element.tag == "ol" and re.fullmatch(r"\d{1,6}", stated, re.ASCII) else 1

    def bullet(each: int) -> str:
        if element.tag != "ol":
            return "- "
        return f"{chr(ord(kind) + each - 1)}. " if kind in ("a", "A") and 1 <= each <= 26 else f"{each}. "

    return map(bullet, count(number))


def _bullet(element: etree._Element, lists: list[Iterator[str]]) -> str:
    """Return the bullet of an item: the number that it states, or else the next of its list."""
    following = next(lists[-1]) if lists else "- "
    stated = element.get("value", "")
    is_number = re.fullmatch(r"\d{1,6}", stated, re.ASCII)
    return f"{stated}. " if is_number and following[0].isdigit() else following


def _parts(runs: list[_Run]) -> list[list[_Run]]:
    """Return a paragraph in one part, or in two when its first line stands out: larger or bolder than the next."""
    begin = next(i for i, run in enumerate(runs) if run.text.strip())
    end = next((i for i in range(begin, len(runs)) if runs[i].text == "\n"), len(runs))
    first, rest = runs[begin:end], runs[end:]
    if not any(run.text.strip() for run in rest):
        return [runs]
    top, others = _common_look(first), _common_look(rest)
    stands_out = (top.bold and not others.bold) or top.size > others.size or top.titled > others.titled
    return [first, rest] if stands_out else [runs]


def _common_look(runs: list[_Run]) -> Look:
    """Return what holds for all of the words: bold when all are, the size of the smallest."""
    looks = {run.look for run in runs}
    return Look(
        size=min(look.size for look in looks),
        bold=all(look.bold for look in looks),
        titled=min(look.titled for look in looks),
    )


def _join(runs: Iterable[_Run]) -> tuple[str, tuple[Link, ...]]:
    """Return the words of the runs with single spaces and line ends, and the links over them."""
    spans: list[tuple[int, int, str]] = []
    parts: list[str] = []
    length = 0
    for url, group in groupby(runs, key=lambda run: run.look.url):
        words = "".join(run.text for run in group)
        if url and words.strip():
            start = length + len(words) - len(words.lstrip())
            spans.append((start, length + len(words.rstrip()), url))
        parts.append(words)
        length += len(words)
    raw = "".join(parts)
    if not spans:
        lines = (" ".join(line.split()) for line in raw.split("\n"))
        return "\n".join(line for line in lines if line), ()
    words_found = list(_WORD.finditer(raw))
    starts = [word.start() for word in words_found]
    places: list[int] = []
    parts, length = [], 0
    for before, word in zip([None, *words_found], words_found, strict=False):
        if before is not None:
            parts.append("\n" if "\n" in raw[before.end() : word.start()] else " ")
            length += 1
        places.append(length)
        parts.append(word[0])
        length += len(word[0])

    def place(position: int) -> int:
        index = bisect_right(starts, position) - 1
        return places[index] + position - starts[index]

    return "".join(parts), tuple(Link(place(start), place(end - 1) + 1, url) for start, end, url in spans)


def _data_tables(tree: etree._Element) -> set[etree._Element]:
    """Return the tables that hold data; the others only put text and pictures side by side."""
    tables = list(tree.iter("table"))
    outer = {parent for table in tables if (parent := next(table.iterancestors("table"), None)) is not None}
    return {table for table in tables if table not in outer and _holds_data(table)}


def _holds_data(table: etree._Element) -> bool:
    """Return whether a table without tables in it says by its markup, or by the shape of its cells, that it is one."""
    if table.get("role") in ("presentation", "none") or next(table.iter(*_HEADINGS), None) is not None:
        return False
    if next(table.iter("th", "caption", "thead"), None) is not None or table.get("role") in ("table", "grid"):
        return True
    rows = [
        [" ".join("".join(str(text) for text in cell.itertext()).split()) for cell in row.iter(*_CELLS)]
        for row in table.iter("tr")
    ]
    filled = [row for row in rows if sum(map(bool, row)) > 1]
    is_short = all(len(cell) <= _MAX_CELL for row in rows for cell in row)
    return len(filled) > 1 and 2 * len(filled) > len(rows) and is_short and next(table.iter("img"), None) is None
