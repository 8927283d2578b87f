"""From PDFium's characters to words, each with its place and style."""

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium

from corpus.reading.pages.drawings import read_drawings
from corpus.reading.pages.geometry import Area, Frame, Rule, Word

_BOLD_NAME = re.compile(r"bold|black|heavy|demi(?!li)|-(?:bd|blk)\b|,b\b", re.IGNORECASE)
_LETTERS = str.maketrans(
    {
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "st",
        "\ufb06": "st",
        "\u0132": "IJ",
        "\u0133": "ij",
        # Symbol and Wingdings have no code points of their own.
        "\uf0b7": "•",
        "\uf0a7": "▪",
        "\uf0d8": "➢",
        "\uf0fc": "✓",
        "\uf076": "❖",
        "\uf0a8": "▪",
        "\uf02d": "-",
        "\uf0e0": "→",
    }
)
LINE_HYPHENS = "\x02\u2010\u00ad"
"""What PDFium may give for the hyphen at the end of a line."""

_WORD_GAP = 0.12
"""In sizes: what is further apart starts a new word; whether a space belongs there is for the line to say."""
_BACKWARDS = 1.1
_RISE = 0.05
"""In sizes: how far letters of one word may step back, and lie above or below each other."""
_SPACES = np.array([code for code in range(0x3001) if chr(code).isspace()] + [0, 0xFFFF], np.uint32)
_HYPHEN, _CUT = 0x02, 0xFFFE
"""What PDFium gives, by character and by text, for the hyphen of a word that the end of a line cuts."""
_MAX_LINKS = 2_000
_MAX_ADDRESS = 4_096


@dataclass(frozen=True, slots=True)
class PageContent:
    """What is drawn on a page, turned so that its text runs from left to right."""

    width: float
    height: float
    words: tuple[Word, ...]
    turned: str  # text that runs in another direction than the rest
    rules: tuple[Rule, ...]
    pictured: float  # the part of the page that its largest picture covers
    is_cut: bool  # it has more characters than may be read


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    bold: bool
    quarter: int | None  # quarters of a turn that the text makes, anticlockwise; None for a slant
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters of one text object without a space; the box is PDF's, upwards."""

    text: str
    style: _Style
    lower_left: tuple[float, float]
    upper_right: tuple[float, float]
    spaced: bool  # a space stands before it, drawn or made up by PDFium


def read_page(document: pdfium.FPDF_DOCUMENT, page: pdfium.FPDF_PAGE, *, most: int) -> PageContent:
    """Return the words of a page with what is drawn around them.

    Args:
        document: The document, open.
        page: One of its pages, open.
        most: How many characters are read at most.
    """
    with _text_page(page) as text_page:
        count = pdfium.FPDFText_CountChars(text_page)
        runs = list(_runs(text_page, min(count, most)))
    frame = Frame(*_bounds(page), _main_quarter(runs))
    drawings = read_drawings(page, frame)
    words, turned = _words(runs, frame)
    linked = _with_links(words, _links(document, page, frame))
    return PageContent(
        frame.width, frame.height, tuple(linked), turned, drawings.rules, drawings.pictured, count > most
    )


def _called_directly(function: object, result: type, *arguments: type) -> Callable[..., int | float | None]:
    """Return a function of PDFium that takes addresses as numbers: its wrapper takes most of the time of a call."""
    address = ctypes.cast(function, ctypes.c_void_p).value  # type: ignore[arg-type]  # a function of ctypes
    return ctypes.CFUNCTYPE(result, *arguments)(address)  # type: ignore[arg-type]  # it is not None


_AT = (ctypes.c_void_p, ctypes.c_int)
"""A page of text and the index of a character."""
_text_object = _called_directly(pdfium.FPDFText_GetTextObject, ctypes.c_void_p, *_AT)
_loose_box = _called_directly(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int, *_AT, ctypes.c_void_p)
_text_matrix = _called_directly(pdfium.FPDFText_GetMatrix, ctypes.c_int, *_AT, ctypes.c_void_p)
_origin = _called_directly(pdfium.FPDFText_GetCharOrigin, ctypes.c_int, *_AT, ctypes.c_void_p, ctypes.c_void_p)
_font_size = _called_directly(pdfium.FPDFText_GetFontSize, ctypes.c_double, *_AT)
_font = _called_directly(pdfium.FPDFTextObj_GetFont, ctypes.c_void_p, ctypes.c_void_p)
_render_mode = _called_directly(pdfium.FPDFTextObj_GetTextRenderMode, ctypes.c_int, ctypes.c_void_p)


