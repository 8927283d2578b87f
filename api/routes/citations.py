"""References to passages: ``/v1/citations`` and the citation of one passage."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access import ReaderDep
from api.citing import ANSWER, CitationRequest, answer
from api.naming import PassageName
from api.routes.search import SearcherDep
from search.citing.formats import Format
from search.citing.lookup import find_passages
from search.store import Filter

router = APIRouter(prefix="/v1", tags=["citations"], default_response_class=Response, responses={200: ANSWER, 404: {}})


@router.get("/passages/{passageId}/citation", summary="Verwijs naar een passage")
def get_citation(
    passage_id: PassageName,
    searcher: SearcherDep,
    asker: ReaderDep,
    form: Annotated[
        Format,
        Query(
            alias="format",
            description="apa: text in Dutch; ris, bibtex and csl-json: for reference managers.",
            examples=["ris"],
        ),
    ] = "apa",
) -> Response:
    """Return the reference to the work that a passage is from, with the place of the passage in it."""
    return answer(find_passages(searcher.index, [passage_id], wanted=Filter(groups=asker.groups)), form)


@router.post("/citations", summary="Verwijs naar een lijst van passages")
def post_citations(asked: CitationRequest, searcher: SearcherDep, asker: ReaderDep) -> Response:
    """Return the references to the works that passages are from, each work once."""
    return answer(find_passages(searcher.index, asked.passage_ids, wanted=Filter(groups=asker.groups)), asked.format)
