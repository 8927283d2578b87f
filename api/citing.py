"""References as they go over HTTP: a file for a reference manager."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NamedTuple

from fastapi import Response
from pydantic import Field, StringConstraints

from api.schemas import Schema
from search.citing.formats import Format, write
from search.citing.reference import Cited, references

MOST_PASSAGES = 100


class _File(NamedTuple):
    media_type: str
    suffix: str


_FILES: Mapping[Format, _File] = {
    "apa": _File("text/plain; charset=utf-8", "txt"),
    "ris": _File("application/x-research-info-systems; charset=utf-8", "ris"),
    "bibtex": _File("application/x-bibtex; charset=utf-8", "bib"),
    "csl-json": _File("application/vnd.citationstyles.csl+json", "json"),
}
_SCHEMAS: Mapping[Format, dict[str, Any]] = {"csl-json": {"type": "array", "items": {"type": "object"}}}
ANSWER: dict[str, Any] = {
    "description": "References, as a file. Its name is in `Content-Disposition`.",
    "content": {
        file.media_type.split(";")[0]: {"schema": _SCHEMAS.get(form, {"type": "string"})}
        for form, file in _FILES.items()
    },
}
"""What a call that gives references answers, for its description."""
PassageId = Annotated[str, StringConstraints(max_length=64)]


class CitationRequest(Schema, populate_by_name=False, strict=True):
    """Passages that are cited: hits, or the citations of an answer."""

    passage_ids: list[PassageId] = Field(
        min_length=1,
        max_length=MOST_PASSAGES,
        description="Names of the passages. Those of one work become one reference, with each of their places.",
        examples=[["0f3a9c41d27b5e6f8a90"]],
    )
    format: Format = Field(
        default="apa",
        description="apa: text in Dutch; ris, bibtex and csl-json: for reference managers.",
        examples=["ris"],
    )


def answer(cited: Iterable[Cited], form: Format) -> Response:
    """Return the references of passages as a file, named after the work when it is one."""
    works, file = references(cited), _FILES[form]
    name = works[0].key if len(works) == 1 else "bronnen"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{file.suffix}"'}
    return Response(write(works, form), media_type=file.media_type, headers=headers)
