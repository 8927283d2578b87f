"""Answering: ``/v1/answers``."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.sse import EventSourceResponse, format_sse_event

from api.accepting import prefers_events
from api.access import ReaderDep
from api.asker import Asker
from api.filters import nothing_passes
from api.metrics import Metrics
from api.routes.search import MetricsDep, SearcherDep
from api.schemas import AnswerRequest, AnswerResponse, SentenceOut
from search.answering.answer import Answer, Sentence, final, joined
from search.answering.answerer import Answerer
from search.searcher import Searcher
from search.store import Filter

router = APIRouter(prefix="/v1", tags=["answers"])


async def _answerer(request: Request) -> Answerer:
    # async, for it waits for nothing: a plain function would cost every request a second change of thread.
    return cast(Answerer, request.state.answerer)


AnswererDep = Annotated[Answerer, Depends(_answerer)]


@router.post(
    "/answers",
    summary="Stel een vraag",
    response_model=AnswerResponse,
    responses={
        200: {
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
            "description": "An AnswerResponse. To who accepts text/event-stream it is sent as event `answer`, after "
            "an event `sentence` (SentenceOut) for each sentence that a language model wrote and that quotes support. "
            "Only the answer counts: it may be without those sentences.",
        }
    },
)
def post_answer(
    asked: AnswerRequest,
    answerer: AnswererDep,
    searcher: SearcherDep,
    metrics: MetricsDep,
    asker: ReaderDep,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    """Return an answer that rests on quotes, each checked against its document, or that there is none."""
    steps = answering(asked, answerer, searcher, asker, metrics)
    if prefers_events(accept):
        return EventSourceResponse(_events(steps))
    # Written here: FastAPI would check the model a second time.
    return Response(AnswerResponse.of(final(steps)).model_dump_json(by_alias=True), media_type="application/json")


def answering(
    asked: AnswerRequest, answerer: Answerer, searcher: Searcher, asker: Asker, metrics: Metrics
) -> Iterator[Sentence | Answer]:
    """Return the sentences of an answer for whoever asks, as they come, and then the answer itself."""
    earlier = [turn.question for turn in asked.history]
    steps = answerer.steps(asked.question, earlier=earlier, k=asked.k, wanted=asked.filter(asker.groups))
    first = next(steps)  # what is wrong with a question is told before anything is sent
    stated = asked.stated()
    if stated and isinstance(first, Answer) and not first.hits:
        lines = nothing_passes(stated, searcher.search(first.searched, k=1, wanted=Filter(groups=asker.groups)))
        first = replace(first, note=joined(first.note, *lines) or None)
    return _counted(chain([first], steps), metrics)


def _counted(steps: Iterable[Sentence | Answer], metrics: Metrics) -> Iterator[Sentence | Answer]:
    for step in steps:
        if isinstance(step, Answer):
            metrics.answered(step)
        yield step


def _events(steps: Iterable[Sentence | Answer]) -> Iterator[bytes]:
    for step in steps:
        if isinstance(step, Answer):
            name, data = "answer", AnswerResponse.of(step).model_dump_json(by_alias=True)
        else:
            name, data = "sentence", SentenceOut.of(step).model_dump_json(by_alias=True)
        yield format_sse_event(event=name, data_str=data)
