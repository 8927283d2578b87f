"""What the analyser makes of a text: ``/v1/analysis``."""

from fastapi import APIRouter

from api.schemas import AnalysisRequest, AnalysisResponse

router = APIRouter(prefix="/v1", tags=["analysis"])


@router.post("/analysis", summary="Zie hoe woorden worden gezocht")
def post_analysis(asked: AnalysisRequest) -> AnalysisResponse:
    """Return every word of a text with the term that it is found by, and why."""
    return AnalysisResponse.of(asked.text)
