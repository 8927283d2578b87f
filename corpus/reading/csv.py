"""Tables as CSV: a block per row, each cell with the name of its column; long texts become paragraphs."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from corpus.reading.draft import Draft, DraftBuilder, UnreadableFileError, decode

_DELIMITERS = ",;\t|"
_STATED = re.compile(r"\"?sep=([,;\t|])\"?(?=\n)", re.IGNORECASE)
"""The first line of a file for Excel."""
_PADDING = 2
"""So many empty cells at least stand behind a title; one may be a column without a name."""
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_MAX_ROWS = 200_000
_TITLES = frozenset({"titel", "title", "naam", "name", "vraag", "question", "onderwerp", "subject", "kop", "term"})
_LONG_TEXT = 50
"""Mean number of characters of the cells that are filled, from which a column holds running text."""
_TITLE_LEVEL = 2


def read_csv(raw: bytes) -> Draft:
    """Return the draft of a CSV file with a header: per row ``Naam: Anna | Plaats: Ede``, empty cells left out.

    Rows above the header that fill only the first of several cells are its title and text. Where a column named as a
    title ("Vraag", "Titel") stands beside columns of running text, a row becomes a heading with paragraphs and, for its
    other cells, one such block.

    Raises:
        UnreadableFileError: If it is not UTF-8 text, has a quote that nothing closes, or too many rows.
    """
    text = decode(raw)
    stated = _STATED.match(text)
    if stated:
        text = text[stated.end() :]
    delimiter = stated[1] if stated else max(_DELIMITERS, key=lambda mark: len(next(_rows(text, mark), ())))
    above = _above_header(text, delimiter)
    header = next(islice(_rows(text, delimiter), len(above), None), [])
    title, long = _title_and_long(header, text, delimiter, len(above))
    builder = DraftBuilder()
    for line in above:
        builder.add("text", line)
    for row in _body(text, delimiter, len(above)):
        if title is None or not long or title >= len(row):
            builder.add("table", _labelled(header, row, range(len(row))))
            continue
        builder.add("heading", row[title], level=_TITLE_LEVEL)
        for column in (column for column in long if column < len(row)):
            for paragraph in row[column].split("\n"):
                builder.add("text", paragraph)
        builder.add("table", _labelled(header, row, [c for c in range(len(row)) if c != title and c not in long]))
    return replace(builder.build({"title": above[0]} if above else {}), is_table=True)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows that are not empty, their cells without outer space."""
    # Line by line: a list of lines, or StringIO with four bytes a character, takes several times the text.
    reader = csv.reader((line[0] for line in _LINE.finditer(text)), delimiter=delimiter)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield cells
    except csv.Error as error:
        raise UnreadableFileError(
            f"regel {reader.line_num}: een cel is langer dan {csv.field_size_limit()} tekens, of een aanhalingsteken "
            "wordt niet gesloten; herstel die regel"
        ) from error


def _above_header(text: str, delimiter: str) -> list[str]:
    """Return the first cells of the rows above the header, which fill no other; a table of such rows has none."""
    above: list[str] = []
    for first, *others in _rows(text, delimiter):
        if not first or len(others) < _PADDING or any(others):
            return above
        above.append(first)
    return []


def _body(text: str, delimiter: str, above: int) -> Iterator[list[str]]:
    """Yield the rows below the header, which has so many rows above it."""
    for number, row in enumerate(islice(_rows(text, delimiter), above + 1, None)):
        if number == _MAX_ROWS:
            raise UnreadableFileError(f"er staan meer dan {_MAX_ROWS} rijen in; splits het bestand")
        yield row


def _title_and_long(header: Sequence[str], text: str, delimiter: str, above: int) -> tuple[int | None, list[int]]:
    """Return the column of titles, if one is named so, and the columns of running text."""
    filled, characters = [0] * len(header), [0] * len(header)
    for row in _body(text, delimiter, above):
        for column, cell in enumerate(row[: len(header)]):
            filled[column] += bool(cell)
            characters[column] += len(cell)
    title = next((column for column, name in enumerate(header) if name.lower() in _TITLES), None)
    return title, [c for c, size in enumerate(characters) if c != title and size > _LONG_TEXT * max(filled[c], 1)]


def _labelled(header: Sequence[str], row: Sequence[str], columns: Sequence[int]) -> str:
    pieces = []
    for column in columns:
        name = " ".join(header[column].split()) if column < len(header) else ""
        cell = " ".join(row[column].split())
        if cell:
            pieces.append(f"{name}: {cell}" if name else cell)
    return " | ".join(pieces)
