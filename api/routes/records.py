"""What a search was: ``/v1/search/record``."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import ReaderDep
from api.asker import Asker
from api.record import SearchRecord
from api.routes.search import SearcherDep
from api.schemas import SearchParameters, SearchRequest
from search.searcher import Searcher

router = APIRouter(prefix="/v1/search", tags=["search"])


@router.get("/record", summary="Verantwoord een zoekopdracht")
def get_record(asked: Annotated[SearchParameters, Query()], searcher: SearcherDep, asker: ReaderDep) -> SearchRecord:
    """Do a search and return all that it depends on, and how much it found. Which page is asked makes no difference."""
    return _record(asked, searcher, asker)


@router.post("/record", summary="Verantwoord een zoekopdracht zonder de vraag in het adres")
def post_record(asked: SearchRequest, searcher: SearcherDep, asker: ReaderDep) -> SearchRecord:
    """Return the same as GET with the same fields."""
    return _record(asked, searcher, asker)


def _record(asked: SearchParameters, searcher: Searcher, asker: Asker) -> SearchRecord:
    without = asked.without()
    hits = searcher.search(asked.q, k=1, mode=asked.mode, wanted=asked.filter(asker.groups), without=without)
    return SearchRecord.of(
        hits,
        mode=asked.mode,
        without=without,
        stated=asked.stated(),
        thesaurus=searcher.thesaurus,
        counts=searcher.view(asker.groups).counts,
    )
