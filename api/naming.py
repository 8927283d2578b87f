"""The names of documents and passages in addresses."""

from typing import Annotated, Any

from fastapi import Path
from starlette.convertors import PathConvertor, register_url_convertor

from api.jobs_schemas import LONGEST_NAME, DocId


class _Name(PathConvertor):
    """All of a path, its line ends too."""

    regex = r"[\s\S]+"


class _WholeName(PathConvertor):
    """The same, but not what ends as the address of what is similar to a document: that knows no other methods."""

    regex = r"(?![\s\S]+/similar$)[\s\S]*"


register_url_convertor("name", _Name())
register_url_convertor("document", _WholeName())
DOCUMENT = "/documents/{docId:document}"
SIMILAR_DOCUMENTS = "/documents/{docId:name}/similar"

_DOCUMENT: dict[str, Any] = {
    "alias": "docId",
    "min_length": 1,
    "description": "Name of the document in this collection: a relative path, of which each / may stand as it is.",
    "examples": ["nieuws/2024/mei.pdf"],
}
DocumentName = Annotated[str, Path(**_DOCUMENT, max_length=4_096)]
NewDocumentName = Annotated[DocId, Path(**_DOCUMENT, max_length=LONGEST_NAME)]
PassageName = Annotated[
    str,
    Path(
        alias="passageId",
        min_length=1,
        max_length=64,
        description="Name of the passage, as a search gives it.",
        examples=["0f3a9c41d27b5e6f8a90"],
    ),
]
