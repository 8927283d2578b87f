"""What may be meant by the beginning of a query: ``/v1/suggestions``."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import ReaderDep
from api.reading_schemas import SuggestionsParameters, SuggestionsResponse
from api.routes.search import SearcherDep
from search.reading import suggest
from search.store import Filter

router = APIRouter(prefix="/v1", tags=["search"])


@router.get("/suggestions", summary="Krijg suggesties tijdens het typen")
def get_suggestions(
    asked: Annotated[SuggestionsParameters, Query()], searcher: SearcherDep, asker: ReaderDep
) -> SuggestionsResponse:
    """Return titles, terms and phrases of the documents with a word that begins as what is typed."""
    return SuggestionsResponse.of(suggest(searcher.index, asked.q, k=asked.k, wanted=Filter(groups=asker.groups)))
