"""The HTTP service, put together."""

import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.gzip import GZipMiddleware

from api import errors
from api.access import Access
from api.caching import EntityTags
from api.compose import access_for, generator_for, jobs_for, limits_of, open_searcher, theme_of, tracer_for
from api.cors import Cors, OwnNames
from api.description import DESCRIPTION, SERVERS, TAGS, describe, operation_id
from api.heads import Heads
from api.limits import DEFAULT_LIMITS, MAX_UPLOAD, Gate, Limits, WholeBody
from api.logs import configure
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
from api.web import assets, box
from api.web import routes as pages
from api.web.theme import Theme
from indexer.job_storage import SqliteStorage
from indexer.jobs import Jobs
from indexer.worker import Worker
from search.answering.answerer import Answerer
from search.answering.generator import Generator
from search.engines.following import following
from search.searcher import Searcher

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

_SUBJECTS = (
    search,
    reading,
    suggestions,
    answers,
    analysis,
    citations,
    feeds,
    records,
    uploads,
    jobs,
    assistants,
    metrics,
    health,
)


class State(TypedDict):
    """What every request can reach."""

    searcher: Searcher
    answerer: Answerer
    quoter: Answerer
    metrics: Metrics
    worker: Worker
    access: Access | None
    assistants: assistants.Assistants
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
    jobs_of: Callable[[Path], Jobs] = lambda directory: Jobs(SqliteStorage(directory)),
    access: Access | None = None,
    tracer: "TracerProvider | None" = None,
    theme: bytes | None = None,
    contact: Mapping[str, str] | None = None,
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
        jobs_of: Returns the jobs of the index in a directory.
        access: Knows who asks; None asks nobody, and lets everybody read everything.
        tracer: Takes traces of requests; None makes none. It is shut down with the app.
        theme: Style sheet of an organisation, which pages carry after their own.
        contact: Whom to ask about this service, for its description: ``name``, ``email`` and ``url``.
    """
    numbers = Metrics()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        searcher = load()
        answerer = Answerer(searcher, threshold=threshold, generator=generator)
        with following(searcher.directory), _working(searcher, jobs_of(searcher.directory)) as worker:
            yield {
                "searcher": searcher,
                "answerer": answerer,
                "quoter": Answerer(searcher, threshold=threshold) if generator else answerer,
                "metrics": numbers,
                "worker": worker,
                "access": access,
                "assistants": assistants.Assistants(searcher, answerer, numbers),
                "origins": origins,
            }
        if tracer is not None:
            await run_in_threadpool(tracer.shutdown)  # sends what is left

    app = FastAPI(
        title="Bronwijzer",
        summary="Zoeken in documenten uit het sociaal domein, met controleerbare citaten",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        servers=SERVERS,
        generate_unique_id_function=operation_id,
        version=API_VERSION,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        # All but traces is off, whatever FastAPI's own variables say: it would tell what people search.
        telemetry={
            "tracing": tracer is not None,
            "tracer_provider": tracer,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
        responses={500: {"model": Problem}},
    )
    errors.install(app)

    app.add_middleware(Gate, limits=limits, load=numbers.load)  # the last one added sees a request first
    app.add_middleware(WholeBody, uploads=max_upload)
    if origins:
        app.add_middleware(Cors, origins=origins)
    if own_names:
        app.add_middleware(OwnNames)
    if theme is not None:
        app.add_middleware(Theme, sheet=theme)
    app.add_middleware(ResponseHeaders)
    app.add_middleware(EntityTags)
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5)  # events are sent as they are
    app.add_middleware(Observer, metrics=numbers)
    app.add_middleware(Heads)
    for subject in _SUBJECTS:
        app.include_router(subject.router)
    for part in (pages, assets, box):
        app.include_router(part.router)
    app.openapi = cache(lambda: describe(app, contact))  # type: ignore[method-assign]  # FastAPI's own way of changing it
    return app


def app_of(
    settings: Settings,
    load: Callable[[], Searcher],
    *,
    generator: Generator | None,
    access: Access | None,
    tracer: "TracerProvider | None",
) -> FastAPI:
    """Return the app that settings describe; what is passed beside them is as in ``create_app``."""
    return create_app(
        load,
        threshold=settings.answer_threshold,
        generator=generator,
        limits=limits_of(settings),
        origins=settings.allowed_origins,
        max_upload=settings.max_upload,
        jobs_of=lambda directory: jobs_for(None, directory, settings),
        access=access,
        own_names=access is None,
        tracer=tracer,
        theme=theme_of(settings),
        contact=settings.api_contact,
    )


def from_environment() -> FastAPI:
    """Return the app that the settings in the environment describe: each server process calls this."""
    settings = Settings.read(os.environ)
    configure(level=settings.log_level, as_json=settings.log_format == "json")
    return app_of(
        settings,
        lambda: open_searcher(settings),
        generator=generator_for(settings),
        access=access_for(settings),
        tracer=tracer_for(settings),
    )


@contextmanager
def _working(searcher: Searcher, queue: Jobs) -> Iterator[Worker]:
    """Yield the worker of an index, which is at work inside the block."""
    worker = Worker(
        queue,
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
