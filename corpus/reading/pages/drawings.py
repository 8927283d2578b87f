"""What is drawn around the text: the lines of tables, and pictures."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2.raw as pdfium

from corpus.reading.pages.geometry import Frame, Rule

_MAX_OBJECTS = 20_000
"""A page with more is a map or a drawing; it has no table that its lines would show."""
_MAX_SEGMENTS = 400
"""A path with more is a drawing."""
_MAX_RULES = 1_500
_MAX_DEPTH = 3
_THIN = 2.5
_SHORT = 6.0
_SLANT = 0.5
"""In points: no line is thicker than the first, shorter than the second, or further from level than the third."""

_Matrix = tuple[float, float, float, float, float, float]
_UNIT: _Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Drawings:
    """The lines on a page, and the part of it that its largest picture covers."""

    rules: tuple[Rule, ...]
    pictured: float


def read_drawings(page: pdfium.FPDF_PAGE, frame: Frame) -> Drawings:
    """Return the straight lines of a page, and how much of it the largest picture covers."""
    rules: list[Rule] = []
    pictured = 0.0
    for drawn, kind, matrix in _objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictured = max(pictured, _share(_compose(_matrix(drawn), matrix), frame))
        elif len(rules) < _MAX_RULES:
            rules.extend(_rules(drawn, _compose(_matrix(drawn), matrix), frame))
    return Drawings(tuple(rules), pictured)


def _objects(page: pdfium.FPDF_PAGE) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, int, _Matrix]]:
    """Yield the paths and pictures of a page, also those in its forms, with the matrix around them."""
    left = _MAX_OBJECTS

    def inside(
        form: pdfium.FPDF_PAGEOBJECT, matrix: _Matrix, depth: int
    ) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, int, _Matrix]]:
        for index in range(pdfium.FPDFFormObj_CountObjects(form)):
            yield from visit(pdfium.FPDFFormObj_GetObject(form, index), matrix, depth)

    def visit(
        drawn: pdfium.FPDF_PAGEOBJECT, matrix: _Matrix, depth: int
    ) -> Iterator[tuple[pdfium.FPDF_PAGEOBJECT, int, _Matrix]]:
        nonlocal left
        left -= 1
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH and left > 0:
            yield from inside(drawn, _compose(_matrix(drawn), matrix), depth + 1)
        elif kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
            yield drawn, kind, matrix

    for index in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
        yield from visit(pdfium.FPDFPage_GetObject(page, index), _UNIT, 0)


def _matrix(drawn: pdfium.FPDF_PAGEOBJECT) -> _Matrix:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(drawn, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _compose(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """Return the matrix that does what the inner one does and then what the outer one does."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _share(matrix: _Matrix, frame: Frame) -> float:
    """Return the part of the page that a picture, which is the unit square before its matrix, covers."""
    a, b, c, d, e, f = matrix
    xs, ys = sorted((e, e + a + c)), sorted((f, f + b + d))
    width = min(xs[1], frame.right) - max(xs[0], frame.left)
    height = min(ys[1], frame.upper) - max(ys[0], frame.lower)
    area = frame.width * frame.height
    return max(width, 0) * max(height, 0) / area if area > 0 else 0.0


def _rules(path: pdfium.FPDF_PAGEOBJECT, matrix: _Matrix, frame: Frame) -> Iterator[Rule]:
    """Yield the level and upright lines of a path, and its thin rectangles; the edges of a filled one are none."""
    count = pdfium.FPDFPath_CountSegments(path)
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    if not 2 <= count <= _MAX_SEGMENTS or not (fill.value or stroke.value):
        return
    for points in _outlines(path, count, matrix):
        if stroke.value:
            for start, end in pairwise(points):
                yield from _rule((start, end), _SLANT, frame)
        else:
            # Shading is drawn line by line under a text: only what is too thin for that is a line.
            yield from _rule(points, _THIN, frame)


def _outlines(path: pdfium.FPDF_PAGEOBJECT, count: int, matrix: _Matrix) -> Iterator[list[tuple[float, float]]]:
    """Yield the corners of each part of a path; a closed part ends where it starts."""
    x, y = ctypes.c_float(), ctypes.c_float()
    a, b, c, d, e, f = matrix
    points: list[tuple[float, float]] = []
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            yield points
            points = []
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    yield points


def _rule(points: Sequence[tuple[float, float]], thin: float, frame: Frame) -> Iterator[Rule]:
    """Yield the points as one line when they lie on one."""
    if not points:
        return
    xs, ys = [x for x, _ in points], [y for _, y in points]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if min(width, height) <= thin and max(width, height) >= _SHORT:
        left, right, top, bottom = frame.upright(min(xs), min(ys), max(xs), max(ys))
        yield Rule(left, right, top, bottom)
