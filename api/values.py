"""The kinds of values that go over HTTP, each with its limits."""

from typing import Annotated

from pydantic import BeforeValidator, Field, JsonValue

from corpus.collection import MAX_BYTES
from search.query import MAX_QUERY

_LARGEST = 2**53 - 1  # a number in JSON that every reader keeps
_FAR = 1e9
MOST_NAMES = 100_000
"""In a list of what a document holds: far more than any does."""

Words = Annotated[str, Field(max_length=MAX_BYTES)]
"""Of a document: none is longer than the document itself."""
Query = Annotated[str, Field(max_length=50_000)]
"""As it goes out: in Unicode NFC, and with its spelling mended, it may be longer than what was typed."""
StoredDocId = Annotated[str, Field(min_length=1, max_length=4_096)]
PassageId = Annotated[str, Field(min_length=1, max_length=64)]
OutDate = Annotated[str, Field(max_length=10)]
"""A date that may be partial. Its field says ``DATE`` too."""
QUERY: dict[str, JsonValue] = {"maxLength": MAX_QUERY, "format": "query"}
"""What a field says of a query: text with a letter or digit. The search checks it, and refuses in its own words."""
DATE: dict[str, JsonValue] = {"format": "edtf"}
"""What a field says of a partial date: ISO 8601-2 calls it EDTF, and JSON Schema has no word for it."""
Count = Annotated[int, Field(ge=0, le=_LARGEST)]
Ordinal = Annotated[int, Field(ge=1, le=_LARGEST)]
Amount = Annotated[float, Field(ge=-_FAR, le=_FAR)]


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_whole)]
"""A number in a request: in JSON 10.0 is 10, and "10" is none."""
Probability = Annotated[float, Field(ge=0, le=1)]
