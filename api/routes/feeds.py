"""Following a search: ``/v1/feed``; and how programs can search here: ``/v1/opensearch``."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.access import ReaderDep
from api.feed import ATOM_TYPE, OPENSEARCH_TYPE, FeedParameters, atom, opensearch
from api.filters import in_words
from api.routes.search import SearcherDep

router = APIRouter(tags=["feeds"], default_response_class=Response)
_XML = {"schema": {"type": "string"}}


@router.get(
    "/v1/feed",
    summary="Volg een zoekvraag met een nieuwslezer",
    responses={200: {"description": "An Atom feed.", "content": {ATOM_TYPE: _XML}}},
)
def get_feed(
    asked: Annotated[FeedParameters, Query()], request: Request, searcher: SearcherDep, asker: ReaderDep
) -> Response:
    """Return the works of the best passages for a search as an Atom feed, the newest first."""
    hits = searcher.search(asked.q, k=asked.k, mode=asked.mode, wanted=asked.filter(asker.groups))
    feed = atom(hits, filters=in_words(asked.stated()), address=str(request.url), base=str(request.base_url))
    return Response(feed, media_type=ATOM_TYPE)


@router.get(
    "/v1/opensearch",
    summary="Zoek vanuit een ander programma",
    responses={
        200: {
            "description": "An OpenSearch description document.",
            "content": {OPENSEARCH_TYPE: _XML},
        }
    },
)
def get_opensearch(request: Request) -> Response:
    """Return how a search is asked here, for programs that know OpenSearch."""
    return Response(opensearch(str(request.base_url)), media_type=OPENSEARCH_TYPE)
