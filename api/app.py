"""The HTTP service, put together."""

import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypedDict

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

from api import errors
from api.access import Access
from api.caching import EntityTags
from api.cors import Cors, OwnNames
from api.limits import DEFAULT_LIMITS, MAX_UPLOAD, Gate, Limits, Load, WholeBody
from api.logs import configure
from api.mcp import Parts, server_for
from api.metrics import Metrics
from api.observing import Observer
from api.routes import (
    analysis,
    answers,
    assistants,
    citations,
    feeds,
    health,
    jobs,
    metrics,
    reading,
    records,
    search,
    suggestions,
    uploads,
)
from api.schemas import Problem
from api.security import API_VERSION, ResponseHeaders
from api.settings import Settings
from indexer.jobs import MOST_WAITING, Jobs
from indexer.worker import Worker
from search.answering.answerer import Answerer
from search.answering.generator import Generator
from search.searcher import Searcher

_REFUSED = (401, 403, 429)
"""Statuses of who may not ask, or asks too often: not of calls that are open to anyone."""


class State(TypedDict):
    """What every request can reach."""

    searcher: Searcher
    answerer: Answerer
    metrics: Metrics
    worker: Worker
    access: Access | None
    mcp: StreamableHTTPSessionManager
    origins: Sequence[str]


def create_app(
    load: Callable[[], Searcher],
    *,
    threshold: float | None = None,
    generator: Generator | None = None,
    limits: Limits = DEFAULT_LIMITS,
    origins: Sequence[str] = (),
    own_names: bool = False,
    max_upload: int = MAX_UPLOAD,
    max_jobs: int = MOST_WAITING,
    access: Access | None = None,
) -> FastAPI:
    """Return an app that calls ``load`` once, before the first request.

    Args:
        load: Opens the searcher.
        threshold: Probability from which an answer is given; None for the one that was calibrated.
        generator: Words answers; None leaves them in the documents' own words.
        limits: How many requests are worked on, and for how long.
        origins: Sites whose pages may ask from a browser.
        own_names: Answer only who calls this machine by a name that is always its own.
        max_upload: Bytes of a document, or a list of them, that is sent.
        max_jobs: Jobs that may wait.
        access: Knows who asks; None asks nobody, and lets everybody read everything.
    """
    busy = Load()
    numbers = Metrics(busy)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        searcher = load()
        answerer = Answerer(searcher, threshold=threshold, generator=generator)
        tools = server_for(Parts(searcher, answerer, numbers), assistants.asker_of)
        # No sessions: any process answers any message, and what is asked in one is never of another's asker.
        manager = StreamableHTTPSessionManager(tools, json_response=True, stateless=True)
        with _working(searcher, max_jobs) as worker:
            async with manager.run():
                yield {
                    "searcher": searcher,
                    "answerer": answerer,
                    "metrics": numbers,
                    "worker": worker,
                    "access": access,
                    "mcp": manager,
                    "origins": origins,
                }

    app = FastAPI(
        title="Bronwijzer",
        summary="Zoeken in documenten uit het sociaal domein, met controleerbare citaten",
        description="Ranked passages with citations from Dutch documents. Field names are English; texts are Dutch.",
        version=API_VERSION,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        responses={status: {"model": Problem, "description": "Probleem"} for status in (400, 404, 500, 503)},
    )
    errors.install(app)

    app.add_middleware(Gate, limits=limits, load=busy)  # the last one added sees a request first
    app.add_middleware(WholeBody, uploads=max_upload)
    if origins:
        app.add_middleware(Cors, origins=origins)
    if own_names:
        app.add_middleware(OwnNames)
    app.add_middleware(ResponseHeaders)
    app.add_middleware(EntityTags)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)  # events are sent as they are
    app.add_middleware(Observer, metrics=numbers)
    refused: dict[int | str, dict[str, Any]] = {
        status: {"model": Problem, "description": "Probleem"} for status in _REFUSED
    }
    for subject in (search, reading, suggestions, answers, analysis, citations, feeds, records, uploads, jobs, metrics):
        app.include_router(subject.router, responses=refused)
    app.include_router(assistants.router)
    app.include_router(health.router)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's own way of changing the document
    return app


def from_environment() -> FastAPI:
    """Return the app that the settings in the environment describe: each server process calls this."""
    from api.compose import access_for, generator_for, limits_of, open_searcher

    settings = Settings.read(os.environ)
    configure(level=settings.log_level, as_json=settings.log_format == "json")
    access = access_for(settings)
    return create_app(
        lambda: open_searcher(settings),
        threshold=settings.answer_threshold,
        generator=generator_for(settings),
        limits=limits_of(settings),
        origins=settings.allowed_origins,
        max_upload=settings.max_upload,
        max_jobs=settings.max_jobs,
        access=access,
        own_names=access is None,
    )


@contextmanager
def _working(searcher: Searcher, max_jobs: int) -> Iterator[Worker]:
    """Yield the worker of an index, which is at work inside the block."""
    worker = Worker(
        Jobs(searcher.directory, most_waiting=max_jobs),
        searcher.directory,
        lambda own: searcher.encoder,
        warm_up=lambda: searcher.encoder.encode_passages(["opwarmen"]),
        follow=lambda: searcher.index,
    )
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


def _openapi(app: FastAPI) -> dict[str, Any]:
    """Return FastAPI's OpenAPI document with problem documents for errors, and without those that are never sent."""
    if app.openapi_schema is None:
        document = FastAPI.openapi(app)
        for path in document["paths"].values():
            for call in path.values():
                for status in ("422", *(() if "security" in call else map(str, _REFUSED))):
                    call["responses"].pop(status, None)
                for status, response in call["responses"].items():
                    if status >= "400":
                        response["content"] = {"application/problem+json": response["content"].popitem()[1]}
        for name in ("HTTPValidationError", "ValidationError"):
            document["components"]["schemas"].pop(name, None)
        app.openapi_schema = document
    return app.openapi_schema