@contextmanager
def _text_page(page: pdfium.FPDF_PAGE) -> Iterator[pdfium.FPDF_TEXTPAGE]:
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        yield text_page
    finally:
        pdfium.FPDFText_ClosePage(text_page)


def _bounds(page: pdfium.FPDF_PAGE) -> tuple[float, float, float, float]:
    """Return the left, bottom, right and top of what a page shows."""
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    return box.left, box.bottom, box.right, box.top


def _runs(text_page: pdfium.FPDF_TEXTPAGE, count: int) -> Iterator[_Run]:
    """Yield what is drawn in one style without a space in it, in the order in which it is drawn."""
    codes = _codes(text_page, count)
    is_letter = ~np.isin(codes, _SPACES)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_letter, [False]])))
    styles: dict[int, _Style] = {}
    fonts: dict[int, bool] = {}
    page = ctypes.cast(text_page, ctypes.c_void_p).value
    first, last = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    for start, end in edges.reshape(-1, 2).tolist():
        is_first = True
        for begin, stop, address in _pieces(page, codes, start, end):
            if address not in styles:
                styles[address] = _style(page, begin, address, fonts)
            _loose_box(page, begin, ctypes.addressof(first))
            _loose_box(page, stop - 1, ctypes.addressof(last))
            yield _Run(
                "".join(map(chr, codes[begin:stop].tolist())),
                styles[address],
                # A ligature may stand at either end, its letters in one box.
                (min(first.left, last.left), min(first.bottom, last.bottom)),
                (max(first.right, last.right), max(first.top, last.top)),
                is_first,
            )
            is_first = False


def _codes(text_page: pdfium.FPDF_TEXTPAGE, count: int) -> npt.NDArray[np.uint32]:
    """Return the code points of the first characters of a page."""
    units = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text_page, 0, count, units) == count + 1:
        codes = np.array(units[:count], np.uint32)
        codes[codes == _CUT] = _HYPHEN
        return codes
    # Some characters have no code, or one beyond the first plane.
    return np.array([pdfium.FPDFText_GetUnicode(text_page, index) for index in range(count)], np.uint32)


