"""Answering: ``/v1/answers``."""

from dataclasses import replace
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request, Response

from api.filters import nothing_passes
from api.routes.search import SearcherDep
from api.schemas import AnswerRequest, AnswerResponse
from search.answering.answerer import Answerer

router = APIRouter(prefix="/v1", tags=["answers"])


async def _answerer(request: Request) -> Answerer:
    # async, for it waits for nothing: a plain function would cost every request a second change of thread.
    return cast(Answerer, request.state.answerer)


AnswererDep = Annotated[Answerer, Depends(_answerer)]


@router.post("/answers", summary="Stel een vraag", response_model=AnswerResponse)
def post_answer(asked: AnswerRequest, answerer: AnswererDep, searcher: SearcherDep) -> Response:
    """Return an answer in the documents' own words, each quote checked against its document, or that there is none."""
    earlier = [turn.question for turn in asked.history]
    answer = answerer.answer(asked.question, earlier=earlier, k=asked.k, wanted=asked.filter())
    stated = asked.stated()
    if stated and not answer.hits:
        lines = nothing_passes(stated, searcher.search(answer.searched, k=1))
        answer = replace(answer, note=" ".join([answer.note or "", *lines]).strip() or None)
    # Written here: FastAPI would check the model a second time.
    return Response(AnswerResponse.of(answer).model_dump_json(by_alias=True), media_type="application/json")
