"""What the analyser makes of a text: ``/v1/analysis``."""

from fastapi import APIRouter, Depends

from api.access import require
from api.schemas import AnalysisRequest, AnalysisResponse

router = APIRouter(prefix="/v1", tags=["analysis"])


@router.post("/analysis", summary="Zie hoe woorden worden gezocht", dependencies=[Depends(require("read"))])
def post_analysis(asked: AnalysisRequest) -> AnalysisResponse:
    """Return every word of a text with the term that it is found by, and why."""
    return AnalysisResponse.of(asked.text)
