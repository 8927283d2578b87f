"""How the service is doing: ``/metrics``."""

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.access import require
from api.routes.search import MetricsDep, SearcherDep
from search.errors import SearchError

router = APIRouter(tags=["health"], dependencies=[Depends(require("admin"))])


@router.get(
    "/metrics",
    summary="Cijfers voor Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Text for Prometheus."}},
)
def get_metrics(searcher: SearcherDep, metrics: MetricsDep) -> Response:
    """Return how the service is doing: of all its processes together."""
    try:
        index = searcher.index
    except SearchError:
        index = None  # the numbers are wanted most when something is wrong; what is wrong, /health/ready tells
    return Response(metrics.text(index), media_type=CONTENT_TYPE_LATEST)
