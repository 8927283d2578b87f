"""Whether the service lives, and whether it can answer."""

from fastapi import APIRouter, Request

from api.asker import ANONYMOUS, OPERATOR
from api.routes.search import SearcherDep
from api.schemas import Health, Readiness

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", summary="Leeft de dienst")
def get_liveness() -> Health:
    """Return ok when the process answers at all."""
    return Health(status="ok")


@router.get("/ready", summary="Kan de dienst zoeken")
def get_readiness(request: Request, searcher: SearcherDep) -> Readiness:
    """Return ok when the index can be searched; else a problem with status 503. What is counted everybody may read."""
    view = searcher.view((OPERATOR if request.state.access is None else ANONYMOUS).groups)
    return Readiness(
        status="ok",
        generation=view.index.generation.number,
        documents=view.counts["documents"],
        passages=view.counts["passages"],
    )
