"""Whether the service lives, and whether it can answer."""

from fastapi import APIRouter

from api.routes.search import SearcherDep
from api.schemas import Health, Readiness

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", summary="Leeft de dienst")
def live() -> Health:
    """Return ok when the process answers at all."""
    return Health(status="ok")


@router.get("/ready", summary="Kan de dienst zoeken")
def ready(searcher: SearcherDep) -> Readiness:
    """Return ok when the index can be searched; else a problem with status 503."""
    index = searcher.index
    counts = index.counts
    return Readiness(
        status="ok",
        generation=index.generation.number,
        documents=counts["documents"],
        passages=counts["passages"],
    )
