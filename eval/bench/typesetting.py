"""A small typesetter: lines, columns and hyphens as printers set them, drawn in any order by reportlab."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Literal

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
MARGIN = 56.0
_FONT, _BOLD = "Helvetica", "Helvetica-Bold"
_LEADING = 1.25
_VOWELS = "aeiouyëïéèöü"
# Between two consonants, or before a single one: not every point that Dutch allows, and none that it forbids often.
_BREAK = re.compile(
    rf"(?<=[{_VOWELS}][bdfgklmnprst])(?=[bdfgklmnprstvwz][{_VOWELS}])|(?<=[{_VOWELS}])(?=[bdfgklmnprstvwz][{_VOWELS}])"
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a heading when its size or weight says so."""

    text: str
    size: float = 10
    bold: bool = False
    after: float = 6  # white below it, in points


@dataclass(frozen=True, slots=True)
class Frame:
    """A place for text on a page, from its upper left corner, in points upwards."""

    x: float
    top: float
    width: float
    bottom: float


@dataclass(frozen=True, slots=True)
class _Drawn:
    text: str
    x: float
    y: float
    size: float
    bold: bool
    stretch: float  # added to each space


@dataclass(frozen=True, slots=True)
class Setting:
    """How text is set."""

    hyphenate: bool = False
    justify: bool = False
    order: Literal["read", "interleaved"] = "read"
    header: str = ""


class Typesetter:
    """Sets paragraphs in frames, page after page."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._pages: list[list[list[_Drawn]]] = []

    def set(self, paragraphs: Iterable[Paragraph], frames: Sequence[Frame]) -> None:
        """Fill the frames of as many new pages as the paragraphs need, one frame after another."""
        places = self._places(frames)
        page, frame = next(places)
        y = frame.top
        for paragraph in paragraphs:
            lines = list(self._lines(paragraph, frame.width))
            for index, (text, stretch) in enumerate(lines):
                y -= paragraph.size * _LEADING
                # A heading at the foot of a column goes with its text to the next.
                if y < frame.bottom + (30 if paragraph.size > 10 and index == 0 else 0):
                    page, frame = next(places)
                    y = frame.top - paragraph.size * _LEADING
                self._pages[page][-1].append(_Drawn(text, frame.x, y, paragraph.size, paragraph.bold, stretch))
            y -= paragraph.after

    def box(self, page: int, paragraphs: Iterable[Paragraph], frame: Frame) -> None:
        """Set paragraphs in a frame of their own on a page that is there."""
        y = frame.top
        drawn = []
        for paragraph in paragraphs:
            for text, stretch in self._lines(paragraph, frame.width):
                y -= paragraph.size * _LEADING
                drawn.append(_Drawn(text, frame.x, y, paragraph.size, paragraph.bold, stretch))
            y -= paragraph.after
        self._pages[page].append(drawn)

    def pdf(self) -> bytes:
        """Return the pages as a PDF."""
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4, invariant=1)
        for number, frames in enumerate(self._pages, start=1):
            if self._setting.header:
                canvas.setFont(_FONT, 8)
                canvas.drawString(MARGIN, HEIGHT - 30, self._setting.header)
                canvas.drawRightString(WIDTH - MARGIN, 30, f"Pagina {number} van {len(self._pages)}")
            for drawn in self._ordered(frames):
                text = canvas.beginText(drawn.x, drawn.y)
                text.setFont(_BOLD if drawn.bold else _FONT, drawn.size)
                text.setWordSpace(drawn.stretch)
                text.textOut(drawn.text)
                canvas.drawText(text)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    def _places(self, frames: Sequence[Frame]) -> Iterator[tuple[int, Frame]]:
        while True:
            self._pages.append([])
            for frame in frames:
                self._pages[-1].append([])
                yield len(self._pages) - 1, frame

    def _ordered(self, frames: Sequence[Sequence[_Drawn]]) -> Iterator[_Drawn]:
        if self._setting.order == "interleaved":
            return (drawn for drawn in chain.from_iterable(zip_longest(*frames)) if drawn is not None)
        return chain.from_iterable(frames)

    def _lines(self, paragraph: Paragraph, width: float) -> Iterator[tuple[str, float]]:
        """Yield the lines of a paragraph, each with what is added to its spaces so that it fills the width."""
        font = _BOLD if paragraph.bold else _FONT
        is_heading = paragraph.bold or paragraph.size > 10
        words = paragraph.text.split()
        line: list[str] = []
        while words:
            room = width - stringWidth(" ".join([*line, ""]), font, paragraph.size)
            word = words.pop(0)
            if not line or stringWidth(word, font, paragraph.size) <= room:
                line.append(word)
                continue
            halves = _halves(word) if self._setting.hyphenate and not is_heading else []
            fitting = [half for half in halves if stringWidth(half[0], font, paragraph.size) <= room]
            if fitting:
                line.append(fitting[-1][0])
                words.insert(0, fitting[-1][1])
            else:
                words.insert(0, word)
            text = " ".join(line)
            left = width - stringWidth(text, font, paragraph.size)
            yield text, left / max(text.count(" "), 1) if self._setting.justify and not is_heading else 0.0
            line = []
        yield " ".join(line), 0.0


def _halves(word: str) -> list[tuple[str, str]]:
    """Return where a word may be cut, shortest first half first; after a hyphen of its own, or between syllables."""
    own = [(word[: found.end()], word[found.end() :]) for found in re.finditer(r"(?<=\w\w)-(?=\w\w)", word)]
    if own or not re.fullmatch(r"[\w]+[.,;:]?", word) or not word.islower():
        return own
    cuts = [found.start() for found in _BREAK.finditer(word) if 3 <= found.start() <= len(word) - 4]
    return [(word[:cut] + "-", word[cut:]) for cut in cuts]


def columns(count: int, *, top: float = HEIGHT - MARGIN, bottom: float = MARGIN, gutter: float = 18) -> list[Frame]:
    """Return frames of equal width beside each other."""
    width = (WIDTH - 2 * MARGIN - (count - 1) * gutter) / count
    return [Frame(MARGIN + index * (width + gutter), top, width, bottom) for index in range(count)]