def _pieces(page: int | None, codes: npt.NDArray[np.uint32], start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield the parts of a run in one font, size and height: start, end and the address of their first text object.

    Some programs draw every character as an object of its own; what those share is asked once.
    """
    address = int(_text_object(page, start) or 0)
    if address == int(_text_object(page, end - 1) or 0):
        yield start, end, address
        return
    last = address
    look = _look(page, start, address)
    for index in range(start + 1, end):
        following = int(_text_object(page, index) or 0)
        if following == last:
            continue
        last = following
        other = _look(page, index, following)
        # PDFium puts no space after the hyphen of a word that goes on on the next line.
        if other != look or codes[index - 1] == _HYPHEN:
            yield start, index, address
            start, address, look = index, following, other
    yield start, end, address


def _look(page: int | None, index: int, drawn: int) -> tuple[int | float | None, ...]:
    """Return what is the same for characters of one style on one line, as far as that costs little to know."""
    matrix = pdfium.FS_MATRIX()
    _text_matrix(page, index, ctypes.addressof(matrix))
    return _font(drawn), _font_size(page, index), matrix.a, matrix.d, matrix.f


def _style(page: int | None, index: int, drawn: int, fonts: dict[int, bool]) -> _Style:
    """Return what the characters of one text object share; the first of them stands at ``index``."""
    matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    _text_matrix(page, index, ctypes.addressof(matrix))
    _origin(page, index, ctypes.addressof(x), ctypes.addressof(y))
    turns = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
    font = int(_font(drawn) or 0)
    if font not in fonts:
        fonts[font] = _is_bold_font(font)
    return _Style(
        size=round((_font_size(page, index) or 0) * math.hypot(matrix.c, matrix.d), 2),
        bold=fonts[font] or _render_mode(drawn) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE,
        quarter=round(turns) % 4 if abs(turns - round(turns)) < 0.05 else None,
        x=x.value,
        y=y.value,
    )


def _is_bold_font(font: int) -> bool:
    name = ctypes.create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(ctypes.cast(font, pdfium.FPDF_FONT), name, len(name))
    return bool(_BOLD_NAME.search(name.value.decode("utf-8", "replace")))


def _main_quarter(runs: Sequence[_Run]) -> int:
    quarters: Counter[int] = Counter()
    for run in runs:
        if run.style.quarter is not None:
            quarters[run.style.quarter] += len(run.text)
    return max(quarters, key=lambda quarter: (quarters[quarter], -quarter), default=0)


def _words(runs: Sequence[_Run], frame: Frame) -> tuple[list[Word], str]:
    """Return the words in the order in which they are drawn, and the text that runs in another direction."""
    words: list[Word] = []
    turned: list[str] = []
    for run in runs:
        style = run.style
        text = _clean(run.text)
        if not text or style.size <= 0:
            continue
        if style.quarter != frame.quarter:
            turned.append((" " if run.spaced else "") + text)
            continue
        x0, x1, _, _ = frame.upright(*run.lower_left, *run.upper_right)
        _, _, baseline, _ = frame.upright(style.x, style.y, style.x, style.y)
        word = Word(text, x0, x1, baseline, style.size, style.bold, run.spaced)
        if not frame.shows(x0, baseline):
            continue
        if words and not run.spaced and _goes_on(words[-1], word):
            last = words[-1]
            words[-1] = replace(last, text=last.text + text, x1=max(last.x1, x1))
        else:
            words.append(word)
    return words, "".join(turned).strip()


def _goes_on(before: Word, word: Word) -> bool:
    """Return whether a piece of a word stands at the end of the piece that was drawn before it, in the same style."""
    size = before.size
    is_alike = (word.size, word.bold) == (size, before.bold) and abs(word.baseline - before.baseline) < _RISE * size
    return is_alike and -_BACKWARDS * size < word.x0 - before.x1 < _WORD_GAP * size


def _clean(letters: str) -> str:
    """Return letters with ligatures parted, bullets of symbol fonts named, and what no font shows left out."""
    # PDFium gives what lies beyond the first plane as two surrogates.
    letters = letters.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return "".join(
        letter
        for letter in letters.translate(_LETTERS)
        if letter in LINE_HYPHENS or unicodedata.category(letter)[0] != "C"
    )


def _links(document: pdfium.FPDF_DOCUMENT, page: pdfium.FPDF_PAGE, frame: Frame) -> list[tuple[str, Area]]:
    """Return the web and mail addresses that the page links to, each with its area: left, right, top, bottom."""
    found: list[tuple[str, Area]] = []
    position, link, area = ctypes.c_int(0), pdfium.FPDF_LINK(), pdfium.FS_RECTF()
    while len(found) < _MAX_LINKS and pdfium.FPDFLink_Enumerate(page, position, link):
        action = pdfium.FPDFLink_GetAction(link)
        if pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI or not pdfium.FPDFLink_GetAnnotRect(link, area):
            continue
        address = ctypes.create_string_buffer(_MAX_ADDRESS)
        size = pdfium.FPDFAction_GetURIPath(document, action, address, len(address))
        url = address.value.decode("utf-8", "replace").strip()
        if size <= _MAX_ADDRESS and url.startswith(("http://", "https://", "mailto:")):
            found.append((url, frame.upright(area.left, area.bottom, area.right, area.top)))
    return found


def _with_links(words: Sequence[Word], links: Sequence[tuple[str, Area]]) -> list[Word]:
    """Return the words, those whose middle lies in the area of a link with its address."""
    if not links:
        return list(words)
    areas = np.array([area for _, area in links])
    result = []
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        inside = (areas[:, 0] <= x) & (x <= areas[:, 1]) & (areas[:, 2] <= y) & (y <= areas[:, 3])
        result.append(replace(word, url=links[int(inside.argmax())][0]) if inside.any() else word)
    return result
