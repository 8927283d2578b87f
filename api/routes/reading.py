"""Reading documents: ``/v1/documents``."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.reading_schemas import DocumentResponse, DocumentsParameters, DocumentsResponse
from api.routes.search import SearcherDep
from search.reading import list_documents, read_document

router = APIRouter(prefix="/v1", tags=["documents"])

DocId = Annotated[
    str,
    Path(
        alias="docId",
        min_length=1,
        max_length=4096,
        description="Name of the document in this collection: a relative path, of which each / may stand as it is.",
        examples=["nieuws/mei.pdf"],
    ),
]


@router.get("/documents", summary="Bekijk welke documenten er zijn")
def get_documents(asked: Annotated[DocumentsParameters, Query()], searcher: SearcherDep) -> DocumentsResponse:
    """Return a page of the documents that a filter lets through: all or an item in them."""
    return DocumentsResponse.of(
        *list_documents(searcher.index, k=asked.k, offset=asked.offset, order=asked.sort, wanted=asked.filter())
    )


@router.get("/documents/{docId:path}", summary="Lees een document")
def get_document(doc_id: DocId, searcher: SearcherDep) -> DocumentResponse:
    """Return a whole document: text, metadata, and where its items and passages stand in the text."""
    return DocumentResponse.of(read_document(searcher.index, doc_id))
