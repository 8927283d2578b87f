"""Reading documents, and what is similar to them: ``/v1/documents``; ``/v1/passages`` for the latter."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import ReaderDep
from api.naming import DOCUMENT, SIMILAR_DOCUMENTS, DocumentName, PassageName
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

router = APIRouter(prefix="/v1", tags=["documents"])


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


@router.get(SIMILAR_DOCUMENTS, summary="Zoek documenten die hierop lijken", responses={404: {}})
def get_similar_documents(
    doc_id: DocumentName, asked: Annotated[SimilarParameters, Query()], searcher: SearcherDep, asker: ReaderDep
) -> SimilarResponse:
    """Return the documents that are most like one, each as its nearest passage. The score is a cosine."""
    return SimilarResponse.of(
        similar_documents(
            searcher.index, doc_id, k=asked.k, wanted=asked.filter(asker.groups), readable=Filter(groups=asker.groups)
        )
    )


@router.get("/passages/{passageId}/similar", summary="Zoek passages die hierop lijken", responses={404: {}})
def get_similar_passages(
    passage_id: PassageName,
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


@router.get(DOCUMENT, summary="Lees een document", responses={404: {}})
def get_document(doc_id: DocumentName, searcher: SearcherDep, asker: ReaderDep) -> DocumentResponse:
    """Return a whole document: text, metadata, and where its items and passages stand in the text."""
    return DocumentResponse.of(read_document(searcher.index, doc_id, wanted=Filter(groups=asker.groups)))
