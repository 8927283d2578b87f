"""Searching: ``/v1/search`` and the passages that it leads to."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Query, Request, Response

from api.access import ReaderDep
from api.asker import Asker
from api.filters import nothing_passes
from api.metrics import Metrics
from api.naming import PassageName
from api.schemas import (
    CitationOut,
    DocumentOut,
    PassageResponse,
    SearchParameters,
    SearchRequest,
    SearchResponse,
    passage_out,
)
from search.answering.citation import cite
from search.errors import PassageMissingError
from search.searcher import Hits, Searcher
from search.store import Filter

router = APIRouter(prefix="/v1", tags=["search"])


async def _searcher(request: Request) -> Searcher:
    # async, for it waits for nothing: a plain function would cost every request a second change of thread.
    return cast(Searcher, request.state.searcher)


async def _metrics(request: Request) -> Metrics:
    return cast(Metrics, request.state.metrics)


SearcherDep = Annotated[Searcher, Depends(_searcher)]
MetricsDep = Annotated[Metrics, Depends(_metrics)]


@router.get("/search", summary="Zoek passages", response_model=SearchResponse)
def get_search(
    asked: Annotated[SearchParameters, Query()], searcher: SearcherDep, asker: ReaderDep, metrics: MetricsDep
) -> Response:
    """Return ranked passages with citations. For words that should stay out of addresses and logs, use POST."""
    return _written(found(asked, searcher, asker, metrics))


@router.post("/search", summary="Zoek passages zonder de vraag in het adres", response_model=SearchResponse)
def post_search(asked: SearchRequest, searcher: SearcherDep, asker: ReaderDep, metrics: MetricsDep) -> Response:
    """Return the same as GET with the same fields."""
    return _written(found(asked, searcher, asker, metrics))


def found(asked: SearchParameters, searcher: Searcher, asker: Asker, metrics: Metrics) -> SearchResponse:
    """Return what a search finds for whoever asks."""
    hits, unfiltered = searched(asked, searcher, asker, metrics)
    note = unfiltered and " ".join(nothing_passes(asked.stated(), unfiltered))
    return SearchResponse.of(hits, explain=asked.explain, note=note or None)


def searched(asked: SearchParameters, searcher: Searcher, asker: Asker, metrics: Metrics) -> tuple[Hits, Hits | None]:
    """Return the hits for whoever asks; and, when a filter lets nothing through, the best hit without it."""
    hits = searcher.search(
        asked.q,
        k=asked.k,
        offset=asked.offset,
        mode=asked.mode,
        wanted=asked.filter(asker.groups),
        without=asked.without(),
        explain=asked.explain,
    )
    metrics.searched(hits)
    if hits.total or not asked.stated():
        return hits, None
    readable = Filter(groups=asker.groups)
    return hits, searcher.search(asked.q, k=1, mode=asked.mode, wanted=readable, without=asked.without())


def _written(response: SearchResponse) -> Response:
    # Written here: FastAPI would check the model a second time, and that takes half as long as the search.
    return Response(response.model_dump_json(by_alias=True), media_type="application/json")


@router.get("/passages/{passageId}", summary="Lees een passage", responses={404: {}})
def get_passage(
    passage_id: PassageName,
    searcher: SearcherDep,
    asker: ReaderDep,
) -> PassageResponse:
    """Return one passage with the ids of its neighbours."""
    catalogue = searcher.index.catalogue
    stored = catalogue.passage(passage_id, groups=asker.groups)
    if stored is None:
        raise PassageMissingError("Deze passage staat niet in de index. Zoek opnieuw: het document kan vernieuwd zijn.")
    previous, following = catalogue.neighbours(passage_id)
    return PassageResponse(
        passage=passage_out(stored.passage),
        document=DocumentOut.of(stored.passage, stored.metadata, stored.item),
        citation=CitationOut.of(cite(stored)),
        previous=previous,
        next=following,
    )
