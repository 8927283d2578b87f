"""Reading documents, and what is similar to them: ``/v1/documents``; ``/v1/passages`` for the latter."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.access import ReaderDep
from api.caching import NOT_MODIFIED
from api.reading_schemas import (
    DocumentResponse,
    DocumentsParameters,
    DocumentsResponse,
    SimilarParameters,
    SimilarResponse,
)
from api.routes.search import SearcherDep
from search.reading import list_documents, read_document
from search.similar import similar_documents, similar_passages
from search.store import Filter

router = APIRouter(prefix="/v1", tags=["documents"], responses=NOT_MODIFIED)

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
def get_documents(
    asked: Annotated[DocumentsParameters, Query()], searcher: SearcherDep, asker: ReaderDep
) -> DocumentsResponse:
    """Return a page of the documents that a filter lets through: all or an item in them."""
    return DocumentsResponse.of(
        *list_documents(
            searcher.index, k=asked.k, offset=asked.offset, order=asked.sort, wanted=asked.filter(asker.groups)
        )
    )


# Before the document itself, whose name takes every slash: of a document called "…/similar" this is the other meaning.
@router.get("/documents/{docId:path}/similar", summary="Zoek documenten die hierop lijken")
def get_similar_documents(
    doc_id: DocId, asked: Annotated[SimilarParameters, Query()], searcher: SearcherDep, asker: ReaderDep
) -> SimilarResponse:
    """Return the documents that are most like one, each as its nearest passage. The score is a cosine."""
    return SimilarResponse.of(
        similar_documents(
            searcher.index, doc_id, k=asked.k, wanted=asked.filter(asker.groups), readable=Filter(groups=asker.groups)
        )
    )


@router.get("/passages/{passageId}/similar", summary="Zoek passages die hierop lijken")
def get_similar_passages(
    passage_id: Annotated[
        str, Path(alias="passageId", max_length=64, description="Name of the passage.", examples=["3f0c5a"])
    ],
    asked: Annotated[SimilarParameters, Query()],
    searcher: SearcherDep,
    asker: ReaderDep,
) -> SimilarResponse:
    """Return the passages of other works that are most like one. The score is a cosine."""
    return SimilarResponse.of(
        similar_passages(
            searcher.index,
            passage_id,
            k=asked.k,
            wanted=asked.filter(asker.groups),
            readable=Filter(groups=asker.groups),
        )
    )


@router.get("/documents/{docId:path}", summary="Lees een document")
def get_document(doc_id: DocId, searcher: SearcherDep, asker: ReaderDep) -> DocumentResponse:
    """Return a whole document: text, metadata, and where its items and passages stand in the text."""
    return DocumentResponse.of(read_document(searcher.index, doc_id, wanted=Filter(groups=asker.groups)))
